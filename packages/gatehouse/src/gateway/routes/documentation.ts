// Serves the documentation: the reference, Swagger UI from our own files, openapi.json and its parts, and the callback page of the login.
import { anyone } from '../../access/index.ts'
import { ERRORS_PATH } from '../../problem/problems.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Answer, RouteRow, ServiceSummary } from '../handler.ts'
import type { Tenant } from '../tenant-types.ts'
import { TENANT_PLACEHOLDER } from '../../console/placeholders.ts'
import { serveReferencePage, serveServicePage } from './reference-pages.ts'
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
 * `/docs` and the pages below it, `/openapi.json` and `/openapi/{service}.json`: in no contract, because they are about the contracts.
 * What names the tenant answers `not_configured` without a configuration; the reference can be read.
 *
 * @param assets the Worker's binding to its static assets
 */
export function documentation(
  tenant: Pick<Tenant, 'configuration' | 'login'>,
  assets: ServiceBinding,
  services: readonly ServiceSummary[],
): readonly (readonly [RouteRow, Answer])[] {
  const names = ['gateway', ...services.map(({ name }) => name)]
  const servicePage = serveServicePage(tenant, assets, names)
  return [
    [rowOf('/openapi.json', 'showDocument'), serveDocument(tenant, assets, 'openapi.json')],
    ...names.map((name) => {
      const file = `openapi/${name}.json`
      return [rowOf(`/${file}`, 'showServiceDocument'), serveDocument(tenant, assets, file)] as const
    }),
    [rowOf('/docs', 'showReference'), serveReferencePage(tenant, assets, 'docs.html')],
    [rowOf('/docs/', 'showReference'), redirectToReference],
    [rowOf('/docs/services/:name', 'showServiceReference'), servicePage],
    [rowOf('/docs/services/:name/:part', 'showServiceReference'), servicePage],
    [rowOf('/docs/operations.json', 'showOperations'), serveJson(assets, 'docs/operations.json')],
    [rowOf('/docs/access', 'showAccess'), serveReferencePage(tenant, assets, 'access.html')],
    [rowOf('/docs/changes', 'showChanges'), servePage(assets, () => ({ file: 'changes.html', isOptional: true }))],
    [rowOf('/docs/try', 'showDocumentation'), serveTenantPage(tenant, assets, 'try.html')],
  ]
}

function rowOf(path: string, operationId: string): RouteRow {
  return { method: 'GET', path, operationId, service: null, access: anyone }
}

// The address of a folder, as people type it.
function redirectToReference(): Response {
  return new Response(null, { status: 308, headers: { location: '/docs' } })
}

function serveDocument(tenant: Pick<Tenant, 'configuration'>, assets: ServiceBinding, file: string): Answer {
  return serveJson(assets, file, () => ({
    [TENANT_PLACEHOLDER]: `${tenant.configuration().domains[0].issuer.replace(/\/$/, '')}/`,
  }))
}

function serveJson(
  assets: ServiceBinding,
  file: string,
  replacements: () => Readonly<Record<string, string>> = () => ({}),
): Answer {
  return serveTemplate(assets, () => ({
    file,
    replacements: replacements(),
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    },
  }))
}
