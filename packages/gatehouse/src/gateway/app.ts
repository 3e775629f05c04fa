// Builds the router of the gateway: every route of the generated table, and the few routes that describe the table. Any other path is not
// served.
import { HonoBase } from 'hono/hono-base'
import { TrieRouter } from 'hono/router/trie-router'
import type { H, RouterRoute } from 'hono/types'
import { anyone } from '../access/index.ts'
import { systemClock } from '../http/clock.ts'
import { ProblemError } from '../problem/problem-error.ts'
import type { ServiceBinding } from '../http/service-binding.ts'
import { TieredRouter } from '../http/tiered-router.ts'
import { transportOf, withStrictTransportSecurity } from '../http/transport-security.ts'
import { problemResponse } from '../problem/problem.ts'
import { allowOrigins } from './edge/cross-origin.ts'
import { redirectToHttps } from './edge/plain-http.ts'
import { hasScrapeToken } from './edge/scrape-token.ts'
import { reservedHeaders } from './edge/request-headers.ts'
import { CloudflareDetector } from './edge/request-identity.ts'
import { enterTable, rowFinder } from './enter-table.ts'
import { LargeRouter } from './large-router.ts'
import { type FoundRoute, isRow, RouteIndex } from './packed-routes.ts'
import type { Answer, GatewayApp, GatewayTable, RouteRow } from './handler.ts'
import { TOOLS_PATH } from './mcp/tool.ts'
import type { Tenant } from './tenant-types.ts'
import { type JudgedMessage, type PipelineDependencies, serve } from './pipeline.ts'
import type { OwnRoutes } from './own/own-routes.ts'
import { discovery } from './routes/discovery.ts'
import { documentation, referencePages } from './routes/documentation.ts'
import { guardPages } from './routes/guarded-pages.ts'
import { ownHandlers } from './routes/own-handlers.ts'
import { showRefusals, showRefusalsOfPages } from './routes/refusal-pages.ts'
import { type ServiceRouteDependencies, serviceRoute } from './routes/service-route.ts'
import { statusPages } from './routes/status-page.ts'
import { toolEndpoint } from './routes/tool-endpoint.ts'
import { probedServices, type ReadinessCheck, readinessOf } from './telemetry/readiness.ts'
import type { WorkerVersion } from './telemetry/version.ts'

/** The parts of the gateway. */
export interface AppDependencies
  extends Omit<PipelineDependencies, 'cloudflare' | 'settings' | 'showRefusal' | 'tenant'>, ServiceRouteDependencies {
  /** The project's routes and services. */
  readonly table: GatewayTable
  readonly tenant: Tenant
  /** The Worker's static assets. */
  readonly assets: ServiceBinding
  /** The handlers of the project's own routes. */
  readonly handlers?: Pick<OwnRoutes, 'open'> | undefined
  /** The version of the Worker; `null` when it is unknown. */
  readonly version?: WorkerVersion | null
}

/** Creates the application that answers every request. */
export function createApp(
  dependencies: AppDependencies,
): Pick<GatewayApp, 'fetch'> & { readonly checkReadiness: ReadinessCheck } {
  const { settings = {} } = dependencies.table
  const reserved = reservedHeaders(settings.headerPrefix)
  const pipeline = {
    ...dependencies,
    settings,
    cloudflare: new CloudflareDetector(reserved),
    showRefusal: showRefusals(dependencies),
    // Without tools no request has one.
    messages: dependencies.table.tools && new WeakMap<Request, JudgedMessage>(),
  }
  const checkReadiness = openReadiness(dependencies)
  const { app, methodsAt } = routeRequests(dependencies, pipeline, checkReadiness)
  const { allowedOrigins } = dependencies.tenant.settings
  const fetchOverTls = allowedOrigins.length === 0 ? app.fetch : allowOrigins(app, allowedOrigins, methodsAt)
  const plain = new HonoBase({ router: new TrieRouter() })
  const redirect = serve(null, (c) => redirectToHttps(c.req.raw), pipeline)
  plain.notFound(async (c) => await redirect(c))
  return {
    checkReadiness,
    fetch: (request, ...rest) => {
      const transport = transportOf(request.url)
      if (transport === 'plain') return plain.fetch(request, ...rest)
      const answer = fetchOverTls(request, ...rest)
      return transport === 'loopback' ? answer : Promise.resolve(answer).then(withStrictTransportSecurity)
    },
  }
}

interface Routes {
  readonly app: GatewayApp
  /** Returns the methods that are served at a path. */
  readonly methodsAt: (path: string) => string[]
}

function openReadiness({ table, tenant, recorder, ...targets }: AppDependencies): ReadinessCheck {
  return readinessOf({
    clock: systemClock,
    keys: async (background) => {
      const { issuers, keySets } = await tenant.trust(background)
      return issuers.every((issuer) => keySets.some((set) => set.issuer === issuer))
    },
    services: probedServices(table.services, targets),
    checked: (parts) => recorder.recordChecks(parts),
  })
}

