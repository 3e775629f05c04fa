// A new domain, made and removed by the real commands in a copy of the project: what is made passes everything at once, and what
// is removed leaves nothing.
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asWritten, domainFiles, formatted } from '../../scripts/domains/files.ts'
import { spell } from '../../scripts/domains/names.ts'
import { originDocument } from '../../scripts/domains/origin-files.ts'
import { readGatewayPlan } from '../../scripts/domains/project.ts'
import { addRow } from '../../scripts/domains/table.ts'
import { addService } from '../../scripts/domains/toml.ts'
import { copyProject, type ProjectCopy } from './project-copy.ts'

/** Several commands, on a machine that has other things to do. */
const LONG_MILLIS = 600_000

const TABLE = 'src/gateway/services.ts'
const TYPES = 'worker-configuration.d.ts'

let project: ProjectCopy
beforeAll(() => {
  project = copyProject()
})
afterAll(() => {
  project.remove()
})

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(project.folder, path)), { recursive: true })
  writeFileSync(join(project.folder, path), text)
}
const read = (path: string): string => readFileSync(join(project.folder, path), 'utf8')

async function runs(program: string, ...args: readonly string[]): Promise<string> {
  const { code, output } = await project.run(program, args)
  expect(code, output).toBe(0)
  return output
}

async function fails(...args: readonly string[]): Promise<string> {
  const { code, output } = await project.run('node', args)
  expect(code, output).toBe(1)
  return output
}

/** What the command can be told, beside what it is told below. */
const OTHERS = [
  { name: 'memos', isPublic: false, withDatabase: false },
  { name: 'notices', isPublic: true, withDatabase: false },
  { name: 'badges', isPublic: true, withDatabase: true },
]

/** Puts domains of the other kinds beside one that the command has made, as it would. @returns takes them away again */
async function addOthers(typed: string): Promise<() => void> {
  const before = [TABLE, 'wrangler.toml'].map((path) => [path, read(path)] as const)
  for (const { name, ...kind } of OTHERS) {
    const spelling = spell(name)
    const files = await domainFiles({ spelling, ...kind, gateway: readGatewayPlan() })
    for (const [path, text] of Object.entries(files)) write(path, asWritten(path, text))
    // What wrangler would write of its bindings, and a database more for some.
    write(
      `workers/${name}/${TYPES}`,
      read(`workers/${typed}/${TYPES}`).replaceAll(spell(typed).plural, spelling.plural),
    )
    const { binding } = spelling
    write(TABLE, addRow(read(TABLE), { name, binding }))
    write(
      'wrangler.toml',
      asWritten('wrangler.toml', addService(read('wrangler.toml'), { binding, service: `gatehouse-${name}` })),
    )
  }
  return () => {
    for (const { name } of OTHERS) rmSync(join(project.folder, 'workers', name), { recursive: true })
    for (const [path, text] of before) write(path, text)
  }
}

/** Puts a service in another technology there as the command would, with a document of one's own. */
async function addOrigin(name: string): Promise<void> {
  const path = `origins/${name}/openapi.json`
  write(path, await formatted(path, originDocument(spell(name), false)))
  write(TABLE, addRow(read(TABLE), { name, origin: `https://${name}.example.com` }))
}

describe('a new domain', () => {
  test(
    'of every kind compiles and is formatted, the tests that come with it pass, and it is removed again without a trace',
    async () => {
      const output = await runs('node', 'scripts/new-domain.ts', 'credit-notes', '--d1')
      expect(output).toContain('made     workers/credit-notes/contract.ts')
      expect(output).toContain('npm run dev')
      expect(read('src/gateway/generated/routes.ts')).toContain(
        '"operationId":"createCreditNote","service":"credit-notes"',
      )
      expect(read('workers/credit-notes/worker-configuration.d.ts')).toContain('CreditNotesEnv')
      const made = project.changes()
      expect(made).toContain('?? workers/credit-notes/migrations/0001_credit_notes.sql')

      await addOrigin('ledgers')
      const takeAway = await addOthers('credit-notes')
      const folders = ['credit-notes', ...OTHERS.map(({ name }) => name)]
      const sources = [...folders.map((folder) => `workers/${folder}`), TABLE]
      await runs('node', 'scripts/contracts.ts')
      if (project.untyped().length > 0) await runs('node', 'scripts/types.ts', ...project.untyped())
      await Promise.all([
        runs('oxfmt', '--check', 'origins/ledgers', ...sources),
        runs('oxlint', '--type-aware', ...sources),
        runs('tsc', '-p', 'tsconfig.json'),
      ])
      takeAway()
      write('origins/ledgers/openapi.json', read('origins/ledgers/openapi.json').replace('List the ledgers', 'Mine'))
      const removal = await runs('node', 'scripts/remove-domain.ts', 'ledgers', '--force')
      expect(removal).toContain('Take GATEHOUSE_ORIGIN_LEDGERS out of .dev.vars')
      expect(project.changes()).toBe(made)

      // It builds the gateway, which would change whatever is stale.
      await runs('vitest', 'run', '--config', project.testConfig(), 'workers/credit-notes')
      expect(project.changes()).toBe(made)
      await runs('node', 'scripts/remove-domain.ts', 'credit-notes')
      expect(project.changes()).toBe('')
      expect(existsSync(join(project.folder, 'workers/credit-notes'))).toBe(false)
    },
    LONG_MILLIS,
  )

  test('with a name that is taken is refused, and none is removed that another one calls or that holds work', async () => {
    const index = read('workers/insights/src/index.ts')
    write('workers/insights/src/index.ts', `${index}// Mine\n`)
    const before = project.changes()
    const refused = await Promise.all([
      fails('scripts/new-domain.ts', 'payments'),
      fails('scripts/remove-domain.ts', 'payments'),
      fails('scripts/remove-domain.ts', 'insights'),
    ])
    expect(refused).toEqual([
      expect.stringContaining('"payments" is taken by'),
      expect.stringContaining('workers/insights calls it'),
      expect.stringContaining('work that is not committed (workers/insights/src/index.ts)'),
    ])
    expect(project.changes()).toBe(before)
    write('workers/insights/src/index.ts', index)
    expect(project.changes()).toBe('')
  })

  test('that somebody interrupts leaves nothing', async () => {
    const { code, output } = await project.run('node', ['scripts/new-domain.ts', 'invoices'], (kill) => {
      // Its folder is there: the files are written, and the commands run.
      const watcher = watch(join(project.folder, 'workers'), () => {
        watcher.close()
        kill('SIGINT')
      })
    })
    expect([code, output]).toEqual([130, expect.stringContaining('Everything is as it was before.')])
    expect(project.changes()).toBe('')
    expect(existsSync(join(project.folder, 'workers/invoices'))).toBe(false)
  })

  test('with which a command fails leaves nothing', async () => {
    const toml = read('workers/search/wrangler.toml')
    write('workers/search/wrangler.toml', `${toml}no TOML`)
    const before = project.changes()
    expect(await fails('scripts/new-domain.ts', 'ledgers', '--origin', 'https://ledgers.example.com')).toContain(
      'writing the environments failed\nEverything is as it was before.',
    )
    expect(project.changes()).toBe(before)
    write('workers/search/wrangler.toml', toml)
  })
})
