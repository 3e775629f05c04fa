// What is somebody's work in the folder of a domain, and would be lost with it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { isAsNew } from '../../scripts/domains/as-new.ts'
import { asWritten, domainFiles } from '../../scripts/domains/files.ts'
import { spell } from '../../scripts/domains/names.ts'
import { readGatewayPlan } from '../../scripts/domains/project.ts'
import { uncommittedIn } from '../../scripts/domains/uncommitted.ts'

const roots: string[] = []
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true })
})

const FOLDER = 'workers/credit-notes'
const TOML = `${FOLDER}/wrangler.toml`
const OWN_VARIABLES = '\n[env.production.vars]\nLEDGER_URL = "https://ledger.example.com"\n'

/** A new domain on D1 in a folder of its own, as the commands leave it. */
async function makeDomain() {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-domain-'))
  roots.push(root)
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const plan = { spelling: spell('credit-notes'), isPublic: false, withDatabase: true, gateway: readGatewayPlan() }
  const files = Object.entries(await domainFiles(plan)).map(([path, text]) => [path, asWritten(path, text)] as const)
  for (const [path, text] of files) write(path, text)
  write(`${FOLDER}/worker-configuration.d.ts`, '// generated')
  write(`${FOLDER}/.wrangler/state/x.sqlite`, 'generated')
  const toml = new Map(files).get(TOML) ?? ''
  return { root, write, toml }
}

describe('the folder of a new domain', () => {
  test('is as new, with what commands have written there', async () => {
    const { root } = await makeDomain()
    expect(await isAsNew('credit-notes', FOLDER, root)).toBe(true)
  })

  test.each<readonly [string, string, (toml: string) => string]>([
    ['variables of an environment below its bindings', TOML, (toml) => `${toml}${OWN_VARIABLES}`],
    [
      'variables of an environment above them',
      TOML,
      (toml) => toml.replace('\n# The bindings above', `${OWN_VARIABLES}\n# The bindings above`),
    ],
    [
      'the id of its database in an environment',
      TOML,
      (toml) => toml.replace(/(\[\[env\.production\.d1_databases\]\]\n)/, '$1database_id = "made"\n'),
    ],
    ['a file that git ignores', `${FOLDER}/.dev.vars`, () => 'LEDGER_KEY=hush'],
    ['a file more', `${FOLDER}/src/more.ts`, () => ''],
  ])('is not as new with %s', async (_title, path, edit) => {
    const { root, write, toml } = await makeDomain()
    write(path, edit(toml))
    expect(edit(toml)).not.toBe(toml)
    expect(await isAsNew('credit-notes', FOLDER, root)).toBe(false)
  })
})

test('what git could not bring back is named: changed, new and ignored files, but none that commands have written', async () => {
  const { root, write } = await makeDomain()
  write('.gitignore', '.dev.vars\n.secrets*\nworker-configuration.d.ts\n.wrangler/\n')
  const git = (...args: string[]): void => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com']
    expect(spawnSync('git', [...who, ...args], { cwd: root }).status).toBe(0)
  }
  expect(uncommittedIn(FOLDER, root)).toEqual([FOLDER])
  git('init', '--quiet')
  expect(uncommittedIn(FOLDER, root)).toEqual([FOLDER])
  git('add', '--all')
  git('commit', '--quiet', '--no-verify', '-m', 'All')
  expect(uncommittedIn(FOLDER, root)).toEqual([])
  write(`${FOLDER}/.dev.vars`, 'LEDGER_KEY=hush')
  write(`${FOLDER}/src/.secrets.json`, '{}')
  write(`${FOLDER}/src/naïve name.ts`, '')
  write(`${FOLDER}/src/index.ts`, '// Mine')
  expect(uncommittedIn(FOLDER, root).toSorted()).toEqual(
    ['.dev.vars', 'src/.secrets.json', 'src/index.ts', 'src/naïve name.ts'].map((path) => `${FOLDER}/${path}`),
  )
})
