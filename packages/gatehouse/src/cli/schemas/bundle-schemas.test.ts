// Tests the schemas of a domain's bundle: those that the domain uses, and all of them where that cannot be known.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import * as zod from 'zod/v4'
import { bundleSchemas, MEMBERS } from './bundle-schemas.ts'
import { usedSchemas } from './used-schemas.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-schemas-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function domainOf(contract: string): string {
  writeFileSync(join(folder, 'contract.ts'), contract)
  const entry = join(folder, 'index.ts')
  writeFileSync(entry, "export * from './contract.ts'\n")
  return entry
}

// Not `z` alone: a promise asks its result for `then`, which is no member of zod.
async function bundledOf(contract: string): Promise<{ readonly z: typeof zod }> {
  const outfile = join(folder, `${crypto.randomUUID()}.mjs`)
  await bundleSchemas(domainOf(contract), outfile)
  return (await import(pathToFileURL(outfile).href)) as { z: typeof zod }
}

const IMPORT = "import { z } from '@hono/zod-openapi'"

const USES: readonly (readonly [title: string, contract: string, members: readonly string[]])[] = [
  ['the members that it names', `${IMPORT}\nexport const schema = z.object({ id: z.string() })`, ['object', 'string']],
  [
    'those of an import with types',
    "import { type RouteConfig, z } from '@hono/zod-openapi'\nexport const schema: RouteConfig | object = z.int()",
    ['int'],
  ],
  [
    'no member in code that is never reached',
    `${IMPORT}\nconst unused = () => z.map\nexport const schema = z.any()`,
    ['any'],
  ],
  [
    'the members of a part that it names',
    `${IMPORT}\nexport const schema = [z.coerce.number(), z.iso.date()]`,
    ['coerce__number', 'iso__date'],
  ],
  ['all of a part that it gives away', `${IMPORT}\nexport const schema = { ...z.iso }`, ['iso']],
  ['all of them where a name is computed', `${IMPORT}\nexport const schema = (name: 'int') => z[name]()`, MEMBERS],
  ['all of them where z is given away', `${IMPORT}\nexport const schema = ((all) => all.int())(z)`, MEMBERS],
  [
    'all of them where z has another name',
    "import { z as all } from '@hono/zod-openapi'\nexport const schema = all.int()",
    MEMBERS,
  ],
  ['all of them where z is exported', "export { z } from '@hono/zod-openapi'\nexport const schema = 1", MEMBERS],
]

test.each(USES)('a domain uses %s', async (_case, contract, members) => {
  const used = await usedSchemas(domainOf(contract), MEMBERS)
  expect(used?.members.toSorted()).toEqual(members.toSorted())
})

test.each([
  ['imports zod itself', "import * as z from 'zod'\nexport const schema = z.int()"],
  ['cannot be bundled', 'export const schema = ('],
  ['imports what is not there', "import { nothing } from './nowhere.ts'\nexport const schema = nothing"],
])('nothing is known of a domain that %s, and it has all schemas', async (_case, contract) => {
  const entry = domainOf(contract)
  expect(await usedSchemas(entry, MEMBERS)).toBeNull()
  const outfile = join(folder, 'whole.mjs')
  await bundleSchemas(entry, outfile)
  expect(readFileSync(outfile, 'utf8')).toMatch(/^export \* from ".+bundled-zod\.ts"\n$/)
})

const make = (of: typeof zod) =>
  of.object({
    limit: of.coerce.number().int().min(1).max(100).default(20),
    state: of.enum(['open', 'paid']).optional(),
    tags: of.array(of.string().min(2)).max(2),
    at: of.iso.datetime().nullable(),
    note: of.string().catch('none').or(of.literal(3)),
  })

test('the schemas of a bundle find what those of zod find', async () => {
  const contract = `${IMPORT}
export const schema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  state: z.enum(['open', 'paid']).optional(),
  tags: z.array(z.string().min(2)).max(2),
  at: z.iso.datetime().nullable(),
  note: z.string().catch('none').or(z.literal(3)),
})`
  const { z: own } = await bundledOf(contract)
  const values = [
    { tags: ['ab'], at: null, note: 'x' },
    { limit: '0', state: 'lost', tags: ['a', 'b', 'c'], at: 'today' },
    null,
  ]
  for (const value of values) {
    const [found, expected] = [make(own).safeParse(value), make(zod).safeParse(value)]
    expect({ data: found.data, issues: found.error?.issues }).toEqual({
      data: expected.data,
      issues: expected.error?.issues,
    })
  }
  expect(own.string().min(2).max(4).minLength).toBe(2)
  expect(await own.string()['~standard'].validate('a')).toEqual({ value: 'a' })
})

test('the texts of zod are made by the first refusal, and a domain may have its own', async () => {
  const { z: own } = await bundledOf(`${IMPORT}\nexport const schema = [z.string().min(2), z.config]`)
  const messageOf = () => own.string().min(2).safeParse('a').error?.issues[0]?.message
  const english = zod.config().localeError
  try {
    zod.config({ localeError: undefined })
    own.string().min(2).parse('ab')
    const unmade = own.config().localeError
    expect(messageOf()).toBe('Too small: expected string to have >=2 characters')
    expect(own.config().localeError).not.toBe(unmade)
    expect(messageOf()).toBe('Too small: expected string to have >=2 characters')
    own.config({ localeError: () => 'too short' })
    expect(messageOf()).toBe('too short')
  } finally {
    zod.config({ localeError: english })
  }
})

test('a schema that a domain does not use says where it is', async () => {
  const { z: own } = await bundledOf(`${IMPORT}\nexport const schema = z.string()`)
  const { z: dated } = await bundledOf(`${IMPORT}\nexport const schema = [z.iso.date(), z.coerce]`)
  expect(Object.keys(dated.iso)).toEqual(['date'])
  expect(Object.keys(dated.coerce).toSorted()).toEqual(['bigint', 'boolean', 'date', 'number', 'string'])
  expect(() => own.map).toThrow('z.map is not in the bundle of a domain: import it from "zod"')
})

test('JSON Schema is in the bundle of a domain that names it, and of no other', async () => {
  const { z: without } = await bundledOf(`${IMPORT}\nexport const schema = z.string()`)
  expect(() => without.string().toJSONSchema()).toThrow('JSON Schema is not in the bundle of this domain')
  const { z: having } = await bundledOf(`${IMPORT}\nexport const schema = z.string().min(2).toJSONSchema()`)
  expect(having.string().min(2).toJSONSchema()).toMatchObject({ type: 'string', minLength: 2 })
})
