// Answers the gateway's own routes, by the operationId of its contract.
import { type Background, type GateStatus, ProblemError } from '../../access/index.ts'
import type { KeyStoreStatus } from '../../tenant/keys/key-store.ts'
import type { LoginSource } from '../../tenant/login/lazy-login.ts'
import type { Counts } from '../telemetry/counters.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Answer, ServiceSummary } from '../handler.ts'
import type { Readiness } from '../telemetry/readiness.ts'
import { authHandlers } from '../session/auth-routes.ts'
import { servePage } from './templates.ts'
import { wantsHtml } from '../edge/wants-html.ts'

/** What the gateway can tell of itself. */
export type GatewayStatus = GateStatus & KeyStoreStatus & { readonly counts: Counts }

/** What the handlers stand on. */
export interface OwnParts {
  /** The Worker's binding to its static assets. */
  readonly assets: ServiceBinding
  /** `null` when there is nothing to tell: not configured. */
  readonly inspect: (() => GatewayStatus) | null
  /** `null` where login is not configured. */
  readonly login: LoginSource | null
  readonly readiness: (background: Background) => Promise<Readiness>
  readonly services: readonly ServiceSummary[]
}

/** What nobody may keep. */
const FRESH = { 'cache-control': 'no-store' } as const
/** When a monitor should ask again. */
const NOT_READY_RETRY_SECONDS = 5

/** A handler for each operation of packages/gatehouse/src/gateway/routes/contract.ts. */
export function ownHandlers({
  assets,
  inspect,
  login,
  readiness,
  services,
}: OwnParts): Readonly<Record<string, Answer>> {
  const indexPage = servePage(assets, { file: 'index.html', vary: 'accept' })
  return {
    ...authHandlers(login),
    showIndex: (c) => {
      if (wantsHtml(c.req.raw.headers)) return indexPage()
      c.header('vary', 'accept')
      return c.json({
        name: 'Gatehouse',
        documentation: '/docs',
        openapi: '/openapi.json',
        services,
      })
    },
    showHealth: (c) => c.json({ status: 'ok' }, 200, FRESH),
    showReadiness: async (c) => {
      const found = await readiness(c.executionCtx)
      if (found.ready) return c.json(found, 200, FRESH)
      return c.json(found, 503, { ...FRESH, 'retry-after': String(NOT_READY_RETRY_SECONDS) })
    },
    showPrincipal: (c, { verdict }) => c.json(verdict?.principal, 200, FRESH),
    showStatus: (c) => {
      if (inspect === null) throw new ProblemError('not_configured')
      return c.json(inspect(), 200, FRESH)
    },
  }
}
