// Tests what makes a prebuilt Worker stale.
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { SCHEMA_SOURCES } from './prebuild.ts'

const STEP = fileURLToPath(new URL('../cli/schemas-step.ts', import.meta.url))

test('a prebuilt domain is stale when a module changes that makes its schemas, and no test of it', async () => {
  const { metafile } = await build({
    entryPoints: [STEP],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  })
  const modules = Object.keys(metafile.inputs).map((path) => resolve(path))
  expect(modules.map((path) => basename(path))).toContain('deferred-schema.ts')
  expect(SCHEMA_SOURCES).toEqual(expect.arrayContaining(modules))
  // The step gives esbuild their paths.
  const others = SCHEMA_SOURCES.filter((path) => !modules.includes(path)).map((path) => basename(path))
  expect(others.toSorted()).toEqual(['bundled-zod.ts', 'open-schemas.ts'])
})
