// Serves pages that say who is logged in: their script asks for the session when the browser has sent a cookie of one.
import { SETTINGS_PLACEHOLDER } from '../../console/placeholders.ts'
import type { ServiceBinding } from '../../http/service-binding.ts'
import type { Tenant } from '../tenant-types.ts'
import { carriesOurCookie } from '../session/authenticated-request.ts'
import { escapeAttribute, type PageTemplate, servePage } from './templates.ts'

/** The settings of a page besides those of its reader. */
type Extra = () => { readonly settings: object } & Omit<PageTemplate, 'file' | 'replacements' | 'vary'>

/**
 * Serves such a page.
 *
 * @param assets the Worker's binding to its static assets
 * @param file the page, among the templates
 * @param extra what it has besides
 */
export function serveReaderPage(
  tenant: Pick<Tenant, 'login'>,
  assets: ServiceBinding,
  file: string,
  extra: Extra = () => ({ settings: {} }),
): (request: Request) => Promise<Response> {
  const { isConfigured: hasLogin, cookieNames } = tenant.login
  const serve = (hasSession: boolean) =>
    servePage(assets, () => {
      const { settings, ...rest } = extra()
      const shown = JSON.stringify({ ...settings, hasLogin, hasSession })
      return { ...rest, file, replacements: { [SETTINGS_PLACEHOLDER]: escapeAttribute(shown) }, vary: 'accept, cookie' }
    })
  const [withSession, without] = [serve(true), serve(false)]
  return (request) => (hasLogin && carriesOurCookie(request, cookieNames) ? withSession() : without())
}
