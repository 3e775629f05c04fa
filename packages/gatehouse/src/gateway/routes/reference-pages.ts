// Serves the reference, which the build step has rendered. It can be read without a configuration: only signing in needs a tenant.
import type { ServiceBinding } from '../../http/service-binding.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { Answer } from '../handler.ts'
import type { Tenant } from '../tenant-types.ts'
import { serveReaderPage } from './reader-page.ts'
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
  const page = pageOf(tenant, assets, file)
  return (c) => page(c.req.raw)
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
    return await pageOf(tenant, assets, `docs/${name}${part === undefined ? '' : `/${part}`}.html`)(c.req.raw)
  }
}

function pageOf(tenant: ReferenceTenant, assets: ServiceBinding, file: string) {
  return serveReaderPage(tenant, assets, file, () => ({
    ...(tenantSettings(tenant) ?? { settings: {} }),
    // The login may happen in a popup, which must keep its opener.
    openerPolicy: 'same-origin-allow-popups',
    isOptional: true,
  }))
}
