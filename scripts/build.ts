// Builds every Worker as a deploy would, and prints how large each is. Nothing is sent anywhere.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { domainWorkers, GATEWAY, wrangler } from './workers.ts'

const kibibytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`.padStart(10)

console.log(`${'Worker'.padEnd(12)}${'minified'.padStart(10)}${'gzipped'.padStart(12)}`)
for (const { folder, configPath } of [GATEWAY, ...domainWorkers()]) {
  const out = mkdtempSync(join(tmpdir(), 'gatehouse-build-'))
  wrangler(['deploy', '--dry-run', '--minify', '-c', configPath, '--outdir', out], { quiet: true })
  const script = Buffer.concat(
    readdirSync(out)
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(join(out, file))),
  )
  console.log(`${folder.padEnd(12)}${kibibytes(script.length)}  ${kibibytes(gzipSync(script, { level: 9 }).length)}`)
  rmSync(out, { recursive: true })
}
