// The gateway: every route of the generated table with its guard, then the service behind it. What is not in the table is
// not served.
import type { Context } from 'hono'
import { HonoBase } from 'hono/hono-base'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import { type Gate, NO_TOKEN, ProblemError, tokenNeed, type Verdict } from '../access/index.ts'
import { systemClock } from '../http/clock.ts'
import { setDataHeaders } from '../http/data-headers.ts'
import { BODY_MAX_BYTES } from '../http/limits.ts'
import { PROBLEM_CODE_HEADER, problemResponse } from '../problem/problem.ts'
import { transportOf, withStrictTransportSecurity } from '../http/transport-security.ts'
import { checkBodyHeaders } from '../http/request-body.ts'
import type { Configuration } from '../tenant/configuration.ts'
import type { LoginSource } from '../tenant/login/lazy-login.ts'
import { limitBody } from './edge/body-limit.ts'
import { allowOrigins } from './edge/cross-origin.ts'
import { discovery } from './routes/discovery.ts'
import { documentation } from './routes/documentation.ts'
import type { ServiceBinding } from '../http/service-binding.ts'
import { forward } from './upstream/forward.ts'
import { forwardToOrigin, openOriginRoute, type Origin } from './upstream/origin.ts'
import { addressTo } from './upstream/origin-request.ts'
import { type GatewayStatus, ownHandlers } from './routes/own-handlers.ts'
import { CallCounter, type RateLimiter } from './edge/rate-limits.ts'
import { readinessOf } from './telemetry/readiness.ts'
import { redirectToHttps } from './edge/plain-http.ts'
import type { Recorder } from './telemetry/recorder.ts'
import { answerTo, carriesOurCookie, authenticateSession, type AuthenticatedRequest } from './session/session-entry.ts'
import { withSocketToken } from './edge/socket-token.ts'
import { passBack, streamEndOf } from './upstream/stream-end.ts'
import { asksForPage, STATUS_PAGE, STATUS_VARY, statusPage } from './routes/status-page.ts'
import { CloudflareDetector, identifyRequest, sanitizeRequest } from './edge/request-identity.ts'
import type { VersionKey } from './edge/version-key.ts'
import type { Answer, GatewayApp, GatewayTable, RequestContext, RouteRow } from './handler.ts'

/** What the gateway stands on. */
export interface GatewayParts {
  /** The project's routes and services. */
  readonly table: GatewayTable
  /** `null` when it can't be used: then every route that needs it answers 503. */
  readonly configured: {
    readonly configuration: Configuration
    readonly gate: Gate
    readonly inspect: () => Omit<GatewayStatus, 'counts'>
    /** `null` where login is not configured. */
    readonly login: LoginSource | null
  } | null
  readonly recorder: Recorder
  /** The Worker's static assets. */
  readonly assets: ServiceBinding
  /** The Worker's service binding of this name, if it has one. */
  readonly service: (binding: string) => ServiceBinding | undefined
  /** The HTTP origin of the service of this name, if it has one with a good address. */
  readonly origin: (name: string) => Origin | undefined
  /** The Worker's rate-limit binding of this name, if it has one. */
  readonly rateLimiter: (binding: string) => RateLimiter | undefined
  /** Gives requests the key that keeps their sender on one version of a domain, while two are served. */
  readonly versionKey?: VersionKey | undefined
}

/** Makes the application that answers every request. */
export function createApp(given: GatewayParts): Pick<GatewayApp, 'fetch'> {
  const parts = { ...given, front: new CloudflareDetector(), counter: new CallCounter(given.rateLimiter) }
  const app = routeRequests(parts)
  const origins = parts.configured?.configuration.allowedOrigins ?? []
  const allowing =
    origins.length === 0 ? app : { fetch: allowOrigins(app, origins, (path) => allowedMethods(app, path)) }
  const plain = new HonoBase({ router: new TrieRouter() })
  const redirect = serve(null, (c) => redirectToHttps(c.req.raw), parts)
  plain.notFound(async (c) => await redirect(c))
  return {
    fetch: (request, ...rest) => {
      const transport = transportOf(request.url)
      if (transport === 'loopback') return allowing.fetch(request, ...rest)
      if (transport === 'plain') return plain.fetch(request, ...rest)
      return Promise.resolve(allowing.fetch(request, ...rest)).then(withStrictTransportSecurity)
    },
  }
}

