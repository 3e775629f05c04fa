// The contract of the measured domain: one guarded route, like any domain's.
import { z } from '@hono/zod-openapi'
import { scopes } from '../../../packages/gatehouse/src/access/index.ts'
import { defineRoute } from '../../../packages/gatehouse/src/http/route.ts'

const itemSchema = z.object({ id: z.string(), name: z.string(), cents: z.number() })

export const listItems = defineRoute({
  access: scopes('read:bench'),
  operationId: 'listItems',
  method: 'get',
  path: '/bench/items',
  summary: 'List the items',
  responses: {
    200: {
      description: 'The items',
      content: { 'application/json': { schema: z.object({ items: z.array(itemSchema) }) } },
    },
  },
})

export const routes = [listItems] as const
