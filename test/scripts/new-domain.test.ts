// A new domain, made and removed by the real commands in a copy of the project: what is made passes everything at once, and what
// is removed leaves nothing.
import { appendFileSync, existsSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyProject, type ProjectCopy } from './project-copy.ts'

let project: ProjectCopy
beforeAll(() => {
  project = copyProject()
})
afterAll(() => {
  project.remove()
})

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

describe('a new domain', () => {
  test('on D1 compiles, is formatted, and passes the tests that come with it, and is removed again without a trace', async () => {
    const output = await runs('node', 'scripts/new-domain.ts', 'credit-notes', '--d1')
    expect(output).toContain('made     workers/credit-notes/contract.ts')
    expect(output).toContain('npm run dev')
    expect(read('src/gateway/generated/routes.ts')).toContain(
      '"operationId":"createCreditNote","service":"credit-notes"',
    )
    expect(read('workers/credit-notes/worker-configuration.d.ts')).toContain('CreditNotesEnv')
    const made = project.changes()
    expect(made).toContain('?? workers/credit-notes/migrations/0001_credit_notes.sql')
    await runs('oxfmt', '--check', 'workers/credit-notes', 'src/gateway/services.ts')
    await runs('node', 'scripts/contracts.ts', '--check')
    await runs('node', 'scripts/types.ts')
    await runs('tsc', '-p', 'tsconfig.json')
    await runs('vitest', 'run', '--project', 'system', 'workers/credit-notes')
    expect(project.changes()).toBe(made)

    appendFileSync(join(project.folder, 'workers/credit-notes/src/index.ts'), '// Mine\n')
    expect(await fails('scripts/remove-domain.ts', 'credit-notes')).toContain('work that is not committed')
    expect(project.changes()).toBe(made)
    await runs('node', 'scripts/remove-domain.ts', 'credit-notes', '--force')
    expect(project.changes()).toBe('')
    expect(existsSync(join(project.folder, 'workers/credit-notes'))).toBe(false)
  })

  test('in another technology is a row and a document, and is removed without a question while nobody has changed it', async () => {
    await runs('node', 'scripts/new-domain.ts', 'ledgers', '--origin', 'https://ledgers.example.com')
    expect(read('src/gateway/services.ts')).toContain(
      "  { name: 'ledgers', origin: 'https://ledgers.example.com' },\n]",
    )
    expect(read('src/gateway/generated/permissions.json')).toContain('"read:ledgers": "List and read ledgers"')
    await runs('oxfmt', '--check', 'origins/ledgers')
    await runs('node', 'scripts/remove-domain.ts', 'ledgers')
    expect(project.changes()).toBe('')
  })

  test.each([
    ['a name that is taken', ['payments'], '"payments" is taken by'],
    ['no name', [], 'give one name'],
    ['an origin with a path', ['invoices', '--origin', 'https://x.example.com/v1'], 'without a path'],
    ['a database elsewhere', ['invoices', '--d1', '--origin', 'https://x.example.com'], '--d1 is for a Worker'],
    ['an option that nobody knows', ['invoices', '--d2'], "Unknown option '--d2'"],
  ])('with %s is refused, and nothing is written', async (_title, args, sentence) => {
    expect(await fails('scripts/new-domain.ts', ...args)).toContain(sentence)
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

  test('that does not fit leaves nothing, and says why', async () => {
    const search = join(project.folder, 'workers/search/wrangler.toml')
    writeFileSync(search, readFileSync(search, 'utf8').replace('workers_dev = false', 'workers_dev = true'))
    const before = [project.changes(), read('wrangler.toml')]
    expect(await fails('scripts/new-domain.ts', 'invoices')).toContain(
      'workers/search/wrangler.toml: set workers_dev = false',
    )
    expect([project.changes(), read('wrangler.toml')]).toEqual(before)
  })
})

describe('a domain', () => {
  test.each([
    ['that another one calls', 'payments', 'workers/insights calls it'],
    ['that is not there', 'invoices', 'has no row "invoices"'],
  ])('%s is not removed', async (_title, name, sentence) => {
    const before = project.changes()
    expect(await fails('scripts/remove-domain.ts', name)).toContain(sentence)
    expect(project.changes()).toBe(before)
  })
})
