// The gateway: every route of the generated table with its guard, then the service behind it. What is not in the table is
// not served.
import type { Context } from 'hono'
import { HonoBase } from 'hono/hono-base'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { type Gate, NOBODY, type Principal, Refusal, tokenNeed } from '#access'
import { systemClock } from '#http/clock'
import { problemResponse } from '#http/problem'
import type { Configuration } from '../tenant/configuration.ts'
import { allowOrigins } from './cross-origin.ts'
import { addDocumentation } from './documentation.ts'
import { withoutForgedHeaders } from './forged-headers.ts'
import { forward, type ServiceBinding } from './forward.ts'
import { ROUTES } from './generated/routes.ts'
import { type GatewayStatus, ownHandlers } from './own-handlers.ts'
import type { RouteRow } from './route-table.ts'
import { SERVICES } from './services.ts'

/** What the gateway stands on. */
export interface GatewayParts {
  /** `null` when it can't be used: then every route that needs it answers 503. */
  readonly configured: {
    readonly configuration: Configuration
    readonly gate: Gate
    readonly inspect: () => GatewayStatus
  } | null
  /** The Worker's static assets. */
  readonly assets: ServiceBinding
  /** The Worker's service binding of this name, if it has one. */
  readonly service: (binding: string) => ServiceBinding | undefined
}

/** The gateway's application: Hono with its one fastest router. The build step refuses what that can't match. */
export type GatewayApp = HonoBase

/** Makes the gateway. */
export function createGateway(parts: GatewayParts): Pick<GatewayApp, 'fetch'> {
  const app = createApp(parts)
  const origins = parts.configured?.configuration.allowedOrigins ?? []
  return origins.length === 0 ? app : { fetch: allowOrigins(app, origins, (path) => allowedMethods(app, path)) }
}

function createApp(parts: GatewayParts): GatewayApp {
  const app = new HonoBase({ router: new RegExpRouter() })
  const own = ownHandlers(parts.assets, parts.configured?.inspect ?? null)
  for (const row of ROUTES) {
    const answer = row.service === null ? ownAnswer(row, own) : serviceAnswer(row, parts)
    app.on(row.method, row.path, async (c) => answer(c, await admit(row, parts, c)))
  }
  addDocumentation(app, parts.configured?.configuration ?? null, parts.assets)
  app.notFound((c) => {
    const allow = allowedMethods(app, c.req.path)
    const refusal = allow.length > 0 ? new Refusal('method_not_allowed', { allow }) : new Refusal('route_unknown')
    return problemResponse(refusal, c.req.raw.headers)
  })
  app.onError((error, c) => problemResponse(error, c.req.raw.headers))
  return app
}

async function admit(row: RouteRow, { configured }: GatewayParts, c: Context): Promise<Principal> {
  if (tokenNeed(row.access) === 'ignored') return NOBODY
  if (configured === null) throw new Refusal('not_configured')
  const { principal } = await configured.gate.admit(row.access, c.req.raw, c.executionCtx)
  return principal
}

type Answer = (c: Context, principal: Principal) => Response | Promise<Response>

function ownAnswer(row: RouteRow, handlers: Readonly<Record<string, Answer>>): Answer {
  const handler = handlers[row.operationId]
  if (handler === undefined)
    throw new TypeError(`the gateway's contract has ${row.operationId}, but own-handlers.ts does not`)
  return handler
}

function serviceAnswer(row: RouteRow, { service }: GatewayParts): Answer {
  const found = SERVICES.find(({ name }) => name === row.service)
  if (found === undefined) throw new TypeError(`services.ts has no row "${row.service}": run \`npm run contracts\``)
  const target = service(found.binding)
  return (c) => forward(withoutForgedHeaders(c.req.raw), target, systemClock, found.timeoutMillis)
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

function allowedMethods(app: GatewayApp, path: string): string[] {
  const allowed: string[] = METHODS.filter((method) => app.router.match(method, path)[0].length > 0)
  // Hono answers HEAD wherever there is a GET.
  return allowed.includes('GET') ? ['HEAD', ...allowed] : allowed
}
