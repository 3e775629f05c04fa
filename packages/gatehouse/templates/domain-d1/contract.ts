// Defines the contract of the sample things domain: its schemas and its routes, each with the access that it requires. No bindings, no
// I/O.
import { z } from '@hono/zod-openapi'
import { scopes } from 'gatehouse/access'
import { defineRoute } from 'gatehouse/domain'

const NAME_MAX_CHARACTERS = 200
const PAGE_SIZE_DEFAULT = 20
const PAGE_SIZE_MAX = 100
// Neither NUL nor half a surrogate pair: the database would not give either back as it came.
const STORABLE = /^[^\0\p{Cs}]*$/u

const nameSchema = z
  .string()
  .min(1)
  .max(NAME_MAX_CHARACTERS)
  .refine((text) => STORABLE.test(text), 'holds a character that can not be stored')
  .openapi({ example: 'The first one' })

export const sampleThingSchema = z
  .object({
    id: z.uuid().openapi({ example: '6f1f7f3a-4f0b-4f65-9d3e-0d6b1c2a9e10' }),
    name: nameSchema,
    createdAt: z.iso.datetime().openapi({ example: '2026-11-23T09:30:00.000Z' }),
  })
  .openapi('SampleThing')

export type SampleThing = z.infer<typeof sampleThingSchema>

export const listSampleThings = defineRoute({
  access: scopes('read:sample-things'),
  operationId: 'listSampleThings',
  method: 'get',
  path: '/sample-things',
  summary: 'List the sample things',
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
      content: { 'application/json': { schema: z.object({ sampleThings: z.array(sampleThingSchema) }) } },
    },
  },
})

export const createSampleThing = defineRoute({
  access: scopes('write:sample-things'),
  operationId: 'createSampleThing',
  method: 'post',
  path: '/sample-things',
  summary: 'Add one sample thing',
  request: {
    body: {
      content: { 'application/json': { schema: z.strictObject({ name: nameSchema }).openapi('NewSampleThing') } },
    },
  },
  responses: {
    201: { description: 'It is there', content: { 'application/json': { schema: sampleThingSchema } } },
  },
})

export const service = {
  title: 'Sample things',
  description: 'Sample things, to be listed and added.',
  permissions: {
    'read:sample-things': 'List sample things',
    'write:sample-things': 'Add sample things',
  },
}

export const routes = [listSampleThings, createSampleThing] as const
