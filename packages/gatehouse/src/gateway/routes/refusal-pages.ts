// Shows the refusals of the gateway as pages to a person whose browser opens an address. Programs get the problem document.
import { isLoopbackAddress } from '../../tenant/tenant-domain.ts'
import { PROBLEM_CODE_HEADER } from '../../problem/problem.ts'
import { wantsHtml } from '../edge/wants-html.ts'
import type { GatewayTable } from '../handler.ts'
import type { Tenant } from '../tenant-types.ts'
import { failurePage, type Way, type WaysOn } from '../session/auth-pages.ts'
import { isNavigation } from '../session/same-origin.ts'
import { nearestPath } from './nearest-path.ts'

/** The address of a client on this machine. One that came from elsewhere may name any host. */
const LOOPBACK_CLIENTS: readonly string[] = ['127.0.0.1', '::1']

/** The parameters of a challenge that a login takes (RFC 6750 §3, RFC 9470 §3). */
const CHALLENGED = ['scope', 'max_age', 'acr_values'] as const

/** Refusals that pass by themselves: too many requests, and what a service or the tenant lacks at the moment. */
const TEMPORARY: readonly number[] = [429, 502, 503, 504]

/** Shows a refusal in place of its document, or returns the document. */
export type ShowRefusal = (problem: Response, request: Request) => Promise<Response>

/** The facts that decide about the ways on from a refusal. */
export interface RefusalPageDependencies {
  readonly table: GatewayTable
  readonly tenant: Pick<Tenant, 'findings' | 'login'>
}

/** Shows the refusals of navigations: a browser says that it opens a page, and accepts HTML. */
export function showRefusals(dependencies: RefusalPageDependencies): ShowRefusal {
  return async (problem, request) =>
    isNavigation(request.headers) && wantsHtml(request.headers)
      ? await refusalPage(problem, request, dependencies)
      : problem
}

/** Shows the refusals of pages, which older browsers open without saying so. */
export function showRefusalsOfPages(dependencies: RefusalPageDependencies): ShowRefusal {
  return async (problem, request) =>
    wantsHtml(request.headers) ? await refusalPage(problem, request, dependencies) : problem
}

async function refusalPage(
  problem: Response,
  request: Request,
  { table, tenant }: RefusalPageDependencies,
): Promise<Response> {
  return await failurePage(problem, waysOn(problem, request, table, tenant), table.settings?.brand)
}

function waysOn(
  problem: Response,
  { url, method, headers }: Request,
  { routes, settings }: GatewayTable,
  { findings, login }: RefusalPageDependencies['tenant'],
): WaysOn {
  const code = problem.headers.get(PROBLEM_CODE_HEADER)
  const isHere = isLoopbackAddress(url) && LOOPBACK_CLIENTS.includes(headers.get('cf-connecting-ip') ?? '::1')
  // A reader who may not see the documentation hears of no route by guessing.
  const isPublic = settings?.pages === undefined
  const { pathname, search } = new URL(url)
  return {
    isTemporary: method === 'GET' && code !== 'not_configured' && TEMPORARY.includes(problem.status),
    ...(code === 'not_configured' && isHere && { findings }),
    ...(code === 'route_not_found' && isPublic && { nearest: nearestPath(pathname, routes) }),
    ...(method === 'GET' && login.isConfigured && { login: loginFor(problem, code, pathname + search) }),
  }
}

/** The login that may help; a login as the same user does not where the account lacks something. */
function loginFor({ status, headers }: Response, code: string | null, returnTo: string): Way | undefined {
  if ((status !== 401 && status !== 403) || code === 'origin_forbidden') return undefined
  const isAnotherUser = status === 403 && code !== 'scope_missing'
  const parameters = isAnotherUser ? [['prompt', 'login']] : parametersOf(headers.get('www-authenticate') ?? '')
  const url = `/auth/login?${new URLSearchParams([['returnTo', returnTo], ...parameters]).toString()}`
  if (isAnotherUser) return { url, label: 'Log in as somebody else' }
  if (code === 'insufficient_user_authentication') return { url, label: 'Log in again' }
  return { url, label: status === 401 ? 'Log in' : 'Log in with it' }
}

function parametersOf(challenge: string): [name: string, value: string][] {
  return CHALLENGED.flatMap((name) => {
    const [, value] = new RegExp(`\\b${name}="([^"]+)"`).exec(challenge) ?? []
    return value === undefined ? [] : [[name, value]]
  })
}
