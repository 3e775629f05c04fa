// Builds every Worker as a deploy would, and prints how large each is. Nothing is sent anywhere.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAll } from './builds.ts'

/** Prints the builds of the project in the working directory. */
export async function printBuilds({ json = false }: { readonly json?: boolean } = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-build-'))
  try {
    const builds = await buildAll(folder)
    if (json) {
      console.log(JSON.stringify(builds.map(({ bundle: _bundle, ...sizes }) => sizes)))
      return
    }
    console.log(`${'Worker'.padEnd(12)}${'minified'.padStart(10)}${'gzipped'.padStart(12)}`)
    for (const { name, minifiedBytes, gzippedBytes } of builds)
      console.log(`${name.padEnd(12)}${kibibytes(minifiedBytes)}  ${kibibytes(gzippedBytes)}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`.padStart(10)
}
