// What stands in the files of a new domain, for every way to make one.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { contractOf } from '../../scripts/contracts/origin-contract.ts'
import { domainFiles, formatted } from '../../scripts/domains/files.ts'
import { spell } from '../../scripts/domains/names.ts'
import { originDocument } from '../../scripts/domains/origin-files.ts'
import { anyone, scopes } from '../../src/access/index.ts'

const gateway = { name: 'gatehouse', compatibilityDate: '2026-11-01' }
const KINDS = [true, false].flatMap((isPublic) => [true, false].map((withDatabase) => ({ isPublic, withDatabase })))

describe.each(KINDS)('a domain with %j', ({ isPublic, withDatabase }) => {
  const files = domainFiles({ spelling: spell('credit-notes'), isPublic, withDatabase, gateway })

  test('is formatted as it stands, and no line of it is longer than the project’s', async () => {
    for (const [path, text] of Object.entries(await files)) {
      expect(await formatted(path, text)).toBe(text)
      expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(130)
    }
  })

  test('lets in whom it was told to let in, and writing always needs the scope', async () => {
    const contract = (await files)['workers/credit-notes/contract.ts'] ?? ''
    const access = contract.split('\n').flatMap((line) => /^ {2}access: (.*),$/.exec(line)?.[1] ?? [])
    const reading = isPublic ? 'anyone' : "scopes('read:credit-notes')"
    expect(access).toEqual([reading, withDatabase ? "scopes('write:credit-notes')" : reading])
    const described = [...contract.matchAll(/'(\w+:credit-notes)': '/g)].map(([, name]) => name)
    expect(described).toEqual([
      ...(isPublic ? [] : ['read:credit-notes']),
      ...(withDatabase ? ['write:credit-notes'] : []),
    ])
  })

  test('has a database when it was asked for, and a migration for its table', async () => {
    const made = await files
    const toml = made['workers/credit-notes/wrangler.toml'] ?? ''
    expect(toml.includes('database_name = "gatehouse-credit-notes"')).toBe(withDatabase)
    const migration = made['workers/credit-notes/migrations/0001_credit_notes.sql']
    expect(migration?.includes('CREATE TABLE "credit_notes" (') ?? false).toBe(withDatabase)
  })
})

// Words of SQL and of TypeScript, and a name of the code's own.
const WORDS =
  'references values order group index transaction table select where limit default new class import await enum c'

test.each(WORDS.split(' '))(
  'a domain may be called %s: its code can be read, and its tables be made and asked',
  async (name) => {
    for (const kind of KINDS) {
      // It is formatted, for which it is read.
      const files = await domainFiles({ spelling: spell(name), ...kind, gateway })
      if (!kind.withDatabase) continue
      const database = new DatabaseSync(':memory:')
      database.exec(files[`workers/${name}/migrations/0001_${name}.sql`] ?? '')
      const store = files[`workers/${name}/src/${spell(name).file}-store.ts`] ?? ''
      const [list = '', add = ''] = [...store.matchAll(/prepare\('([^']+)'\)/g)].map(([, sql = '']) => sql)
      database.prepare(add).run('id', 'One', 'today')
      expect(database.prepare(list).all(1)).toMatchObject([{ id: 'id', name: 'One', createdAt: 'today' }])
      database.close()
    }
  },
)

test('no variable of the code is called as the domain is: it would hide what the code has of its own', async () => {
  const files = await domainFiles({ spelling: spell('c'), isPublic: true, withDatabase: true, gateway })
  expect(Object.values(files).join('\n')).not.toMatch(/\b(?:const|let) c\b/)
})

test.each([
  [true, anyone, {}],
  [false, scopes('read:ledgers'), { 'read:ledgers': 'List and read ledgers' }],
])('a document of a service in another technology is a contract (public: %s)', (isPublic, access, permissions) => {
  const contract = contractOf('ledgers', JSON.parse(originDocument(spell('ledgers'), isPublic)))
  expect(contract.service.permissions).toEqual(permissions)
  expect(contract.routes.map((route) => [route.operationId, route.access])).toEqual([
    ['listLedgers', access],
    ['getLedger', access],
  ])
})
