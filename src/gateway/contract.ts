// The gateway's own routes, as a contract like any domain's. Read by the build step only: at run time the gateway sees the
// generated table.
import { z } from '@hono/zod-openapi'
import { anyone, scopes, signedIn } from '#access'
import { defineRoute } from '#http/route'

export const service = {
  title: 'Gateway',
  description: 'What the gateway answers by itself.',
  permissions: { 'read:reports': 'Read reports' },
}

function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } }
}

const principalSchema = z
  .object({
    id: z.string().openapi({ description: 'The `sub` claim', example: 'auth0|64b5f0c2a1' }),
    permissions: z.array(z.string()).openapi({ example: ['read:payments'] }),
    email: z.string().nullable(),
    kind: z.enum(['user', 'machine', 'agent', 'anonymous']),
    scopes: z.array(z.string()),
    clientId: z.string().nullable(),
    organization: z.string().nullable(),
    provider: z.string().nullable().openapi({ example: 'google-oauth2' }),
    claims: z.record(z.string(), z.unknown()),
  })
  .openapi('Principal')

export const showIndex = defineRoute({
  access: anyone,
  operationId: 'showIndex',
  method: 'get',
  path: '/',
  summary: 'What is here',
  description:
    'The services behind the gateway and where their documentation is; a page for a browser, JSON for anybody else.',
  responses: {
    200: {
      description: 'The services',
      content: {
        'application/json': {
          schema: z.object({
            name: z.string(),
            documentation: z.string(),
            openapi: z.string(),
            services: z.array(z.object({ name: z.string(), title: z.string(), description: z.string() })),
          }),
        },
        'text/html': { schema: z.string() },
      },
    },
  },
})

export const showHealth = defineRoute({
  access: anyone,
  operationId: 'showHealth',
  method: 'get',
  path: '/health',
  summary: 'Whether the gateway is alive',
  responses: { 200: json('It is', z.object({ status: z.literal('ok') })) },
})

export const showPublic = defineRoute({
  access: anyone,
  operationId: 'showPublic',
  method: 'get',
  path: '/public',
  summary: 'Something for everyone',
  responses: { 200: json('A greeting', z.object({ message: z.string() })) },
})

export const showPrincipal = defineRoute({
  access: signedIn,
  operationId: 'showPrincipal',
  method: 'get',
  path: '/me',
  summary: 'Who you are',
  description: 'The principal as every service sees it.',
  responses: { 200: json('The principal', principalSchema) },
})

export const showSecure = defineRoute({
  access: scopes('read:reports'),
  operationId: 'showSecure',
  method: 'get',
  path: '/secure',
  summary: 'Something for those who may read reports',
  responses: { 200: json('A greeting', z.object({ message: z.string() })) },
})

export const routes = [showIndex, showHealth, showPublic, showPrincipal, showSecure] as const