type SharedParts = GatewayParts & { readonly front: CloudflareDetector; readonly counter: CallCounter }

function routeRequests(parts: SharedParts): GatewayApp {
  const app = new HonoBase({ router: new SmartRouter({ routers: [new RegExpRouter(), new TrieRouter()] }) })
  const own = ownAnswers(parts)
  const shell = serve(STATUS_PAGE, statusPage(parts.configured?.configuration ?? null, parts.assets), parts)
  app.on(STATUS_PAGE.method, STATUS_PAGE.path, async (c, next) => {
    if (asksForPage(c.req.raw)) return await shell(c)
    await next()
    c.res.headers.append('vary', STATUS_VARY)
    return undefined
  })
  const { table } = parts
  for (const row of table.routes) {
    app.on(row.method, row.path, serve(row, row.service === null ? own(row) : serviceAnswer(row, parts), parts))
  }
  const configuration = parts.configured?.configuration ?? null
  for (const [row, answer] of [
    ...documentation(configuration, parts.assets, table.summaries),
    ...discovery(configuration, table),
  ]) {
    app.on(row.method, row.path, serve(row, answer, parts))
  }
  const unknown = serve(null, (c) => refuseUnknown(allowedMethods(app, c.req.path)), parts)
  app.notFound(async (c) => await unknown(c))
  app.onError((error) => problemResponse(error, crypto.randomUUID()))
  return app
}

// Everything that happens to every request, whatever answers it.
function serve(row: RouteRow | null, answer: Answer, parts: SharedParts): (c: Context) => Promise<Response> {
  const { recorder, counter, front } = parts
  const resource = parts.configured?.configuration.resource ?? null
  const rate = row?.rate ?? 'standard'
  // The routes of login read our cookies themselves, and a page of ours has no use for them.
  const looksAtCookies = row !== null && (row.service !== null || tokenNeed(row.access) !== 'ignored')
  return async (c) => {
    const startedAt = systemClock.now()
    const { raw } = c.req
    const caller = { request: raw, isBehindCloudflare: front.isInFrontOf(raw) }
    const identity = identifyRequest(raw, caller.isBehindCloudflare)
    const visit: RequestContext = { ...identity, startedAt, method: raw.method, row, verdict: null }
    let response: Response
    let entry: AuthenticatedRequest | null = null
    let isCounted = false
    try {
      const sent = identity.sent.hasProtocols ? withSocketToken(raw) : raw
      if (looksAtCookies && identity.sent.hasCookies && carriesOurCookie(sent)) {
        const authorize = (request: Request) => admit(row, parts, request, c)
        entry = await authenticateSession(sent, row.access, parts.configured?.login ?? null, c.executionCtx, authorize)
        if (entry.refusal !== null) throw entry.refusal
      }
      const request = entry?.request ?? sent
      const verdict = entry?.verdict ?? (row === null ? NO_TOKEN : await admit(row, parts, sent, c))
      visit.verdict = verdict
      isCounted = rate !== 'refusals'
      if (rate !== 'none') await counter.countCall(rate, verdict.principal, caller)
      response = await answer(c, visit, request)
      // What a service answers travels back untouched, and has its id from the service.
      if (row?.service === null) {
        response.headers.set('x-request-id', visit.requestId)
        setDataHeaders(response.headers)
      }
    } catch (error) {
      const counted = isCounted ? error : await counter.countRefusal(rate, error, caller)
      response = problemResponse(counted, visit.requestId, resource ?? c.req.url)
    }
    if (entry !== null) response = answerTo(entry, response)
    const { status } = response
    const code = status >= 400 ? response.headers.get(PROBLEM_CODE_HEADER) : null
    recorder.record(visit, { status, code, millis: systemClock.now() - startedAt }, c.executionCtx)
    return response
  }
}

