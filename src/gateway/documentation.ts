// The documentation: openapi.json, Swagger UI from files of our own, and the page that the login comes back to.
import { Refusal } from '#access'
import type { Configuration } from '../tenant/configuration.ts'
import type { ServiceBinding } from './forward.ts'
import type { GatewayApp } from './gateway.ts'
import { SETTINGS_PLACEHOLDER, TENANT_PLACEHOLDER } from './placeholders.ts'
import { escapeAttribute, servePage, serveTemplate } from './templates.ts'

/**
 * Adds `/openapi.json`, `/docs` and `/docs/oauth2-redirect`.
 *
 * @param configuration `null`: those that need it answer 503
 * @param assets the Worker's binding to its static assets
 */
export function addDocumentation(app: GatewayApp, configuration: Configuration | null, assets: ServiceBinding): void {
  app.get('/docs/oauth2-redirect', servePage(assets, { file: 'oauth2-redirect.html', openerPolicy: 'unsafe-none' }))
  if (configuration === null) {
    app.on('GET', ['/openapi.json', '/docs'], () => {
      throw new Refusal('not_configured')
    })
    return
  }
  const { domains, clientId, audiences } = configuration
  const { issuer, origin } = domains[0]
  app.get(
    '/openapi.json',
    serveTemplate(assets, {
      file: 'openapi.json',
      replacements: { [TENANT_PLACEHOLDER]: issuer },
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      },
    }),
  )
  const settings = JSON.stringify({ clientId, audience: audiences[0], tenant: origin })
  app.get(
    '/docs',
    servePage(assets, {
      file: 'docs.html',
      replacements: { [SETTINGS_PLACEHOLDER]: escapeAttribute(settings) },
      connect: [origin],
      // The login happens in a popup that must keep its opener.
      openerPolicy: 'same-origin-allow-popups',
    }),
  )
}
