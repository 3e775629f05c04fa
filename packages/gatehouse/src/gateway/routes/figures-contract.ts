// Describes the routes of the figures of all isolates. Only the build step reads it.
import { z } from '@hono/zod-openapi'
import { permissions } from '../../access/index.ts'
import { defineRoute, problem } from '../../http/route.ts'

const count = z.number().int()
const rangeSchema = z.enum(['hour', 'day', 'week', 'month'])
const byValue = z.record(z.string(), count)

const failure = z.object({ at: count, reason: z.string() })
const rangeQuery = rangeSchema.optional().openapi({ description: 'The last hour by default' })

const unavailable = problem(
  'No token can be judged at the moment, or the Durable Object does not answer',
  'keys_unavailable',
  'proofs_unavailable',
  'tenant_unavailable',
  'not_configured',
  'exchange_unavailable',
)

/** `GET /status/deployment`. */
export const showDeployment = defineRoute({
  access: permissions('read:status'),
  operationId: 'showDeployment',
  method: 'get',
  path: '/status/deployment',
  summary: 'How all isolates are doing',
  description:
    'What all isolates of this gateway have answered: in the last hour by minute, or in the last 24 hours, 7 days or 30 days by hour. Each list names 50 ' +
    'values at most and counts the rest as `other`.',
  request: {
    query: z.object({
      range: rangeQuery,
      service: z.string().max(100).optional().openapi({
        description: 'Only this service; `gateway` for what the gateway answers itself',
        example: 'payments',
      }),
      code: z.string().max(100).optional().openapi({
        description: 'Only the problems with this code: when there were any, and at which routes, clients and places',
        example: 'scope_missing',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The figures',
      content: {
        'application/json': {
          schema: z
            .object({
              range: rangeSchema,
              stepSeconds: count,
              service: z.string().nullable(),
              code: z.string().nullable(),
              totals: z.object({
                requests: count,
                ok: count,
                refused: count,
                failed: count,
                millis: z.number().openapi({ description: 'The sum of the response times' }),
                latencies: z.array(count).openapi({
                  description: 'Answers within 5, 10, 25, 50, 100, 250, 500, 1000 and 5000 ms, and the slower ones',
                }),
                statuses: byValue,
                codes: byValue,
                routes: byValue,
                clients: byValue,
                colos: byValue,
                countries: byValue,
              }),
              services: byValue.openapi({ description: 'Requests by service, of all services' }),
              steps: z.array(z.object({ at: count, ok: count, refused: count, failed: count })),
              isolates: z.object({
                count: count.openapi({ description: 'Isolates that reported within the last minute' }),
                versions: byValue.openapi({ description: 'How many there are of each version of the Worker' }),
                kids: byValue.openapi({ description: 'How many have each key' }),
                colos: byValue,
                latest: z.array(
                  z.object({
                    isolate: z.string(),
                    version: z.string().nullable(),
                    colo: z.string().nullable(),
                    kids: z.array(z.string()),
                    lastReport: count,
                  }),
                ),
              }),
              breakers: z
                .array(z.object({ service: z.string(), open: count, slow: count, lastFailure: failure.nullable() }))
                .openapi({ description: 'Services that isolates do not call, or not all of their operations' }),
              parts: z
                .array(
                  z.object({
                    name: z.string(),
                    isReady: z.boolean(),
                    reason: z.string().nullable(),
                    since: count,
                    lastCheck: count,
                    steps: z.array(z.object({ at: count, ready: count, failed: count })),
                  }),
                )
                .openapi({ description: 'Keys and services: whether they are ready, since when, and their checks' }),
              revocations: byValue.openapi({ description: 'Revocations by what they name' }),
            })
            .openapi('DeploymentFigures'),
        },
      },
    },
    503: unavailable,
  },
})

const observed = z.object({
  succeeded: count,
  failed: count,
  first: count.openapi({ description: 'The first ones of their user within 30 days, or ever if the tenant said so' }),
  persons: count.openapi({ description: 'Different users' }),
  connections: byValue,
  providers: byValue,
  grants: byValue,
  clients: byValue,
  countries: byValue,
  reasons: byValue.openapi({ description: 'Why sign-ins failed' }),
  steps: z.array(z.object({ at: count, ok: count, failed: count })),
})

/** `GET /status/sign-ins`. */
export const showSignIns = defineRoute({
  access: permissions('read:status'),
  operationId: 'showSignIns',
  method: 'get',
  path: '/status/sign-ins',
  summary: 'Who signs in',
  description:
    'Sign-ins as the gateway sees them (new tokens of users, and its own logins) and as the tenant tells of them: when, how, where and ' +
    'with which application. Users are keyed hashes. Everything is kept for 30 days.',
  request: { query: z.object({ range: rangeQuery }) },
  responses: {
    200: {
      description: 'The sign-ins',
      content: {
        'application/json': {
          schema: z
            .object({
              range: rangeSchema,
              stepSeconds: count,
              observers: z.object({ gateway: observed, tenant: observed }),
              latest: z.array(
                z.object({
                  source: z.enum(['token', 'session', 'tenant']),
                  at: count,
                  person: z.string().nullable().openapi({ description: 'A keyed hash of the subject' }),
                  isFailed: z.boolean(),
                  isFirst: z.boolean(),
                  reason: z.string().nullable(),
                  connection: z.string().nullable(),
                  provider: z.string().nullable(),
                  grant: z.string().nullable(),
                  client: z.string().nullable(),
                  country: z.string().nullable(),
                }),
              ),
            })
            .openapi('SignIns'),
        },
      },
    },
    503: unavailable,
  },
})

/** `GET /metrics`. */
export const showMetrics = defineRoute({
  access: permissions('read:status'),
  operationId: 'showMetrics',
  method: 'get',
  path: '/metrics',
  summary: 'The figures for Prometheus',
  description:
    'Counters of all isolates in the text format of Prometheus. They begin at 0 when the Durable Object starts anew.',
  responses: {
    200: { description: 'The metrics', content: { 'text/plain': { schema: z.string() } } },
    503: unavailable,
  },
})
