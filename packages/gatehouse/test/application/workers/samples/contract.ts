// The contract of the samples: the least that a public and a scoped route can be.
import { z } from '@hono/zod-openapi'
import { anyone, scopes } from 'gatehouse/access'
import { defineRoute } from 'gatehouse/domain'

const greeting = {
  description: 'A greeting',
  content: { 'application/json': { schema: z.object({ message: z.string() }) } },
}

export const showPublic = defineRoute({
  access: anyone,
  operationId: 'showPublic',
  method: 'get',
  path: '/public',
  summary: 'Something for everyone',
  responses: { 200: greeting },
})

export const showSecure = defineRoute({
  access: scopes('read:reports'),
  operationId: 'showSecure',
  method: 'get',
  path: '/secure',
  summary: 'Something for those who may read reports',
  responses: { 200: greeting },
})

export const service = {
  title: 'Samples',
  description: 'One public and one scoped route, to try the gateway with.',
  permissions: { 'read:reports': 'Read reports' },
}

export const routes = [showPublic, showSecure] as const
