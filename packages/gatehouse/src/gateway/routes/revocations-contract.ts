// Describes the routes that revoke tokens: by an operator, and by events of the tenant. Only the build step reads them: at run time
// revocation-order.ts and tenant-event.ts read the bodies.
import { z } from '@hono/zod-openapi'
import { auth0Events, permissions, signedBy } from '../../access/index.ts'
import { defineRoute, problem } from '../../http/route.ts'

const name = (description: string, example: string) => z.string().min(1).max(255).openapi({ description, example })

const undo = z.boolean().optional().openapi({ description: 'Whether a revocation is taken back' })

const orderSchema = z
  .union([
    z.strictObject({ subject: name('The `sub` of a user or a machine', 'auth0|64b5f0c2a1'), undo }),
    z.strictObject({ client: name('The client id of an application', 'k8dJ2mPq0aVb'), undo }),
    z.strictObject({ session: name('The `sid` of a session of the tenant', 'dGVzdC1zZXNzaW9u'), undo }),
    z.strictObject({ organization: name('The `org_id` of an organization', 'org_9ybsU1dN2dKfDkBi'), undo }),
    z.strictObject({
      member: z.strictObject({
        organization: name('The `org_id` of an organization', 'org_9ybsU1dN2dKfDkBi'),
        subject: name('The `sub` of its member', 'auth0|64b5f0c2a1'),
      }),
      undo,
    }),
    z.strictObject({ all: z.literal(true).openapi({ description: 'Everyone' }), undo }),
  ])
  .openapi('RevocationOrder')

/** `POST /admin/revocations`. */
const revokeTokens = defineRoute({
  access: permissions('write:revocations'),
  operationId: 'revokeTokens',
  method: 'post',
  path: '/admin/revocations',
  summary: 'Revoke tokens',
  description:
    'Refuses everything that was issued until now for what the body names, with 401 `token_revoked`, and ends its sessions and streams. ' +
    'The response means that the revocation is stored; every isolate knows it within `heldWithinSeconds`.',
  limits: { rate: 'strict' },
  request: { body: { required: true, content: { 'application/json': { schema: orderSchema } } } },
  responses: {
    200: {
      description: 'It is stored',
      content: {
        'application/json': {
          schema: z.object({
            kind: z.enum(['subject', 'client', 'session', 'organization', 'member', 'all']),
            undone: z.boolean(),
            issuedBefore: z.number().openapi({
              description: 'What was issued before is refused; seconds since the epoch',
            }),
            endsAt: z.number().openapi({
              description:
                'When nothing that was issued before can be alive, and it is forgotten; seconds since the epoch',
            }),
            heldWithinSeconds: z.number().int(),
          }),
        },
      },
    },
    503: problem(
      'No token can be judged at the moment, or the revocation may not be stored: send it again',
      'keys_unavailable',
      'proofs_unavailable',
      'tenant_unavailable',
      'not_configured',
      'exchange_unavailable',
    ),
  },
})

const eventSchema = z
  .looseObject({
    specversion: z.string().optional(),
    type: z.string().optional().openapi({ example: 'user.deleted' }),
    id: z.string().optional(),
    time: z.string().optional().openapi({ example: '2026-11-29T12:00:00.000Z' }),
    data: z.looseObject({}).optional(),
  })
  .openapi('TenantEvent')

/** `POST /auth/events`. */
const acceptTenantEvents = defineRoute({
  access: signedBy('AUTH0_EVENT_STREAM_TOKEN', auth0Events),
  operationId: 'acceptTenantEvents',
  method: 'post',
  path: '/auth/events',
  summary: 'Take events of the tenant',
  description:
    'The event stream of the tenant calls it: what ends what a user may do revokes their tokens. A log stream may call it too, for sign-ins. The response means that it is stored.',
  request: {
    body: { required: true, content: { 'application/json': { schema: z.union([eventSchema, z.array(eventSchema)]) } } },
  },
  responses: {
    204: { description: 'It is stored, or means nothing here' },
    503: problem('Nothing is known to be stored: send it again', 'not_configured', 'exchange_unavailable'),
  },
})

const targetSchema = z.object({
  subject: z.string().optional(),
  client: z.string().optional(),
  session: z.string().optional(),
  organization: z.string().optional(),
  member: z.object({ organization: z.string(), subject: z.string() }).optional(),
  all: z.boolean().optional(),
})

/** `GET /admin/revocations`. */
const listRevocations = defineRoute({
  access: permissions('write:revocations'),
  operationId: 'listRevocations',
  method: 'get',
  path: '/admin/revocations',
  summary: 'List what is revoked',
  description:
    'The latest 500 revocations that hold, the newest first. The page for people at `/status/revocations` shows them.',
  responses: {
    200: {
      description: 'The revocations',
      content: {
        'application/json': {
          schema: z.object({
            revocations: z.array(
              z.object({
                target: targetSchema.openapi({
                  description: 'What it names: with `undo` it is the order that takes it back',
                }),
                issuedBefore: z.number(),
                endsAt: z.number(),
                source: z.enum(['operator', 'tenant', 'logout']),
              }),
            ),
            count: z.number().int().openapi({ description: 'How many there are in all' }),
          }),
        },
      },
    },
    503: problem(
      'No token can be judged at the moment, or the revocations cannot be read',
      'keys_unavailable',
      'proofs_unavailable',
      'tenant_unavailable',
      'not_configured',
      'exchange_unavailable',
    ),
  },
})

/** All of them. */
export const revocationRoutes = [listRevocations, revokeTokens, acceptTenantEvents]
