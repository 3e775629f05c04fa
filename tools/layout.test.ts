// Tests the layout of the repository: the linter refuses imports across its borders, and a domain is a folder.
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const PUBLIC_NAMES = 'An application imports the library by its public names'
const OTHER_DOMAIN = 'A domain never imports another domain'
const CONTRACT = 'A contract is schemas and routes'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-layout-'))
  cpSync('.oxlintrc.json', join(folder, '.oxlintrc.json'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

// What the linter says of a file that imports this.
function lint(file: string, specifier: string): string {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `import { thing } from '${specifier}'\n\nconsole.log(thing)\n`)
  const { stdout } = spawnSync(resolve('node_modules/.bin/oxlint'), [file], { cwd: folder, encoding: 'utf8' })
  rmSync(path)
  return stdout
}

describe('the linter refuses an import across a border of the layout, and names the remedy', () => {
  test.each([
    ['src/index.ts', '../packages/gatehouse/src/gateway/index.ts', PUBLIC_NAMES],
    ['src/profile.ts', 'gatehouse/src/access/index.ts', PUBLIC_NAMES],
    ['test/project.system.test.ts', '../packages/gatehouse/src/testing/system.ts', PUBLIC_NAMES],
    ['origins/reports/service.ts', '../../packages/gatehouse/src/config/index.ts', PUBLIC_NAMES],
    ['workers/insights/src/totals.ts', '../../../packages/gatehouse/src/http/log.ts', PUBLIC_NAMES],
    ['workers/insights/src/totals.ts', '../../payments/src/view.ts', OTHER_DOMAIN],
    ['workers/insights/src/totals.system.test.ts', '../../payments/src/view.ts', OTHER_DOMAIN],
    ['workers/insights/src/testing/client.ts', '../../../payments/contract.ts', OTHER_DOMAIN],
    ['workers/insights/src/totals.ts', '../../../workers/payments/contract.ts', OTHER_DOMAIN],
    ['workers/insights/contract.ts', '../payments/contract.ts', CONTRACT],
    ['workers/insights/contract.ts', './src/totals.ts', CONTRACT],
  ])('%s does not import %s', (file, specifier, remedy) => {
    expect(lint(file, specifier)).toContain(remedy)
  })

  test.each([
    ['src/index.ts', 'gatehouse'],
    ['test/project.system.test.ts', 'gatehouse/testing'],
    ['workers/insights/contract.ts', 'gatehouse/domain'],
    ['workers/insights/src/totals.ts', 'gatehouse/domain'],
    ['workers/insights/src/totals.ts', '../contract.ts'],
    ['workers/insights/src/totals.ts', '../../../src/profile.ts'],
    ['workers/insights/src/testing/client.ts', '../../contract.ts'],
    ['packages/gatehouse/src/cli/new.test.ts', '../testing/project-copy.ts'],
  ])('%s may import %s', (file, specifier) => {
    expect(lint(file, specifier)).toContain('0 errors')
  })
})

test('nothing of the library, of its tests or of the tools leads to the reference application, which may change', () => {
  const files = globSync('{packages,tools,bench,deno}/**/*.{js,jsx,py,ts,tsx}', {
    exclude: ['**/node_modules/**', '**/dist/**', '**/.wrangler/**', 'tools/layout.test.ts'],
  })
  expect(files.length).toBeGreaterThan(700)
  const leading = files.flatMap((file) =>
    Array.from(readFileSync(file, 'utf8').matchAll(/'(\.{1,2}\/[^'\s]+)'/g), ([, path = '']) =>
      join(dirname(file), path),
    )
      .filter((path) => /^(?:src|workers|origins|test)\//.test(path))
      .map((path) => `${file} leads to ${path}`),
  )
  expect(leading).toEqual([])
})

test('no folder under workers/ holds a package.json', () => {
  expect(
    globSync('{workers,packages/gatehouse/test/application/workers}/**/package.json', {
      exclude: ['**/node_modules/**'],
    }),
  ).toEqual([])
})

test('every test file belongs to a project of vitest.config.ts', () => {
  const files = globSync('{src,workers,origins,test,deno,bench}/**/*.test.ts', {
    exclude: ['**/node_modules/**'],
  })
  const outside = files.filter((file) => !/\.(?:workerd|system|browser)\.test\.ts$/.test(file))
  // It runs on Deno, by deno/vitest.config.ts.
  expect(outside).toEqual(['deno/test/platform.test.ts'])
})
