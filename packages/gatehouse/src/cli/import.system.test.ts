// Tests `gatehouse import` and `gatehouse new --document` in a project: what they write, what they say, and what `gatehouse check` says then.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyProject, type ProjectCopy } from '../testing/project-copy.ts'
import { MANY_COMMANDS_MILLIS } from '../testing/slow-machine.ts'

const ANSWERS = { 200: { description: 'Good' } }

let project: ProjectCopy
beforeAll(() => {
  project = copyProject()
})
afterAll(() => {
  project.remove()
})

function writeDocument(paths: object): void {
  mkdirSync(join(project.folder, 'exports'), { recursive: true })
  const document = { openapi: '3.0.3', info: { title: 'Ledgers', version: '1' }, paths }
  writeFileSync(join(project.folder, 'exports/ledgers.json'), JSON.stringify(document))
}

const read = (path: string): string => readFileSync(join(project.folder, path), 'utf8')

test(
  'a service is added with its document, imported again, and checked until each operation has an access',
  async () => {
    writeDocument({ '/ledgers': { get: { operationId: 'listLedgers', responses: ANSWERS } } })
    const added = await project.gatehouse(
      'new',
      'ledgers',
      '--origin',
      'https://ledgers.example.com',
      '--document',
      'exports/ledgers.json',
    )
    expect(added.output).toContain('origins/ledgers/service.ts: added a line for one operation that has no access')
    // The copy has no settings for the formatter, so its quotes and semicolons are the formatter's own.
    const settings = read('origins/ledgers/service.ts').replaceAll('"', "'").replaceAll(';', '')
    expect(settings).toContain(`export const service = defineOrigin({
  operations: {
    listLedgers: { access: null }, // GET /ledgers
  },
  origin: 'https://ledgers.example.com',
})
`)

    writeDocument({
      '/ledgers': { get: { operationId: 'listLedgers', summary: 'All', responses: ANSWERS } },
      '/entries': { get: { responses: ANSWERS } },
    })
    const imported = await project.gatehouse('import', 'ledgers', 'exports/ledgers.json')
    expect(imported.output).toContain('+ /entries GET\n~ /ledgers GET')
    expect(read('origins/ledgers/service.ts')).toContain("'GET /entries': { access: null },")

    const checked = await project.gatehouse('check')
    expect(checked.code).toBe(1)
    expect(checked.output).toContain('GET /entries has access: null')
    expect(checked.output).toContain('GET /ledgers has access: null')
    expect((await project.gatehouse('contracts')).code).toBe(0)

    const again = await project.gatehouse('import', 'ledgers')
    expect(again.code).toBe(1)
    expect(again.output).toContain('names no address: add "from" to it')
  },
  MANY_COMMANDS_MILLIS,
)
