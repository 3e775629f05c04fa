// A new domain without a database: what it has stands in a list, until there is something better. Two routes that read.
import { capitalize } from './names.ts'
import type { DomainPlan } from './worker-files.ts'

/** The files by their path in the domain's folder. */
export function listFiles(plan: DomainPlan): Readonly<Record<string, string>> {
  const { name, file } = plan.spelling
  return {
    'contract.ts': contract(plan),
    [`src/${file}-list.ts`]: list(plan),
    [`src/list-${name}.ts`]: listHandler(plan),
    [`src/get-${file}.ts`]: getHandler(plan),
    [`test/${name}.test.ts`]: tests(plan),
  }
}

function contract({ isPublic, spelling }: DomainPlan): string {
  const { name, property, plural, singular, schema, many, one } = spelling
  const [access, policy] = isPublic ? ['anyone', 'anyone'] : ['scopes', `scopes('read:${name}')`]
  return `// What the ${many} domain offers: its schemas and its routes, each with the access it demands. No bindings, no I/O.
import { z } from '@hono/zod-openapi'
import { ${access} } from '#access'
import { defineRoute, problem } from '#http/route'

const idSchema = z.string().min(1).max(64).openapi({ example: 'first' })

export const ${schema} = z
  .object({ id: idSchema, name: z.string().openapi({ example: 'The first one' }) })
  .openapi('${singular}')

export const list${plural} = defineRoute({
  access: ${policy},
  operationId: 'list${plural}',
  method: 'get',
  path: '/${name}',
  summary: 'List the ${many}',
  responses: {
    200: {
      description: 'All of them',
      content: { 'application/json': { schema: z.object({ ${property}: z.array(${schema}) }) } },
    },
  },
})

export const get${singular} = defineRoute({
  access: ${policy},
  operationId: 'get${singular}',
  method: 'get',
  path: '/${name}/{id}',
  summary: 'Get one ${one}',
  request: { params: z.object({ id: idSchema }) },
  responses: {
    200: { description: 'The ${one}', content: { 'application/json': { schema: ${schema} } } },
    404: problem('There is no such ${one}'),
  },
})

export const service = {
  title: '${capitalize(many)}',
  description: '${capitalize(many)}, to be listed and read.',
  permissions: {${isPublic ? '' : `\n    'read:${name}': 'List and read ${many}',\n  `}},
}

export const routes = [list${plural}, get${singular}] as const
`
}

function list({ spelling }: DomainPlan): string {
  const { singular, schema, binding, many, one } = spelling
  return `// The ${many} that there are. A list in the code, until they come from somewhere: a database, another service.
import type { z } from '@hono/zod-openapi'
import type { ${schema} } from '../contract.ts'

/** One of them, as the contract shows it. */
export type ${singular} = z.infer<typeof ${schema}>

/** All of them. */
export const ALL_${binding}: readonly ${singular}[] = [
  { id: 'first', name: 'The first one' },
  { id: 'second', name: 'The second one' },
]

/** The ${one} with an id, if there is one. */
export function find${singular}(id: string): ${singular} | undefined {
  return ALL_${binding}.find((candidate) => candidate.id === id)
}
`
}

function listHandler({ spelling }: DomainPlan): string {
  const { name, binding, property, plural, file, many } = spelling
  const all = `ALL_${binding}`
  return `// GET /${name}: all the ${many}.
import type { DomainHandler } from '#http/domain'
import type { list${plural} as route } from '../contract.ts'
import type { ${plural}Bindings } from './bindings.ts'
import { ${all} } from './${file}-list.ts'

export const list${plural}: DomainHandler<typeof route, ${plural}Bindings> = (c) => c.json({ ${property}: [...${all}] }, 200)
`
}

function getHandler({ spelling }: DomainPlan): string {
  const { name, plural, singular, file, one } = spelling
  return `// GET /${name}/{id}: one ${one}.
import { Refusal } from '#access'
import type { DomainHandler } from '#http/domain'
import type { get${singular} as route } from '../contract.ts'
import type { ${plural}Bindings } from './bindings.ts'
import { find${singular} } from './${file}-list.ts'

export const get${singular}: DomainHandler<typeof route, ${plural}Bindings> = (c) => {
  const found = find${singular}(c.req.valid('param').id)
  if (found === undefined) throw new Refusal('resource_unknown')
  return c.json(found, 200)
}
`
}

function tests({ isPublic, spelling }: DomainPlan): string {
  const { name, property, many, one } = spelling
  const reader = isPublic
    ? 'const asked = (path: string) => system().fetch(path)'
    : `const asked = async (path: string) =>
  await system().fetch(path, { headers: bearer(await system().token({ scope: 'read:${name}' })) })`
  const refusals = `
test('nobody reads ${many} without the scope', async () => {
  expect((await system().fetch('/${name}')).status).toBe(401)
  const other = bearer(await system().token({ user: 'nobody' }))
  expect((await system().fetch('/${name}', { headers: other })).status).toBe(403)
  expect((await system().fetch('/${name}/first', { headers: other })).status).toBe(403)
})
`
  return `// The ${many} domain, asked through the gateway as its clients do.
import { expect, test } from 'vitest'
${isPublic ? '' : `import { bearer } from '../../../test/system/system.ts'\n`}import { useSystem } from '../../../test/system/use-system.ts'

const system = useSystem()
${reader}

test('the ${many} are listed', async () => {
  const answer = await asked('/${name}')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ ${property}: [{ id: 'first' }, { id: 'second' }] })
})

test('one ${one} is found by its id, and another id is 404', async () => {
  expect(await (await asked('/${name}/second')).json()).toEqual({ id: 'second', name: 'The second one' })
  const missing = await asked('/${name}/third')
  expect(missing.status).toBe(404)
  expect(await missing.json()).toMatchObject({ code: 'resource_unknown' })
})
${isPublic ? '' : refusals}`
}
