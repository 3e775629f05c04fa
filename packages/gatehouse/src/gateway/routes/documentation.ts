// Serves the documentation: openapi.json and its parts, Swagger UI from our own files, and the callback page of the login.
import { anyone } from '../../access/index.ts'
import { ERRORS_PATH } from '../../problem/problems.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Answer, RouteRow, ServiceSummary, Tenant } from '../handler.ts'
import { TENANT_PLACEHOLDER } from '../../console/placeholders.ts'
import { servePage, serveTemplate } from './templates.ts'
import { serveTenantPage } from './tenant-page.ts'

/** `/docs/errors` and `/docs/oauth2-redirect`, which anyone may always see: refusals and logins lead there. */
export function referencePages(assets: ServiceBinding): readonly (readonly [RouteRow, Answer])[] {
  const redirect = servePage(assets, () => ({ file: 'oauth2-redirect.html', openerPolicy: 'unsafe-none' }))
  return [
    [rowOf('/docs/oauth2-redirect', 'showLoginReturn'), redirect],
    [rowOf(ERRORS_PATH, 'showErrors'), servePage(assets, () => ({ file: 'errors.html' }))],
  ]
}

/**
 * `/openapi.json`, `/openapi/{service}.json` and `/docs`: in no contract, because they are about the contracts.
 * They name the tenant, and answer `not_configured` without a configuration.
 *
 * @param assets the Worker's binding to its static assets
 */
export function documentation(
  tenant: Pick<Tenant, 'configuration'>,
  assets: ServiceBinding,
  services: readonly ServiceSummary[],
): readonly (readonly [RouteRow, Answer])[] {
  return [
    [rowOf('/openapi.json', 'showDocument'), serveDocument(tenant, assets, 'openapi.json')],
    ...['gateway', ...services.map(({ name }) => name)].map((name) => {
      const file = `openapi/${name}.json`
      return [rowOf(`/${file}`, 'showServiceDocument'), serveDocument(tenant, assets, file)] as const
    }),
    [rowOf('/docs', 'showDocumentation'), serveTenantPage(tenant, assets, 'docs.html')],
  ]
}

function rowOf(path: string, operationId: string): RouteRow {
  return { method: 'GET', path, operationId, service: null, access: anyone }
}

function serveDocument(tenant: Pick<Tenant, 'configuration'>, assets: ServiceBinding, file: string): Answer {
  return serveTemplate(assets, () => ({
    file,
    replacements: { [TENANT_PLACEHOLDER]: `${tenant.configuration().domains[0].issuer.replace(/\/$/, '')}/` },
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    },
  }))
}
