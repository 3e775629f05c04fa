// The packages as they would be published: complete, typed for those who import them, small, and without a script that runs at installation.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildCreatePackage } from './build.ts'
import { packedPackage, packedTarball } from './packed-package.ts'

const UNPACKED_MAX_BYTES = 6_000_000

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-package-'))
const built = { gatehouse: '', 'create-gatehouse': '' }
beforeAll(async () => {
  built.gatehouse = await packedPackage()
  built['create-gatehouse'] = await buildCreatePackage(join(folder, 'create-gatehouse'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Manifest {
  readonly scripts?: object
  readonly version: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
}
const manifestOf = (name: keyof typeof built): Manifest =>
  JSON.parse(readFileSync(join(built[name], 'package.json'), 'utf8')) as Manifest

describe.each(['gatehouse', 'create-gatehouse'] as const)('%s', (name) => {
  test('publint finds nothing wrong with the package', async () => {
    const { messages, pkg } = await publint({ pkgDir: built[name], strict: true })
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test('the package has no script, so nothing runs when it is installed', () => {
    expect(manifestOf(name).scripts).toBeUndefined()
  })

  test('the package has the version of the other one', () => {
    expect(manifestOf(name).version).toBe(manifestOf('gatehouse').version)
  })
})

test('every entry has types, as each way to resolve modules of an ES module finds them', async () => {
  const tarball = readFileSync(await packedTarball())
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)))
  expect(analysis.types).toMatchObject({ kind: 'included' })
  const problems = 'problems' in analysis ? analysis.problems : []
  // It is an ES module: neither require nor the resolution of Node 10, which knows no exports, reaches it.
  const relevant = problems.filter(
    (problem) => !('resolutionKind' in problem && /node10|node16-cjs/.test(problem.resolutionKind)),
  )
  expect(relevant).toEqual([])
})

test('the unpacked package is small, apart from the files of Swagger UI', () => {
  const entries = readdirSync(built.gatehouse, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const own = files.filter((file) => !file.includes('swagger-ui-dist'))
  expect(own.length).toBeLessThan(files.length)
  expect(own.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(UNPACKED_MAX_BYTES)
})

test('nothing of the package is TypeScript but its declarations and the templates', () => {
  const entries = readdirSync(built.gatehouse, { recursive: true, withFileTypes: true })
  const sources = entries.filter(
    ({ name, parentPath }) =>
      name.endsWith('.ts') && !name.endsWith('.d.ts') && !parentPath.startsWith(join(built.gatehouse, 'templates')),
  )
  expect(sources.map(({ name }) => name)).toEqual([])
})
