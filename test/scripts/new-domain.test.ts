// A new domain, made and removed by the real commands in a copy of the project: what is made passes everything at once, and what
// is removed leaves nothing.
import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyProject, type ProjectCopy } from './project-copy.ts'

/** Several commands, on a machine that has other things to do. */
const LONG_MILLIS = 600_000

let project: ProjectCopy
beforeAll(() => {
  project = copyProject()
})
afterAll(() => {
  project.remove()
})

const write = (path: string, text: string): void => writeFileSync(join(project.folder, path), text)
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
  test(
    'on D1 compiles, is formatted, and passes the tests that come with it, and is removed again without a trace',
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
      await runs('oxfmt', '--check', 'workers/credit-notes', 'src/gateway/services.ts')
      if (project.untyped().length > 0) await runs('node', 'scripts/types.ts', ...project.untyped())
      await runs('tsc', '-p', 'tsconfig.json')
      // It builds the gateway, which would change whatever is stale.
      await runs('vitest', 'run', '--config', project.testConfig(), 'workers/credit-notes')
      expect(project.changes()).toBe(made)

      const index = read('workers/credit-notes/src/index.ts')
      write('workers/credit-notes/src/index.ts', `${index}// Mine\n`)
      expect(await fails('scripts/remove-domain.ts', 'credit-notes')).toContain('work that is not committed')
      write('workers/credit-notes/src/index.ts', index)
      expect(project.changes()).toBe(made)
      await runs('node', 'scripts/remove-domain.ts', 'credit-notes')
      expect(project.changes()).toBe('')
      expect(existsSync(join(project.folder, 'workers/credit-notes'))).toBe(false)
    },
    LONG_MILLIS,
  )

  test('with a name that is taken is refused, and nothing is written', async () => {
    expect(await fails('scripts/new-domain.ts', 'payments')).toContain('"payments" is taken by')
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

test('a domain that another one calls is not removed', async () => {
  expect(await fails('scripts/remove-domain.ts', 'payments')).toContain('workers/insights calls it')
  expect(project.changes()).toBe('')
})
