// Answers the gateway's own routes, by the operationId of its contract.
import { DEFAULT_BRAND } from '../../console/brand.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { ExchangeStatus } from '../exchange-types.ts'
import { wantsHtml } from '../edge/wants-html.ts'
import type { Answer, GatewayTable } from '../handler.ts'
import type { Tenant, TenantStatus } from '../tenant-types.ts'
import { authHandlers } from '../session/auth-routes.ts'
import type { Counts } from '../telemetry/counters.ts'
import { type Place, placeOf } from '../telemetry/place.ts'
import type { ReadinessCheck } from '../telemetry/readiness.ts'
import type { Recorder } from '../telemetry/recorder.ts'
import type { WorkerVersion } from '../telemetry/version.ts'
import { serveReaderPage } from './reader-page.ts'
import { showDeployment, showSignIns } from './deployment-figures.ts'
import { PROMETHEUS_MEDIA_TYPE, prometheusText } from '../telemetry/prometheus.ts'
import { acceptTenantEvents } from './tenant-events.ts'
import { listRevocations, revokeTokens } from './revoke-tokens.ts'

/** The state of the gateway. */
export type GatewayStatus = TenantStatus & {
  readonly version: WorkerVersion | null
  /** Where the isolate runs that answers. */
  readonly place: { readonly colo: string | null; readonly country: string | null }
  readonly counts: Counts
  readonly exchange: ExchangeStatus
}

/** The dependencies of the handlers. */
export interface OwnHandlerDependencies {
  readonly table: GatewayTable
  readonly tenant: Pick<Tenant, 'configuration' | 'exchange' | 'inspect' | 'login' | 'trust'>
  readonly recorder: Pick<Recorder, 'inspect' | 'recordSignIn'>
  /** The version of the Worker; `null` when it is unknown. */
  readonly version?: WorkerVersion | null
  /** The Worker's binding to its static assets. */
  readonly assets: ServiceBinding
}

/** The headers of a response that no cache may store. */
const FRESH = { 'cache-control': 'no-store' } as const
/** When a monitor should ask again. */
const NOT_READY_RETRY_SECONDS = 5

/** A handler for each operation of contract.ts. */
export function ownHandlers(
  dependencies: OwnHandlerDependencies,
  readiness: ReadinessCheck,
): Readonly<Record<string, Answer>> {
  const { table, tenant, recorder, assets, version = null } = dependencies
  const indexPage = serveReaderPage(tenant, assets, 'index.html')
  const { brand = DEFAULT_BRAND, pages } = table.settings ?? {}
  return {
    ...authHandlers(tenant.login, (signIn) => recorder.recordSignIn(signIn), table.settings),
    showIndex: (c) => {
      if (wantsHtml(c.req.raw.headers)) return indexPage(c.req.raw)
      c.header('vary', 'accept')
      return c.json({
        name: brand.title,
        ...(pages !== 'off' && { documentation: '/docs', openapi: '/openapi.json' }),
        services: table.summaries,
      })
    },
    showHealth: (c) => c.json({ status: 'ok' }, 200, FRESH),
    showReadiness: async (c) => {
      const result = await readiness(c.executionCtx)
      if (result.ready) return c.json(result, 200, FRESH)
      return c.json(result, 503, { ...FRESH, 'retry-after': String(NOT_READY_RETRY_SECONDS) })
    },
    showPrincipal: (c, { verdict }) => c.json(verdict?.principal, 200, FRESH),
    showStatus: (c) =>
      c.json(
        {
          version,
          place: namesOf(placeOf(c.req.raw)),
          ...tenant.inspect(),
          counts: recorder.inspect(),
          exchange: tenant.exchange.inspect(),
        } satisfies GatewayStatus,
        200,
        FRESH,
      ),
    showDeployment: async (c) => {
      return c.json(await showDeployment(new URL(c.req.url).searchParams, tenant.exchange), 200, FRESH)
    },
    showSignIns: async (c) => {
      return c.json(await showSignIns(new URL(c.req.url).searchParams, tenant.exchange), 200, FRESH)
    },
    showMetrics: async (c) => {
      const text = prometheusText(await tenant.exchange.figures({ range: 'hour', service: null, code: null }))
      return c.body(text, 200, { ...FRESH, 'content-type': PROMETHEUS_MEDIA_TYPE })
    },
    acceptTenantEvents: async (c, { requestId }, request) => {
      await acceptTenantEvents(request, requestId, tenant)
      return c.body(null, 204, FRESH)
    },
    listRevocations: async (c) => {
      return c.json(await listRevocations(tenant), 200, FRESH)
    },
    revokeTokens: async (c, { requestId }, request) => {
      return c.json(await revokeTokens(request, requestId, tenant), 200, FRESH)
    },
  }
}

function namesOf({ colo, country }: Place = {}): GatewayStatus['place'] {
  return { colo: typeof colo === 'string' ? colo : null, country: typeof country === 'string' ? country : null }
}
