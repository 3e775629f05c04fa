// The documentation: openapi.json, Swagger UI from files of our own, and the page that the login comes back to.
import { anyone, Refusal } from '#access'
import type { Configuration } from '../tenant/configuration.ts'
import type { ServiceBinding } from './forward.ts'
import type { Answer } from './gateway.ts'
import { SETTINGS_PLACEHOLDER, TENANT_PLACEHOLDER } from './placeholders.ts'
import type { RouteRow } from './route-table.ts'
import { escapeAttribute, servePage, serveTemplate } from './templates.ts'

/**
 * `/openapi.json`, `/docs` and `/docs/oauth2-redirect`: in no contract, because they are about the contracts.
 *
 * @param configuration `null`: those that need it answer 503
 * @param assets the Worker's binding to its static assets
 */
export function documentation(
  configuration: Configuration | null,
  assets: ServiceBinding,
): readonly (readonly [RouteRow, Answer])[] {
  const redirect = servePage(assets, { file: 'oauth2-redirect.html', openerPolicy: 'unsafe-none' })
  return [
    [rowOf('/docs/oauth2-redirect', 'showLoginReturn'), redirect],
    [rowOf('/openapi.json', 'showDocument'), configuration === null ? refuse : serveDocument(configuration, assets)],
    [rowOf('/docs', 'showDocumentation'), configuration === null ? refuse : serveDocs(configuration, assets)],
  ]
}

function rowOf(path: string, operationId: string): RouteRow {
  return { method: 'GET', path, operationId, service: null, access: anyone }
}

function refuse(): never {
  throw new Refusal('not_configured')
}

function serveDocument({ domains }: Configuration, assets: ServiceBinding): Answer {
  return serveTemplate(assets, {
    file: 'openapi.json',
    replacements: { [TENANT_PLACEHOLDER]: domains[0].issuer },
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    },
  })
}

function serveDocs({ domains, clientId, audiences }: Configuration, assets: ServiceBinding): Answer {
  const { origin } = domains[0]
  const settings = JSON.stringify({ clientId, audience: audiences[0], tenant: origin })
  return servePage(assets, {
    file: 'docs.html',
    replacements: { [SETTINGS_PLACEHOLDER]: escapeAttribute(settings) },
    connect: [origin],
    // The login happens in a popup that must keep its opener.
    openerPolicy: 'same-origin-allow-popups',
  })
}
