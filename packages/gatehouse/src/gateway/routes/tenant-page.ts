// Serves pages whose script signs the reader in, by a session or at the tenant: its settings are in an attribute of the page.
import type { ServiceBinding } from '../../http/service-binding.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { Configuration } from '../../tenant/configuration.ts'
import type { Answer } from '../handler.ts'
import type { Tenant } from '../tenant-types.ts'
import { serveReaderPage } from './reader-page.ts'

/**
 * Serves such a page; without a configuration it answers `not_configured`, because signing in needs a tenant.
 *
 * @param assets the Worker's binding to its static assets
 * @param file the page, among the templates
 */
export function serveTenantPage(
  tenant: Pick<Tenant, 'configuration' | 'login'>,
  assets: ServiceBinding,
  file: string,
): Answer {
  const page = serveReaderPage(tenant, assets, file, () => ({
    ...settingsOf(tenant.configuration()),
    // The login may happen in a popup, which must keep its opener.
    openerPolicy: 'same-origin-allow-popups',
  }))
  return (c) => page(c.req.raw)
}

/** The settings of a page that can sign its reader in, and the origins that it then connects to; `null` without a configuration. */
export function tenantSettings(tenant: Pick<Tenant, 'configuration'>): TenantSettings | null {
  try {
    return settingsOf(tenant.configuration())
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_configured') return null
    throw error
  }
}

/** What a page needs to sign its reader in. */
interface TenantSettings {
  readonly settings: { readonly clientId: string | null; readonly audience: string; readonly tenant: string }
  readonly connect: readonly string[]
}

/** What a page needs to sign its reader in. */
function settingsOf({ domains, pagesClientId, audiences }: Configuration): TenantSettings {
  const [{ origin, discoveryUrl }] = domains
  // The script knows Auth0's endpoints only.
  const clientId = discoveryUrl === null ? pagesClientId : null
  return { settings: { clientId, audience: audiences[0], tenant: origin }, connect: [origin] }
}
