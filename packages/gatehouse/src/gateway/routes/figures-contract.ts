// Describes the routes of the figures of all isolates. Only the build step reads it.
import { z } from '@hono/zod-openapi'
import { permissions } from '../../access/index.ts'
import { defineRoute, problem } from '../../http/route.ts'

const count = z.number().int()
const rangeSchema = z.enum(['hour', 'day', 'week', 'month'])
const byValue = z.record(z.string(), count)

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
      range: rangeSchema.optional().openapi({ description: 'The last hour by default' }),
      service: z.string().max(100).optional().openapi({
        description: 'Only this service; `gateway` for what the gateway answers itself',
        example: 'payments',
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
                latest: z.array(z.object({ isolate: z.string(), kids: z.array(z.string()), lastReport: count })),
              }),
              revocations: byValue.openapi({ description: 'Revocations by what they name' }),
            })
            .openapi('DeploymentFigures'),
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
