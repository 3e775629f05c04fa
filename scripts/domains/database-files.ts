// A new domain on D1: one route that lists, one that adds, and a table for what they are about.
import { capitalize } from './names.ts'
import type { DomainPlan } from './worker-files.ts'

/** The files by their path in the domain's folder. */
export function databaseFiles(plan: DomainPlan): Readonly<Record<string, string>> {
  const { name, file, table } = plan.spelling
  return {
    'contract.ts': contract(plan),
    [`migrations/0001_${table}.sql`]: migration(plan),
    [`src/${file}-store.ts`]: store(plan),
    [`src/list-${name}.ts`]: listHandler(plan),
    [`src/create-${file}.ts`]: createHandler(plan),
    [`test/${name}.test.ts`]: tests(plan),
  }
}

function contract({ isPublic, spelling }: DomainPlan): string {
  const { name, property, plural, singular, schema, many, one } = spelling
  const [access, policy] = isPublic ? ['anyone, scopes', 'anyone'] : ['scopes', `scopes('read:${name}')`]
  return `// What the ${many} domain offers: its schemas and its routes, each with the access it demands. No bindings, no I/O.
import { z } from '@hono/zod-openapi'
import { ${access} } from '#access'
import { defineRoute } from '#http/route'

const NAME_MAX_CHARACTERS = 200
const PAGE_SIZE_DEFAULT = 20
const PAGE_SIZE_MAX = 100
// Neither NUL nor half a surrogate pair: the database would not give either back as it came.
const STORABLE = /^[^\\0\\p{Cs}]*$/u

const nameSchema = z
  .string()
  .min(1)
  .max(NAME_MAX_CHARACTERS)
  .refine((text) => STORABLE.test(text), 'holds a character that can not be stored')
  .openapi({ example: 'The first one' })

export const ${schema} = z
  .object({
    id: z.uuid().openapi({ example: '6f1f7f3a-4f0b-4f65-9d3e-0d6b1c2a9e10' }),
    name: nameSchema,
    createdAt: z.iso.datetime().openapi({ example: '2026-11-23T09:30:00.000Z' }),
  })
  .openapi('${singular}')

export const list${plural} = defineRoute({
  access: ${policy},
  operationId: 'list${plural}',
  method: 'get',
  path: '/${name}',
  summary: 'List the ${many}',
  description: 'The newest first.',
  request: {
    query: z.object({
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(PAGE_SIZE_MAX)
        .default(PAGE_SIZE_DEFAULT)
        .openapi({ description: 'How many to give at most' }),
    }),
  },
  responses: {
    200: {
      description: 'The newest of them',
      content: { 'application/json': { schema: z.object({ ${property}: z.array(${schema}) }) } },
    },
  },
})

export const create${singular} = defineRoute({
  access: scopes('write:${name}'),
  operationId: 'create${singular}',
  method: 'post',
  path: '/${name}',
  summary: 'Add one ${one}',
  request: {
    body: { content: { 'application/json': { schema: z.strictObject({ name: nameSchema }).openapi('New${singular}') } } },
  },
  responses: {
    201: { description: 'It is there', content: { 'application/json': { schema: ${schema} } } },
  },
})

export const service = {
  title: '${capitalize(many)}',
  description: '${capitalize(many)}, to be listed and added.',
  permissions: {
${isPublic ? '' : `    'read:${name}': 'List ${many}',\n`}    'write:${name}': 'Add ${many}',
  },
}

export const routes = [list${plural}, create${singular}] as const
`
}

function migration({ spelling: { table } }: DomainPlan): string {
  return `-- The order of a list is the order of insertion: \`seq\` is never used twice.
CREATE TABLE "${table}" (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
`
}

