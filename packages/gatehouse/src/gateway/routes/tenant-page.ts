// Serves pages whose script signs the reader in at the tenant: its settings are in an attribute of the page.
import type { ServiceBinding } from '../../http/service-binding.ts'
import { SETTINGS_PLACEHOLDER } from '../../console/placeholders.ts'
import type { Answer, Tenant } from '../handler.ts'
import { escapeAttribute, servePage } from './templates.ts'

/**
 * Serves such a page; without a configuration it answers `not_configured`, because signing in needs a tenant.
 *
 * @param assets the Worker's binding to its static assets
 * @param file the page, among the templates
 */
export function serveTenantPage(tenant: Pick<Tenant, 'configuration'>, assets: ServiceBinding, file: string): Answer {
  return servePage(assets, () => {
    const { domains, pagesClientId, audiences } = tenant.configuration()
    const [{ origin, discoveryUrl }] = domains
    // The script knows Auth0's endpoints only.
    const clientId = discoveryUrl === null ? pagesClientId : null
    const settings = JSON.stringify({ clientId, audience: audiences[0], tenant: origin })
    return {
      file,
      replacements: { [SETTINGS_PLACEHOLDER]: escapeAttribute(settings) },
      connect: [origin],
      // The login happens in a popup that must keep its opener.
      openerPolicy: 'same-origin-allow-popups',
    }
  })
}
