// `npm run bench:package`: compares the gateway made from the published package with the same gateway made from the sources of this
// repository: the size of its bundle, and the first request of a fresh process. Both are measured in one run, one after the other.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv } from 'node:process'
import { gzipSync } from 'node:zlib'
import { bundle } from '../workerd/bundle.ts'
import { compareFirstRequests } from '../workerd/first-request.ts'
import { packedProject } from './packed-project.ts'

const PAIRS = Number(argv[2] ?? 30)
const KINDS = ['sources', 'package'] as const
const FILES = ['src/index.ts', 'src/profile.ts', 'src/generated/table.ts', 'src/generated/tools.ts']

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-first-'))
const project = await packedProject(Object.fromEntries(FILES.map((path) => [path, readFileSync(path, 'utf8')])))
try {
  const bundleOf = (kind: string): string => join(folder, `${kind}.js`)
  await bundle(resolve('src/index.ts'), bundleOf('sources'))
  await bundle(join(project.folder, 'src/index.ts'), bundleOf('package'))
  for (const kind of KINDS) {
    const bytes = readFileSync(bundleOf(kind))
    console.log(`${kind}: ${statSync(bundleOf(kind)).size} bytes, ${gzipSync(bytes).length} gzipped`)
  }
  await compareFirstRequests(folder, KINDS, PAIRS)
} finally {
  project.remove()
  rmSync(folder, { recursive: true })
}
