// Services that are added and removed by the command in a copy of the project: what is made passes everything at once, and what is
// removed leaves nothing.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { domainNames } from '../project/workers.ts'
import { copyProject, type ProjectCopy } from '../testing/project-copy.ts'
import { MANY_COMMANDS_MILLIS } from '../testing/slow-machine.ts'
import { isForPeople } from './command-error.ts'
import { addService, type NewOptions } from './new.ts'
import { removeService } from './remove.ts'
import { inRepository } from '../../test/folders.ts'

const FORMAT = '.oxfmtrc.json'

let project: ProjectCopy
beforeAll(() => {
  project = copyProject()
})
afterAll(() => {
  project.remove()
})

const read = (path: string): string => readFileSync(join(project.folder, path), 'utf8')
const write = (path: string, text: string): void => writeFileSync(join(project.folder, path), text)

async function runs(program: string, ...args: readonly string[]): Promise<string> {
  const { code, output } = await project.run(program, args)
  expect(code, output).toBe(0)
  return output
}

async function succeeds(...args: readonly string[]): Promise<string> {
  const { code, output } = await project.gatehouse(...args)
  expect(code, output).toBe(0)
  return output
}

async function fails(...args: readonly string[]): Promise<string> {
  const { code, output } = await project.gatehouse(...args)
  expect(code, output).toBe(1)
  expect(output).not.toMatch(/Error:|\n {4}at /)
  return output
}

/** Runs a command in this process. What is for people ends it with 1, and is all that it prints. */
async function refuses(command: () => Promise<void>): Promise<string> {
  const before = process.cwd()
  process.chdir(project.folder)
  try {
    const error: unknown = await command().then(
      () => null,
      (reason: unknown) => reason,
    )
    if (!isForPeople(error)) throw new Error('it is not refused with a sentence', { cause: error })
    return error.message
  } finally {
    process.chdir(before)
  }
}

test(
  'services of every kind compile and are formatted, their tests pass, and they are removed without a trace',
  async () => {
    // What is made is formatted as the project is.
    write(FORMAT, readFileSync(inRepository(FORMAT), 'utf8'))
    const output = await succeeds('new', 'credit-notes', '--d1')
    expect(output).toContain('made  workers/credit-notes/contract.ts')
    expect(output).toContain('npm test -- credit-notes')
    expect(read('src/generated/table.ts')).toContain('"operationId":"createCreditNote","service":"credit-notes"')
    expect(read('workers/credit-notes/worker-configuration.d.ts')).toContain('interface CreditNotesEnv')
    await succeeds('new', 'memos')
    await succeeds('new', 'ledgers', '--origin', 'https://ledgers.example.com')
    expect(read('origins/ledgers/service.ts')).toContain("origin: 'https://ledgers.example.com'")

    const made = ['workers/credit-notes', 'workers/memos', 'origins/ledgers']
    await runs('oxfmt', '--check', ...made)
    rmSync(join(project.folder, FORMAT))
    await runs('oxlint', '-c', 'node_modules/gatehouse/project/oxlint.json', '--type-aware', ...made)
    await runs('tsc')
    // Their tests run in Node.
    const config = {
      extends: inRepository('tsconfig.node.json'),
      include: ['../workers/*/src/**/*.system.test.ts', '../origins'],
    }
    write('.wrangler/tsconfig.json', JSON.stringify({ ...config, exclude: [] }))
    await runs('tsc', '-p', '.wrangler/tsconfig.json')
    // The other domains are tested elsewhere: while they are not there, none of them is built.
    for (const name of domainNames(project.folder))
      if (!made.includes(`workers/${name}`)) rmSync(join(project.folder, 'workers', name), { recursive: true })
    expect(await succeeds('test', 'workers/credit-notes', 'workers/memos')).toMatch(/Tests .*9 passed/)
    await runs('git', 'checkout', '--quiet', 'workers')

    // git has none of them, and nothing of them is worth keeping.
    for (const name of ['credit-notes', 'memos', 'ledgers']) await succeeds('remove', name, '--force')
    expect(project.changes()).toBe('')
    expect(existsSync(join(project.folder, 'workers/credit-notes'))).toBe(false)
  },
  MANY_COMMANDS_MILLIS,
)

describe('a new service is refused, and nothing is changed,', () => {
  test('with exit code 1 and a sentence', async () => {
    expect(await fails('new', 'invoices', '--origin', "https://x'+eval(1)+'.com")).toContain('needs an origin such as')
    expect(await fails('new', 'payments')).toContain('"payments" is taken')
    expect(project.changes()).toBe('')
  })

  test.each<[string, string, NewOptions, string]>([
    ['with the name of another one', 'payments', {}, '"payments" is taken'],
    ['with a path of the gateway', 'docs', {}, '"docs" is reserved'],
    ['with a path of another service', 'public', {}, 'the path /public belongs to samples'],
    ['with a binding of the gateway', 'keys', {}, 'the binding KEYS'],
    ['with capital letters', 'Invoices', {}, 'is no DNS label'],
    ['with a path for a name', '../invoices', {}, 'is no DNS label'],
    ['with 41 characters', 'a'.repeat(41), {}, 'is longer than 40 characters'],
    ['with a database elsewhere', 'invoices', { d1: true, origin: 'https://x.example.com' }, '--d1 is for a Worker'],
    ['at an address with a path', 'invoices', { origin: 'https://x.example.com/v1' }, 'needs an origin such as'],
    ['at an address that is code', 'invoices', { origin: "https://x'+eval(1)+'.com" }, 'needs an origin such as'],
  ])('%s', async (_title, name, options, sentence) => {
    const before = project.changes()
    expect(await refuses(() => addService(name, options))).toContain(sentence)
    expect(project.changes()).toBe(before)
  })
})

describe('a domain is not removed', () => {
  const INDEX = 'workers/search/src/index.ts'

  test('while it holds work that git does not have', async () => {
    const before = read(INDEX)
    write(INDEX, `${before}// Mine\n`)
    write('workers/search/notes.md', 'Mine')
    const output = await fails('remove', 'search')
    expect(output).toContain('git does not have all of workers/search: commit it, or use --force')
    expect(output).toContain(INDEX)
    expect(output).toContain('workers/search/notes.md')
    expect(read(INDEX)).toContain('// Mine')
    write(INDEX, before)
  })

  test('while another one calls it', async () => {
    expect(await refuses(() => removeService('payments', { force: true }))).toContain(
      'workers/insights calls it: remove the binding PAYMENTS from workers/insights/wrangler.toml first',
    )
    expect(existsSync(join(project.folder, 'workers/payments/contract.ts'))).toBe(true)
  })

  test.each(['nothing', '..', '.', '../workers/search', 'search/src'])('when there is no %s', async (name) => {
    expect(await refuses(() => removeService(name, { force: true }))).toContain(`there is no workers/${name}`)
    expect(existsSync(join(project.folder, INDEX))).toBe(true)
  })
})
