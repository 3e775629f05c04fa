// Describes `GET /ready`. Only the build step reads it.
import { z } from '@hono/zod-openapi'
import { anyone } from '../../access/index.ts'
import { defineRoute } from '../../http/route.ts'

const originSchema = z
  .object({
    state: z.enum(['closed', 'open', 'trying']).openapi({
      description: 'Of the circuit breaker: `open` while the origin is not called, `trying` while one call decides',
    }),
    since: z.number().int().nullable().openapi({
      description: 'When that state began, in seconds since the epoch; `null` since the isolate started',
    }),
    slowOperations: z
      .number()
      .int()
      .openapi({ description: 'Operations that are not called: their responses are late' }),
    lastFailure: z
      .object({ at: z.number().int(), reason: z.string().openapi({ example: 'the connection failed' }) })
      .nullable(),
  })
  .openapi({ description: 'How calls to an HTTP origin have gone in the isolate that answers' })

const readinessSchema = z
  .object({
    ready: z.boolean(),
    parts: z.array(
      z.object({
        name: z.string().openapi({ example: 'payments' }),
        ready: z.boolean(),
        reason: z.string().optional().openapi({ description: 'Why it is not ready', example: 'it answered 503' }),
        since: z.number().int().optional().openapi({
          description: 'When the isolate that answers first found it not ready, in seconds since the epoch',
        }),
        origin: originSchema.optional(),
      }),
    ),
  })
  .openapi('Readiness')

function json(description: string) {
  return { description, content: { 'application/json': { schema: readinessSchema } } }
}

/** `GET /ready`. */
export const showReadiness = defineRoute({
  access: anyone,
  operationId: 'showReadiness',
  method: 'get',
  path: '/ready',
  summary: 'Whether everything works',
  description:
    'Whether keys can be had and every service answers, each by name; for a service over HTTP also how calls have gone. The result is ' +
    'given again for five seconds.',
  limits: { rate: 'none' },
  responses: {
    200: json('Everything works'),
    503: json('Something does not: `parts` says what'),
  },
})
