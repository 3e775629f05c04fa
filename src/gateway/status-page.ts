// The page for people at /status. It holds no figures: its script signs the reader in and asks for them with the reader's token,
// like any other client.
import { anyone, Refusal } from '#access'
import type { Configuration } from '../tenant/configuration.ts'
import type { ServiceBinding } from './forward.ts'
import type { Answer } from './gateway.ts'
import { SETTINGS_PLACEHOLDER } from './placeholders.ts'
import type { RouteRow } from './route-table.ts'
import { escapeAttribute, servePage } from './templates.ts'

/** What decides at /status between the page and the figures. */
export const STATUS_VARY = 'accept, authorization'

/** In no contract: what the contract describes at this path are the figures. */
export const STATUS_PAGE: RouteRow = {
  method: 'GET',
  path: '/status',
  operationId: 'showStatusPage',
  service: null,
  access: anyone,
}

/** Whether a request comes from a person's browser that was led here, and not from a client that shows what it may. */
export function isNavigation({ headers }: Request): boolean {
  return !headers.has('authorization') && headers.get('accept')?.includes('text/html') === true
}

/**
 * Answers the page.
 *
 * @param configuration `null`: it answers 503, as without a tenant nobody can sign in
 * @param assets the Worker's binding to its static assets
 */
export function statusPage(configuration: Configuration | null, assets: ServiceBinding): Answer {
  if (configuration === null) {
    return () => {
      throw new Refusal('not_configured')
    }
  }
  const { domains, clientId, audiences } = configuration
  const { origin } = domains[0]
  const settings = JSON.stringify({ clientId, audience: audiences[0], tenant: origin })
  return servePage(assets, {
    file: 'status.html',
    replacements: { [SETTINGS_PLACEHOLDER]: escapeAttribute(settings) },
    connect: [origin],
    // The login happens in a popup that must keep its opener.
    openerPolicy: 'same-origin-allow-popups',
    vary: STATUS_VARY,
  })
}
