// Builds every Worker as a deploy would, and prints how large each is. Nothing is sent anywhere.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAll } from './builds.ts'

const kibibytes = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`.padStart(10)

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-build-'))
console.log(`${'Worker'.padEnd(12)}${'minified'.padStart(10)}${'gzipped'.padStart(12)}`)
for (const { name, minifiedBytes, gzippedBytes } of buildAll(folder)) {
  console.log(`${name.padEnd(12)}${kibibytes(minifiedBytes)}  ${kibibytes(gzippedBytes)}`)
}
rmSync(folder, { recursive: true })