function routeRequests(
  dependencies: AppDependencies,
  pipeline: PipelineDependencies,
  checkReadiness: ReadinessCheck,
): Routes {
  const { table, tenant, assets } = dependencies
  const index = table.packed && new RouteIndex(table.packed, table.routes)
  const refuse = serve(null, () => Promise.reject(new ProblemError('route_not_found')), pipeline)
  // At once: a route of the project without a handler is an error of its author.
  const own = openOwnRoutes(dependencies, pipeline, checkReadiness)
  const addRoutes = (to: GatewayApp, routes: readonly FoundRoute[]): void => {
    for (const route of routes) {
      const handler = isRow(route)
        ? (own.get(route) ?? serve(route, serviceRoute(route, dependencies), pipeline))
        : refuse
      to.on(route.method, route.path, handler)
    }
  }
  const app = new HonoBase({ router: index === undefined ? new TieredRouter() : largeRouter(index, addRoutes) })
  // The first matching route answers: a parameter of a contract cannot replace a page of the gateway.
  const routesAt = index && ((path: string) => index.routesOf(index.groupsAt(path)).filter(isRow))
  for (const [row, answer] of [...referencePages(assets), ...discovery(tenant, table, routesAt)])
    app.on(row.method, row.path, serve(row, answer, pipeline))
  const pages = [...statusPages(tenant, assets), ...documentation(tenant, assets, table.summaries)]
  const ofPages = { ...pipeline, showRefusal: showRefusalsOfPages(dependencies) }
  for (const [row, answer] of guardPages(pages, tenant, pipeline.settings))
    app.on(row.method, row.path, serve(row, answer, ofPages))
  if (table.tools !== undefined) {
    const { allowedOrigins } = tenant.settings
    const rowOf = rowFinder(table, index)
    const origins = new Set(table.services.flatMap((service) => ('origin' in service ? [service.name] : [])))
    const endpoint = { rowOf, origins, pipeline, allowedOrigins, enter: enterTable(app, rowOf, pipeline) }
    app.on('POST', TOOLS_PATH, toolEndpoint(table.tools, endpoint))
  }
  if (index === undefined) addRoutes(app, inOrder(table))
  const methodsAt = (path: string): string[] => allowedMethods(app, path, refuse)
  const unknown = serve(null, (c) => refuseUnknown(methodsAt, c.req.path), pipeline)
  app.notFound(async (c) => await unknown(c))
  app.onError((error) => problemResponse(error, crypto.randomUUID(), null, pipeline.settings.refusals))
  return { app, methodsAt }
}

function largeRouter(index: RouteIndex, addRoutes: (to: GatewayApp, routes: readonly FoundRoute[]) => void) {
  return new LargeRouter<[H, RouterRoute]>({
    groupsAt: (path) => index.groupsAt(path),
    addTo: (router, groups) => {
      addRoutes(new HonoBase({ router }), index.routesOf(groups))
    },
  })
}

// An operation that is left out is before the wider paths that fit its requests.
function inOrder({ routes, omitted = [] }: GatewayTable): FoundRoute[] {
  const omittedAt = Map.groupBy(omitted, ({ position }) => position)
  return routes.flatMap((row, position) => [...(omittedAt.get(position) ?? []), row])
}

const METRICS = 'showMetrics'

// The scrape token opens this one route. It is no token of the tenant, so that the gate would refuse it.
function serveMetrics(
  row: RouteRow,
  answer: Answer,
  scrapeToken: string | null,
  pipeline: PipelineDependencies,
): Handler {
  const guarded = serve(row, answer, pipeline)
  if (scrapeToken === null) return guarded
  const open = serve({ ...row, access: anyone }, answer, pipeline)
  return async (c) => await ((await hasScrapeToken(c.req.raw, scrapeToken)) ? open : guarded)(c)
}

type Handler = ReturnType<typeof serve>

function openOwnRoutes(
  dependencies: AppDependencies,
  pipeline: PipelineDependencies,
  checkReadiness: ReadinessCheck,
): Map<FoundRoute, Handler> {
  const { table, tenant } = dependencies
  const handlers = { ...ownHandlers(dependencies, checkReadiness), ...dependencies.handlers?.open(table) }
  const rows = table.routes.filter(({ service }) => service === null)
  return new Map(
    rows.map((row) => {
      const answer = gatewayRoute(row, handlers)
      const isMetrics = row.operationId === METRICS
      return [
        row,
        isMetrics ? serveMetrics(row, answer, tenant.settings.scrapeToken, pipeline) : serve(row, answer, pipeline),
      ]
    }),
  )
}

function gatewayRoute({ operationId }: RouteRow, handlers: Readonly<Record<string, Answer>>): Answer {
  const handler = handlers[operationId]
  if (handler === undefined)
    throw new TypeError(
      `src/contract.ts has ${operationId}, but defineHandlers in src/index.ts does not: add its handler`,
    )
  return handler
}

function refuseUnknown(methodsAt: Routes['methodsAt'], path: string): never {
  const allow = methodsAt(path)
  if (allow.length > 0) throw new ProblemError('method_not_allowed', { allow })
  // A redirect would let clients resend a token or a body, and hide a wrong address in their code.
  const hasSlash = path.endsWith('/')
  const isNear = path !== '/' && methodsAt(hasSlash ? path.slice(0, -1) : `${path}/`).length > 0
  throw new ProblemError('route_not_found', isNear ? { detail: hasSlash ? WITHOUT_SLASH : WITH_SLASH } : {})
}

const WITHOUT_SLASH = 'There is no operation at this path, but there is one without the slash at its end.'
const WITH_SLASH = 'There is no operation at this path, but there is one with a slash at its end.'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

// An operation that is left out has a route too, which refuses.
function allowedMethods(app: GatewayApp, path: string, refuse: Handler): string[] {
  const allowed: string[] = METHODS.filter((method) => {
    const [first] = app.router.match(method, path)[0]
    return first !== undefined && first[0][0] !== refuse
  })
  // Hono answers HEAD wherever there is a GET.
  return allowed.includes('GET') ? ['HEAD', ...allowed] : allowed
}
