// Tests the schemas of a domain's bundle: those that the domain uses, and all of them where that cannot be known.
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from '@hono/zod-openapi'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import * as zod from 'zod/v4'
import { bundleSchemas, MEMBERS } from './bundle-schemas.ts'
import { usedSchemas } from './used-schemas.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-schemas-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

writeFileSync(
  join(folder, 'page.js'),
  "import { z } from '@hono/zod-openapi'\nconst h = (tag) => z.string(tag)\n/** @jsx h */\nexport const page = () => <br />\n",
)
writeFileSync(join(folder, 'icon.mjs'), 'const h = (tag) => tag\n/** @jsx h */\nexport const icon = () => <svg />\n')
// wrangler resolves the paths of a tsconfig.json before the modules of Node.
writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "paths": { "punycode": ["./limit.ts"] } } }')
writeFileSync(join(folder, 'limit.ts'), "import { z } from '@hono/zod-openapi'\nexport const limit = z.int32()\n")

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
  [
    'those of a deploy and of development',
    `${IMPORT}\nexport const schema = process.env.NODE_ENV === 'production' ? z.strictObject({}) : z.looseObject({})`,
    ['looseObject', 'strictObject'],
  ],
  [
    'those beside a module of Node',
    `${IMPORT}\nimport { randomUUID } from 'crypto'\nimport 'fs/promises'\nexport const schema = [z.uuid(), randomUUID()]`,
    ['uuid'],
  ],
  [
    'those beside modules of other kinds',
    `${IMPORT}
import page from './page.html'
import query from './query.sql'
import program from './program.wasm'
import other from './other.wasm?module'
export const schema = [page, other, query === undefined ? z.int() : z.any(), program ? z.map() : z.set()]`,
    ['any', 'int', 'map', 'set'],
  ],
  [
    'those beside JSX',
    `${IMPORT}\nimport { icon } from './icon.mjs'\nimport { page } from './page.js'\nexport const schema = [icon(), page(), z.url()]`,
    ['string', 'url'],
  ],
  [
    'those of its module that has the name of one of Node',
    `${IMPORT}\nimport { limit } from 'punycode'\nexport const schema = [limit, z.url()]`,
    ['int32', 'url'],
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
  expect(used).not.toHaveProperty('reason')
  expect('members' in used && used.members.toSorted()).toEqual(members.toSorted())
})

async function expectWhole(contract: string, reason: RegExp): Promise<void> {
  const printed = vi.spyOn(console, 'error').mockReturnValue(undefined)
  const entry = domainOf(contract)
  expect(await usedSchemas(entry, MEMBERS)).toEqual({ reason: expect.stringMatching(reason) })
  const outfile = join(folder, 'whole.mjs')
  await bundleSchemas(entry, outfile)
  expect(readFileSync(outfile, 'utf8')).toMatch(/^export \* from ".+bundled-zod\.ts"\n$/)
  expect(printed.mock.calls).toEqual([[expect.stringMatching(/^The bundle of .+index\.ts has all of zod: .+$/)]])
  expect(printed.mock.lastCall?.[0]).toMatch(reason)
}

test.each([
  ['imports zod itself', "import * as z from 'zod'\nexport const schema = z.int()", /it imports zod itself$/],
  ['cannot be bundled', 'export const schema = (', /contract\.ts:1:23: ERROR: Unexpected end of file$/],
  [
    'imports what is not there',
    "import { nothing } from './nowhere.ts'\nexport const schema = nothing",
    /Could not resolve "\.\/nowhere\.ts"$/,
  ],
])('nothing is known of a domain that %s: it has all schemas, and a line says why', async (_case, contract, reason) => {
  await expectWhole(contract, reason)
})

test.each(['WRANGLER_BUILD_CONDITIONS', 'WRANGLER_BUILD_PLATFORM'])(
  'a domain has all schemas when %s says which modules wrangler bundles',
  async (name) => {
    vi.stubEnv(name, 'node')
    await expectWhole(`${IMPORT}\nexport const schema = z.int()`, new RegExp(`${name} is set$`))
  },
)

test('a reader of the schemas has all of a file while a build writes it anew', async () => {
  const outfile = join(folder, 'read.mjs')
  await bundleSchemas(domainOf(`${IMPORT}\nexport const schema = z.string()`), outfile)
  const before = readFileSync(outfile, 'utf8')
  const reader = openSync(outfile, 'r')
  await bundleSchemas(domainOf(`${IMPORT}\nexport const schema = z.map(z.int(), z.date())`), outfile)
  expect(readFileSync(reader, 'utf8')).toBe(before)
  closeSync(reader)
  expect(readFileSync(outfile, 'utf8')).not.toBe(before)
  expect(readdirSync(folder).filter((name) => name.startsWith('read.'))).toEqual(['read.mjs', 'read.mjs.map'])
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

test.each(['schema.toJSONSchema()', "schema['~standard'].jsonSchema", 'schema._zod.processJSONSchema'])(
  'a domain names JSON Schema by %s',
  async (use) => {
    const contract = `${IMPORT}\nconst schema = z.string()\nexport const made = ${use}`
    expect(await usedSchemas(domainOf(contract), MEMBERS)).toMatchObject({ hasJsonSchema: true })
  },
)

// Otherwise every bundle would have it, because of what all domains import.
test('a domain of the test application does not name JSON Schema', async () => {
  const main = fileURLToPath(new URL('../../../test/application/workers/insights/src/index.ts', import.meta.url))
  expect(await usedSchemas(main, MEMBERS)).toMatchObject({ hasJsonSchema: false })
})

test('the generator of documents is not changed by what writes the schemas', () => {
  const schema = z.string()
  expect(schema.openapi('Name')).not.toBe(schema)
})
