// Defines the contract of the sample things domain: its schemas and its routes, each with the access that it requires. No bindings, no
// I/O.
import { z } from '@hono/zod-openapi'
import { scopes } from 'gatehouse/access'
import { defineRoute, problem } from 'gatehouse/domain'

const idSchema = z.string().min(1).max(64).openapi({ example: 'first' })

export const sampleThingSchema = z
  .object({ id: idSchema, name: z.string().openapi({ example: 'The first one' }) })
  .openapi('SampleThing')

export const listSampleThings = defineRoute({
  access: scopes('read:sample-things'),
  operationId: 'listSampleThings',
  method: 'get',
  path: '/sample-things',
  summary: 'List the sample things',
  responses: {
    200: {
      description: 'All of them',
      content: { 'application/json': { schema: z.object({ sampleThings: z.array(sampleThingSchema) }) } },
    },
  },
})

export const getSampleThing = defineRoute({
  access: scopes('read:sample-things'),
  operationId: 'getSampleThing',
  method: 'get',
  path: '/sample-things/{id}',
  summary: 'Get one sample thing',
  request: { params: z.object({ id: idSchema }) },
  responses: {
    200: { description: 'The sample thing', content: { 'application/json': { schema: sampleThingSchema } } },
    404: problem('There is no such sample thing', 'not_found'),
  },
})

export const service = {
  title: 'Sample things',
  description: 'Sample things, to be listed and read.',
  permissions: {
    'read:sample-things': 'List and read sample things',
  },
}

export const routes = [listSampleThings, getSampleThing] as const
