// Defines a route once: its member `access` becomes the guard, the lock in Swagger UI and the OpenAPI security entry. Contracts and
// domains use this module; the gateway does not, because it imports zod.
import { type RouteConfig, z } from '@hono/zod-openapi'
import { isPolicy, type Policy } from '../access/index.ts'
import { guardRoute } from './guard.ts'
import type { ToolOptions } from './tool-options.ts'
import type { RouteLimits } from './limits.ts'
import { PROBLEM_MEDIA_TYPE } from '../problem/problem.ts'
import { describeProblemAnswers, exampleReferences, type ProblemAnswers } from '../problem/problem-answers.ts'
import type { ProblemCode } from '../problem/problems.ts'
import { describePolicy, type SecurityRequirement, securityOf } from './security.ts'

/** The document of every error (RFC 9457). */
const problemSchema = z
  .object({
    type: z.string().openapi({ format: 'uri-reference', description: 'The page that documents the problem' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().openapi({ description: 'Stable name of what went wrong' }),
    requestId: z.string().openapi({ description: 'Leads to the log' }),
    traceId: z.string().optional().openapi({ description: 'Leads to the trace, if the platform traces the request' }),
    required: z
      .array(z.string())
      .optional()
      .openapi({ description: 'The scopes or permissions that the operation demands' }),
    retryAfter: z.number().int().optional().openapi({ description: 'Seconds until another try makes sense' }),
    explanation: z
      .object({
        expected: z.string(),
        found: z.string(),
        documentation: z.string().openapi({ format: 'uri-reference' }),
      })
      .optional()
      .openapi({ description: 'In development only: why a token was refused, and where to read what to do about it' }),
    errors: z
      .array(z.object({ in: z.string(), path: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: 'What is wrong with the request, and where' }),
  })
  .openapi('Problem')

/**
 * Returns an answer with a problem document (RFC 9457), for the `responses` of a route.
 *
 * @param codes those that the answer may have; the documentation shows an example of each
 * @typeParam Own codes of the project's own, which its contract exports as `problems`
 *
 * @example
 * import { problem } from 'gatehouse/domain'
 *
 * export const responses = { 404: problem('There is no such payment', 'not_found') }
 */
export function problem<Own extends string = never>(
  description: string,
  ...codes: readonly [ProblemCode | NoInfer<Own>, ...(ProblemCode | NoInfer<Own>)[]]
) {
  return answerWith(description, codes)
}

/** A response with a problem document for each status. */
export function problems(answers: ProblemAnswers) {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, codes }]) => [status, answerWith(description, codes)]),
  )
}

function answerWith(description: string, codes: readonly string[]) {
  const examples = exampleReferences(codes)
  return { description, content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema, examples } } }
}

/** The definition of a route: a `RouteConfig` with its access, and without members that could bypass it. */
export type RouteDefinition = Omit<RouteConfig, 'security' | 'middleware' | 'hide' | 'tags'> & {
  /** The required access. There is no default. */
  readonly access: Policy
  /** Verb and noun; the same as the name of the export. */
  readonly operationId: string
  readonly summary: string
  /** Limits other than the defaults. */
  readonly limits?: RouteLimits
  /** Whether the operation is a tool for MCP clients, and what they read about it. */
  readonly mcp?: boolean | ToolOptions
  readonly security?: never
  readonly middleware?: never
  readonly hide?: never
  readonly tags?: never
}

/** A route that is guarded and documented. */
export type DefinedRoute<Definition extends RouteDefinition> = Definition & {
  readonly security: SecurityRequirement[]
  readonly middleware: ReturnType<typeof guardRoute>
}

/**
 * Defines a route. Its `access` is the guard, the lock in Swagger UI and the security entry of the OpenAPI document.
 *
 * @param definition method, path in OpenAPI form (`/payments/{id}`), schemas, and the `access` that it requires
 * @returns a route for `OpenAPIHono`, guarded, documented, with the refusals that its access brings along
 *
 * @example
 * // contract.ts
 * import { z } from '@hono/zod-openapi'
 * import { scopes } from 'gatehouse/access'
 * import { defineRoute, problem } from 'gatehouse/domain'
 *
 * const paymentSchema = z.object({ id: z.string(), payer: z.string() }).openapi('Payment')
 *
 * export const getPayment = defineRoute({
 *   access: scopes('read:payments'),
 *   operationId: 'getPayment',
 *   method: 'get',
 *   path: '/payments/{id}',
 *   summary: 'Read one payment',
 *   request: { params: z.object({ id: z.string() }) },
 *   responses: {
 *     200: { description: 'The payment', content: { 'application/json': { schema: paymentSchema } } },
 *     404: problem('There is no such payment', 'not_found'),
 *   },
 * })
 *
 * export const routes = [getPayment] as const
 */
export function defineRoute<const Definition extends RouteDefinition>(
  definition: Definition,
): DefinedRoute<Definition> {
  const { access, request, responses, description, limits } = definition
  if (!isPolicy(access)) return { ...definition, security: [], middleware: refuseAlways(definition) }
  const body = request?.body && { ...request.body, required: request.body.required ?? true }
  return {
    ...definition,
    ...(body && { request: { ...request, body } }),
    // What the documentation says is made when the contracts are compiled, and in no request.
    get description() {
      return [description, describePolicy(access)].filter(Boolean).join('\n\n')
    },
    get security() {
      return securityOf(access)
    },
    middleware: guardRoute(
      access,
      body && { required: body.required, mediaTypes: Object.keys(body.content) },
      limits?.bodyMaxBytes,
    ),
    get responses() {
      return { ...refusalsOf(access, request, limits), ...responses }
    },
  }
}

// `npm run contracts` reports this with file and route, for all routes at once. Until then the route refuses every request.
function refuseAlways({ operationId }: RouteDefinition): ReturnType<typeof guardRoute> {
  return () => Promise.reject(new TypeError(`${operationId} has no access`))
}

function refusalsOf(access: Policy, request: RouteConfig['request'], limits: RouteLimits | undefined) {
  const operation = {
    access,
    hasInput: request !== undefined,
    hasBody: request?.body !== undefined,
    isCounted: limits?.rate !== 'none',
  }
  return problems(describeProblemAnswers(operation))
}
