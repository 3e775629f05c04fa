// Pages whose script signs the reader in at the tenant: what that needs to know stands in an attribute of the page.
import { ProblemError } from '../../access/index.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Configuration } from '../../tenant/configuration.ts'
import type { Answer } from '../handler.ts'
import { SETTINGS_PLACEHOLDER } from '../../console/placeholders.ts'
import { escapeAttribute, type PageTemplate, servePage } from './templates.ts'

/**
 * Answers such a page.
 *
 * @param configuration `null`: it answers 503, as without a tenant nobody can sign in
 * @param assets the Worker's binding to its static assets
 */
export function serveTenantPage(
  configuration: Configuration | null,
  assets: ServiceBinding,
  page: Pick<PageTemplate, 'file' | 'vary'>,
): Answer {
  if (configuration === null) return refuseUnconfigured
  const { domains, pagesClientId, audiences } = configuration
  const [{ origin, discoveryUrl }] = domains
  // The script knows the addresses of Auth0 alone.
  const clientId = discoveryUrl === null ? pagesClientId : null
  const settings = JSON.stringify({ clientId, audience: audiences[0], tenant: origin })
  return servePage(assets, {
    ...page,
    replacements: { [SETTINGS_PLACEHOLDER]: escapeAttribute(settings) },
    connect: [origin],
    // The login happens in a popup that must keep its opener.
    openerPolicy: 'same-origin-allow-popups',
  })
}

/** Answers for what can't be had without a tenant. @throws ProblemError `not_configured` */
export function refuseUnconfigured(): never {
  throw new ProblemError('not_configured')
}