function store({ spelling }: DomainPlan): string {
  const { singular, schema, table, many, one } = spelling
  return `// ${capitalize(many)} at rest: the only code of this domain that speaks SQL.
import type { z } from '@hono/zod-openapi'
import type { ${schema} } from '../contract.ts'

/** One of them, as the contract shows it. */
export type ${singular} = z.infer<typeof ${schema}>

/** The ${many} in a D1 database. */
export class ${singular}Store {
  readonly #database: D1Database

  constructor(database: D1Database) {
    this.#database = database
  }

  /** So many of them, the newest first. */
  async list(limit: number): Promise<${singular}[]> {
    const { results } = await this.#database
      .prepare('SELECT id, name, created_at AS createdAt FROM "${table}" ORDER BY seq DESC LIMIT ?')
      .bind(limit)
      .all<${singular}>()
    return results
  }

  /** Adds one ${one}. */
  async add({ id, name, createdAt }: ${singular}): Promise<void> {
    await this.#database
      .prepare('INSERT INTO "${table}" (id, name, created_at) VALUES (?, ?, ?)')
      .bind(id, name, createdAt)
      .run()
  }
}
`
}

function listHandler({ spelling }: DomainPlan): string {
  const { name, property, plural, singular, file, many } = spelling
  return `// GET /${name}: the newest ${many}.
import type { DomainHandler } from '#http/domain'
import type { list${plural} as route } from '../contract.ts'
import type { ${plural}Bindings } from './bindings.ts'
import { ${singular}Store } from './${file}-store.ts'

export const list${plural}: DomainHandler<typeof route, ${plural}Bindings> = async (c) => {
  const found = await new ${singular}Store(c.env.DB).list(c.req.valid('query').limit)
  return c.json({ ${property}: found }, 200)
}
`
}

function createHandler({ spelling }: DomainPlan): string {
  const { name, plural, singular, file, one } = spelling
  return `// POST /${name}: adds one ${one}.
import { systemClock } from '#http/clock'
import type { DomainHandler } from '#http/domain'
import type { create${singular} as route } from '../contract.ts'
import type { ${plural}Bindings } from './bindings.ts'
import { ${singular}Store } from './${file}-store.ts'

export const create${singular}: DomainHandler<typeof route, ${plural}Bindings> = async (c) => {
  const createdAt = new Date(systemClock.now()).toISOString()
  const added = { id: crypto.randomUUID(), name: c.req.valid('json').name, createdAt }
  await new ${singular}Store(c.env.DB).add(added)
  return c.json(added, 201)
}
`
}

function tests({ isPublic, spelling }: DomainPlan): string {
  const { name, property, many, one } = spelling
  const scope = isPublic ? `write:${name}` : `read:${name} write:${name}`
  return `// The ${many} domain, asked through the gateway as its clients do.
import { expect, test } from 'vitest'
import { bearer, type System } from '../../../test/system/system.ts'
import { useSystem } from '../../../test/system/use-system.ts'

const system = useSystem()
const tokenFor = (scope: string) => system().token({ scope })

function add(body: unknown, token: string): ReturnType<System['fetch']> {
  return system().fetch('/${name}', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(token) },
    body: JSON.stringify(body),
  })
}

test('what was added is listed, the newest first', async () => {
  const token = await tokenFor('${scope}')
  const first = await add({ name: 'One' }, token)
  expect(first.status).toBe(201)
  const added = [await first.json(), await (await add({ name: 'Two' }, token)).json()]
  const listed = await system().fetch('/${name}?limit=2', { headers: bearer(token) })
  expect(listed.status).toBe(200)
  expect(await listed.json()).toEqual({ ${property}: added.toReversed() })
})

test.each([
  ['no name', {}],
  ['an empty name', { name: '' }],
  ['a name of 201 characters', { name: 'x'.repeat(201) }],
  ['a field that nobody knows', { name: 'One', more: true }],
])('one ${one} with %s is refused', async (_title, body) => {
  const answer = await add(body, await tokenFor('write:${name}'))
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ code: 'request_invalid' })
})

test('${isPublic ? `anyone reads ${many}, and nobody adds any without the scope` : `nobody reads or adds ${many} without the scope`}', async () => {
  const other = await system().token({ user: 'nobody' })
  expect((await system().fetch('/${name}')).status).toBe(${isPublic ? 200 : 401})
  ${isPublic ? '' : `expect((await system().fetch('/${name}', { headers: bearer(other) })).status).toBe(403)\n  `}expect((await add({ name: 'One' }, other)).status).toBe(403)
})
`
}
