// Restricts the pages about the project, and its documents: to everyone, to users who are logged in, or to no one. If the tenant is on
// this machine, everyone may see them: the pages are a development tool.
import { signedIn } from '../../access/index.ts'
import { isLoopback } from '../../tenant/tenant-domain.ts'
import { wantsHtml } from '../edge/wants-html.ts'
import type { GatewaySettings } from '../settings.ts'
import type { Answer, RouteRow, Tenant } from '../handler.ts'

/** A page, what answers it, and what shows a refusal to a person. */
type GuardedPage = readonly [row: RouteRow, answer: Answer, showRefusal?: ShowRefusal]
type ShowRefusal = (problem: Response, request: Request) => Promise<Response>

/** Lets those see the pages whom the settings of the project name. */
export function guardPages(
  rows: readonly (readonly [RouteRow, Answer])[],
  tenant: Pick<Tenant, 'configuration'>,
  { pages, brand }: GatewaySettings,
): readonly GuardedPage[] {
  if (pages === undefined || isLocal(tenant)) return rows
  if (pages === 'off') return []
  const showRefusal: ShowRefusal = async (problem, request) => {
    const isOfPerson = problem.status === 401 || problem.status === 403
    if (!isOfPerson || !wantsHtml(request.headers)) return problem
    const { failurePage } = await import('../session/auth-pages.ts')
    const { pathname } = new URL(request.url)
    return await failurePage(problem, `/auth/login?returnTo=${encodeURIComponent(pathname)}`, brand)
  }
  return rows.map(([row, answer]) => [{ ...row, access: signedIn }, answer, showRefusal])
}

function isLocal(tenant: Pick<Tenant, 'configuration'>): boolean {
  try {
    return tenant.configuration().domains.every(isLoopback)
  } catch {
    // Without a configuration no caller is known, and the rule applies.
    return false
  }
}
