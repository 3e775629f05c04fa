// Serves the reference, which the build step has rendered. It can be read without a configuration: only signing in needs a tenant.
import { SETTINGS_PLACEHOLDER } from '../../console/placeholders.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { Answer, Tenant } from '../handler.ts'
import { carriesOurCookie } from '../session/authenticated-request.ts'
import { escapeAttribute, type PageTemplate, servePage } from './templates.ts'
import { tenantSettings } from './tenant-page.ts'

/** The second part of a service, and those after it. */
const PART = /^[1-9]\d{0,3}$/

type ReferenceTenant = Pick<Tenant, 'configuration' | 'login'>

/**
 * Serves a page of the reference.
 *
 * @param assets the Worker's binding to its static assets
 * @param file the page, among the templates
 */
export function serveReferencePage(tenant: ReferenceTenant, assets: ServiceBinding, file: string): Answer {
  const serve = (hasSession: boolean) => servePage(assets, () => referencePage(tenant, file, hasSession))
  const [withSession, without] = [serve(true), serve(false)]
  return (c) => (carriesOurCookie(c.req.raw, tenant.login.cookieNames) ? withSession() : without())
}

/**
 * Serves the page of a service, or a part of it, as its path names it. It is not kept: a large reference has many.
 *
 * @param names of the services
 */
export function serveServicePage(tenant: ReferenceTenant, assets: ServiceBinding, names: readonly string[]): Answer {
  return async (c) => {
    const { name = '', part } = c.req.param() as { readonly name?: string; readonly part?: string }
    if (!names.includes(name) || !PART.test(part ?? '2')) throw new ProblemError('route_not_found')
    const file = `docs/${name}${part === undefined ? '' : `/${part}`}.html`
    const hasSession = carriesOurCookie(c.req.raw, tenant.login.cookieNames)
    return await servePage(assets, () => ({ ...referencePage(tenant, file, hasSession), isOptional: true }))()
  }
}

function referencePage(tenant: ReferenceTenant, file: string, hasSession: boolean): PageTemplate {
  const { settings, connect } = tenantSettings(tenant) ?? { settings: {}, connect: [] }
  const { isConfigured: hasLogin } = tenant.login
  return {
    file,
    replacements: {
      [SETTINGS_PLACEHOLDER]: escapeAttribute(
        JSON.stringify({ ...settings, hasLogin, hasSession: hasLogin && hasSession }),
      ),
    },
    connect,
    // The login may happen in a popup, which must keep its opener.
    openerPolicy: 'same-origin-allow-popups',
    vary: 'cookie',
  }
}
