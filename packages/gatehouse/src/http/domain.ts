// Creates the Worker of a domain from its contract and its handlers: gate, guard, validation, refusals, headers, logs. Code that every
// domain needs belongs here, and not in a domain.
import type { RouteConfig, RouteHandler } from '@hono/zod-openapi'
import type { Context, Handler } from 'hono'
import { HonoBase } from 'hono/hono-base'
import { HTTPException } from 'hono/http-exception'
import { checkAudience, forAudience, Gate, type TrustSource } from '../access/index.ts'
import { ProblemError } from '../problem/problem-error.ts'
import { changeHeaders } from './answer-headers.ts'
import { systemClock } from './clock.ts'
import { executionContextOf } from './execution-context.ts'
import { type GuardVariables, setVerdictHeaders } from './guard.ts'
import { keyRingLog } from './key-ring-log.ts'
import { problemResponse, type ProblemTerms } from '../problem/problem.ts'
import { requestIdOf } from './request-id.ts'
import { STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY_HEADER, transportOf } from './transport-security.ts'
import { REQUEST_ID_HEADER } from './header-names.ts'
import { TieredRouter } from './tiered-router.ts'
import { traceIdOfSpan, tracedSpan } from './trace-span.ts'
import { withValidInput } from './validate-input.ts'

/** The one binding that every domain has: `AUTH`, which leads to the gateway's `KeyService`. */
export interface DomainBindings {
  readonly AUTH: TrustSource
}

// The gateway has checked a proof against the client's request, and records used proofs.
const BEHIND_THE_GATEWAY = { mode: 'allowed', replay: null } as const

type DomainEnv<Bindings extends object> = { Bindings: Bindings; Variables: GuardVariables & { requestId: string } }

/**
 * The handler of one route of a contract. It gets validated input, the domain's bindings, and the caller as `c.get('principal')`; the type of
 * its answer is one of those in the contract.
 *
 * @typeParam Route the type of the route, such as `typeof getPayment`
 * @typeParam Bindings the bindings and variables of the domain's Worker
 *
 * @example
 * import { type DomainBindings, type DomainHandler, ProblemError } from 'gatehouse/domain'
 * import type { getPayment } from '../contract.ts'
 *
 * export const handleGetPayment: DomainHandler<typeof getPayment, DomainBindings> = (c) => {
 *   if (c.req.valid('param').id !== 'p1') throw new ProblemError('not_found')
 *   return c.json({ id: 'p1', payer: c.get('principal').id }, 200)
 * }
 */
export type DomainHandler<Route extends RouteConfig, Bindings extends object> = RouteHandler<Route, DomainEnv<Bindings>>

type DomainRoute = RouteConfig & { operationId: string }

/** The definition of a domain: its routes, in the order in which they match, and a handler for each by its operationId. */
export interface Domain<Bindings extends object, Routes extends readonly DomainRoute[]> {
  readonly routes: Routes
  /**
   * The audience of the domain, where its contract has `exchange`: `service.exchange.audience`. It accepts tokens for this audience alone.
   * The default is that of the gateway's API.
   */
  readonly audience?: string
  readonly handlers: { readonly [Route in Routes[number] as Route['operationId']]: DomainHandler<Route, Bindings> }
}

/**
 * Makes a domain's Worker out of its contract and its handlers. Access, validation, problems, headers and the log are seen to.
 *
 * @throws TypeError for a route without a handler, and for an empty audience
 *
 * @example
 * // src/index.ts
 * import { createDomain, type DomainBindings } from 'gatehouse/domain'
 * import { routes } from '../contract.ts'
 *
 * export default createDomain<DomainBindings, typeof routes>({
 *   routes,
 *   handlers: {
 *     getPayment: (c) => c.json({ id: c.req.valid('param').id, payer: c.get('principal').id }, 200),
 *   },
 * })
 */
export function createDomain<Bindings extends DomainBindings, const Routes extends readonly DomainRoute[]>(
  domain: Domain<Bindings, Routes>,
) {
  checkAudience(domain.audience)
  const app = new HonoBase<DomainEnv<Bindings>>({ router: new TieredRouter() })
  let gate: Gate | null = null
  app.use(async (c, next) => {
    gate ??= new Gate({
      source: domain.audience === undefined ? c.env.AUTH : forAudience(c.env.AUTH, domain.audience),
      clock: systemClock,
      observer: keyRingLog,
      binding: BEHIND_THE_GATEWAY,
    })
    const requestId = requestIdOf(c.req.raw.headers)
    c.set('gate', gate)
    c.set('requestId', requestId)
    // Hono makes a Response out of these headers for half of what it costs to make one out of an object, as it does without them.
    c.header(REQUEST_ID_HEADER, requestId)
    await next()
    const verdict = c.get('verdict')
    changeHeaders(c, (headers) => {
      headers.set('x-content-type-options', 'nosniff')
      headers.set(REQUEST_ID_HEADER, requestId)
      // The gateway's own header. It is set here so that the response needs no copy in the gateway.
      if (transportOf(c.req.url) === 'tls') headers.set(STRICT_TRANSPORT_SECURITY_HEADER, STRICT_TRANSPORT_SECURITY)
      if (verdict !== undefined) setVerdictHeaders(headers, verdict, gate?.ring.document?.explainRefusals === true)
    })
  })
  // Answers the gateway's probe. A client cannot reach this path, because the gateway has its own route there.
  app.get('/health', (c) => c.body(null, 204))
  const handlers: Readonly<Record<string, unknown>> = domain.handlers
  for (const { operationId, method, path, middleware = [], request } of domain.routes) {
    const handler = handlers[operationId]
    if (handler === undefined) throw new TypeError(`the contract has ${operationId}, but no handler is given for it`)
    const last = request === undefined ? (handler as Handler) : withValidInput(request, handler as Handler)
    app.on([method], [path.replaceAll(/\/\{(.+?)\}/g, '/:$1')], ...[middleware, last].flat())
  }
  app.notFound((c) =>
    problemResponse(new ProblemError('route_not_found'), c.get('requestId'), null, termsOf(c.get('gate'), c)),
  )
  app.onError((error, c) => {
    // A refusal of another domain, which becomes the response of this one too.
    if (error instanceof HTTPException && error.res !== undefined) return error.res
    const problem = error instanceof HTTPException ? invalidBody(error) : error
    return problemResponse(problem, c.get('requestId'), c.req.url, termsOf(c.get('gate'), c))
  })
  return app
}

// The project's own, as soon as the gateway was asked for its keys, with the trace of the request.
function termsOf({ ring }: Gate, c: Pick<Context, 'executionCtx'>): ProblemTerms {
  const terms = ring.document?.refusals ?? {}
  const traceId = traceIdOfSpan(tracedSpan(executionContextOf(c)))
  return traceId === null ? terms : { ...terms, traceId }
}

// Errors of Hono itself: a body that is not JSON (400) or of another media type (415).
function invalidBody(error: HTTPException): Error {
  if (error.status === 415) return new ProblemError('media_type_unsupported')
  if (error.status === 400)
    return new ProblemError('request_invalid', { errors: [{ in: 'body', path: '', message: 'is not well-formed' }] })
  return error
}
