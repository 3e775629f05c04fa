// A project is made from the packages as they would be published, outside this repository, and works with the Node of the machine.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { env } from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildCreatePackage } from '../../../tools/package/build.ts'
import { packedTarball } from '../../../tools/package/packed-package.ts'

/** Packages are installed, and tests run in another process. */
const LONG_MILLIS = 600_000
const FILES_MAX = 15

let folder: string
let program: string
let gatehouse: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-create-'))
  gatehouse = `file:${await packedTarball()}`
  program = join(await buildCreatePackage(join(folder, 'create')), 'bin/create-gatehouse.js')
}, LONG_MILLIS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// As a newcomer has it: nothing of this repository is on the path, nor in the environment.
const NEWCOMER = {
  ...Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_|^VITEST|^PREBUILT|^CONTRACTS|^NODE_ENV/.test(name)),
  ),
  PATH: (env['PATH'] ?? '')
    .split(delimiter)
    .filter((path) => !path.includes('node_modules'))
    .join(delimiter),
  // What npm has in its cache is not asked for again.
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  GIT_AUTHOR_NAME: 't',
  GIT_AUTHOR_EMAIL: 't@example.com',
  GIT_COMMITTER_NAME: 't',
  GIT_COMMITTER_EMAIL: 't@example.com',
}

async function run(cwd: string, command: string, ...args: string[]): Promise<{ code: number; output: string }> {
  return await new Promise((resolve) => {
    execFile(command, args, { cwd, env: NEWCOMER }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` })
    })
  })
}

const create = (...args: string[]) => run(folder, 'node', program, ...args, '--gatehouse', gatehouse)
const read = (path: string): string => readFileSync(join(folder, path), 'utf8')

function filesOf(project: string): string[] {
  const entries = readdirSync(join(folder, project), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}

test(
  'a project is made without a question, and its tests and its checks pass',
  async () => {
    const made = await create('shop-api', '--yes')
    expect(made.code, made.output).toBe(0)
    const project = join(folder, 'shop-api')
    const { output } = await run(project, 'git', 'ls-files')
    const files = output.trim().split('\n')
    expect(files.length).toBeLessThanOrEqual(FILES_MAX)
    expect(files).toContain('src/generated/openapi.json')
    expect((await run(project, 'git', 'status', '--porcelain')).output).toBe('')
    for (const script of ['test', 'check']) {
      const ran = await run(project, 'npm', 'run', script)
      expect(ran.code, ran.output).toBe(0)
    }
    expect((await run(project, 'git', 'status', '--porcelain')).output).toBe('')
  },
  LONG_MILLIS,
)

test('the names of the team stand wherever names of the template stood', async () => {
  const options = '--yes --no-install --no-git --d1 --domain credit-notes --auth0-domain acme.eu.auth0.com'
  const made = await create('apis/billing', ...options.split(' '))
  expect(made.code, made.output).toBe(0)
  const files = filesOf('apis/billing')
  expect(files.length).toBeLessThan(FILES_MAX)
  for (const file of files) {
    const text = `${file}\n${readFileSync(file, 'utf8')}`
    expect(text).not.toMatch(/sample.?thing|my.api/i)
  }
  expect(JSON.parse(read('apis/billing/package.json'))).toMatchObject({ name: 'billing' })
  expect(read('apis/billing/wrangler.toml')).toMatch(/^name = "billing"$/m)
  expect(read('apis/billing/wrangler.toml')).toMatch(/^AUTH0_DOMAIN = "acme\.eu\.auth0\.com"$/m)
  expect(read('apis/billing/workers/credit-notes/contract.ts')).toContain("scopes('read:credit-notes')")
  expect(read('apis/billing/.gitignore')).toContain('.dev.vars')
})

test.each([
  ['a name that no Worker can have', ['Shop_API', '--yes'], /can't be the name of a Worker/],
  ['a domain that the gateway needs', ['fine', '--yes', '--domain', 'docs'], /reserved for the gateway/],
  ['a tenant with a scheme', ['fine', '--yes', '--auth0-domain', 'https://a.auth0.com'], /no domain of a tenant/],
  ['a set-up of no tenant', ['fine', '--yes', '--tenant'], /--tenant needs the domain of the tenant/],
  ['an option that there is not', ['fine', '--yes', '--databse'], /unknown option '--databse'/],
])('%s is refused in a sentence, and nothing is made', async (_title, args, sentence) => {
  const { code, output } = await create(...args)
  expect(code).toBe(1)
  expect(output).toMatch(sentence)
  expect(output).not.toMatch(/\n\s+at /)
  expect(existsSync(join(folder, args[0] ?? ''))).toBe(false)
})

test('a folder that holds something is left as it is', async () => {
  mkdirSync(join(folder, 'full'))
  writeFileSync(join(folder, 'full/notes.txt'), 'mine')
  const { code, output } = await create('full', '--yes', '--no-install')
  expect(code).toBe(1)
  expect(output).toContain('is not empty')
  expect(readdirSync(join(folder, 'full'))).toEqual(['notes.txt'])
})