function admit(row: RouteRow, { configured }: GatewayParts, request: Request, c: Context): Promise<Verdict> | Verdict {
  if (tokenNeed(row.access) === 'ignored') return NO_TOKEN
  if (configured === null) throw new ProblemError('not_configured')
  return configured.gate.admit(row.access, request, c.executionCtx)
}

function ownAnswers({ table, assets, configured, recorder, service, origin }: GatewayParts): (row: RouteRow) => Answer {
  const handlers = ownHandlers({
    assets,
    services: table.summaries,
    login: configured?.login ?? null,
    inspect: configured && (() => ({ ...configured.inspect(), counts: recorder.inspect() })),
    readiness: readinessOf({
      clock: systemClock,
      keys: async (background) => {
        if (configured === null) return false
        const { issuers, keySets } = await configured.gate.ring.trust(background)
        return issuers.every((issuer) => keySets.some((set) => set.issuer === issuer))
      },
      services: table.services.map((row) => {
        if ('binding' in row) return { name: row.name, target: service(row.binding) }
        const target = origin(row.name)
        return { name: row.name, target, ...(target && { probe: target.address + target.healthPath }) }
      }),
    }),
  })
  return ({ operationId }) => {
    const handler = handlers[operationId]
    if (handler === undefined)
      throw new TypeError(`the gateway's contract has ${operationId}, but own-handlers.ts does not`)
    return handler
  }
}

function serviceAnswer(row: RouteRow, { table, service, origin, versionKey }: GatewayParts): Answer {
  const found = table.services.find(({ name }) => name === row.service)
  if (found === undefined) throw new TypeError(`the table has no service "${row.service}": compile the contracts again`)
  const bodyMaxBytes = row.bodyMaxBytes ?? BODY_MAX_BYTES
  const passedBack = async (
    work: Promise<Response>,
    { verdict, startedAt, method }: RequestContext,
  ): Promise<Response> => {
    const answer = await work
    const endsAt = verdict === null ? null : streamEndOf(verdict, startedAt)
    // Over a binding no answer says its length, and a domain ends by itself what it makes.
    return passBack(answer, endsAt, systemClock, 'origin' in found && method !== 'HEAD')
  }
  if ('origin' in found) {
    const target = origin(found.name)
    if (target === undefined) return () => refuseMisconfigured()
    const isGuarded = tokenNeed(row.access) !== 'ignored'
    const route = openOriginRoute(target, { operationId: row.operationId, isGuarded }, systemClock)
    return (_c, visit, request) => {
      if (row.body !== undefined) checkBodyHeaders(request, row.body)
      const addressed = addressTo(target.address, sanitizeRequest(request, visit), visit.requestId, found)
      const limited = limitBody(addressed, bodyMaxBytes, row.body?.required)
      return passedBack(forwardToOrigin(limited, route, visit.requestId, systemClock), visit)
    }
  }
  const target = service(found.binding)
  const answer = (request: Request, visit: RequestContext): Promise<Response> =>
    passedBack(forward(limitBody(request, bodyMaxBytes), target, systemClock, found.timeoutMillis), visit)
  if (versionKey === undefined) return (_c, visit, request) => answer(sanitizeRequest(request, visit), visit)
  return async (_c, visit, request) =>
    await answer(await versionKey(sanitizeRequest(request, visit), (visit.verdict ?? NO_TOKEN).principal), visit)
}

function refuseMisconfigured(): never {
  throw new ProblemError('not_configured')
}

function refuseUnknown(allow: readonly string[]): never {
  throw allow.length > 0 ? new ProblemError('method_not_allowed', { allow }) : new ProblemError('route_not_found')
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

function allowedMethods(app: GatewayApp, path: string): string[] {
  const allowed: string[] = METHODS.filter((method) => app.router.match(method, path)[0].length > 0)
  // Hono answers HEAD wherever there is a GET.
  return allowed.includes('GET') ? ['HEAD', ...allowed] : allowed
}
