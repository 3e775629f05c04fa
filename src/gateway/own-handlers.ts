// Answers the gateway's own routes, by the operationId of its contract.
import type { Context } from 'hono'
import { type GateStatus, type Principal, Refusal } from '#access'
import type { KeyStoreStatus } from '../tenant/key-store.ts'
import type { ServiceBinding } from './forward.ts'
import { SERVICE_SUMMARIES } from './generated/routes.ts'
import { servePage } from './templates.ts'

type OwnHandler = (c: Context, principal: Principal) => Response | Promise<Response>

/** What the gateway can tell of itself. */
export type GatewayStatus = GateStatus & KeyStoreStatus

/**
 * A handler for each operation of src/gateway/contract.ts.
 *
 * @param assets the Worker's binding to its static assets
 * @param inspect `null` when there is nothing to tell: not configured
 */
export function ownHandlers(
  assets: ServiceBinding,
  inspect: (() => GatewayStatus) | null,
): Readonly<Record<string, OwnHandler>> {
  const indexPage = servePage(assets, { file: 'index.html', vary: 'accept' })
  return {
    showIndex: (c) => {
      if (c.req.header('accept')?.includes('text/html') === true) return indexPage()
      c.header('vary', 'accept')
      return c.json({
        name: 'Gatehouse',
        documentation: '/docs',
        openapi: '/openapi.json',
        services: SERVICE_SUMMARIES,
      })
    },
    showHealth: (c) => c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }),
    showPublic: (c) => c.json({ message: 'Hello, whoever you are.' }),
    showPrincipal: (c, principal) => c.json(principal, 200, { 'cache-control': 'no-store' }),
    showSecure: (c) => c.json({ message: 'You may read reports.' }, 200, { 'cache-control': 'no-store' }),
    showStatus: (c) => {
      if (inspect === null) throw new Refusal('not_configured')
      return c.json(inspect(), 200, { 'cache-control': 'no-store' })
    },
  }
}
