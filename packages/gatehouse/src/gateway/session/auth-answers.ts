// Answers the routes under /auth. A browser gets pages and redirects, any other client JSON. No cache may store a response.
import { type Background } from '../../access/index.ts'
import { explainLoginError } from '../../problem/login-errors.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { log } from '../../http/log.ts'
import { problemResponse } from '../../problem/problem.ts'
import type { LoginSource } from '../../tenant/login/lazy-login.ts'
import type { Login } from '../../tenant/login/login.ts'
import type { GatewaySettings } from '../settings.ts'
import { isLoopbackAddress } from '../../tenant/tenant-domain.ts'
import { TenantRefusal } from '../../tenant/login/tenant-refusal.ts'
import type { Session } from '../../tenant/login/session.ts'
import type { SignIn } from '../sign-in-types.ts'
import { countryOf } from '../telemetry/collector.ts'
import type { AuthOperation } from './auth-operations.ts'
import { failurePage, loggedOutPage, logoutPage, redirectPage } from './auth-pages.ts'
import { readForm } from './form.ts'
import { readLoginRequest } from './login-request.ts'
import { isLinkOfOurPage, isNavigation, isUnattended, provesSameOrigin } from './same-origin.ts'
import { wantsHtml } from '../edge/wants-html.ts'
import { withCookies } from './authenticated-request.ts'
import { endsSession } from './session-auth.ts'

type Handler = (login: Login, request: Request, background: Background, options: AuthOptions) => Promise<Response>

/** What the answers of a project have of their own. */
interface AuthOptions extends Pick<GatewaySettings, 'brand' | 'refusals'> {
  /** Called for each login, and for each that the tenant refused. */
  readonly recordSignIn?: (signIn: SignIn) => void
}

const FRESH = { 'cache-control': 'no-store' } as const

const HANDLERS = {
  startLogin: async (login, request) => {
    requireNavigation(request)
    const url = new URL(request.url)
    // The callback must receive the cookies of this login, so the login starts on the callback's host.
    const home = new URL(login.settings.callbackUrl)
    if (url.host !== home.host) return redirect(home.origin + url.pathname + url.search, [])
    const { searchParams } = url
    const parameters = readLoginRequest(searchParams)
    const { location, cookies } = await login.begin(searchParams.get('returnTo'), parameters, cookiesOf(request))
    return redirect(location, cookies)
  },

  finishLogin: async (login, request, _background, { recordSignIn, brand }) => {
    requireNavigation(request)
    const [url, received] = [new URL(request.url), cookiesOf(request)]
    try {
      const { location, cookies, session } = await login.finish(url, received)
      recordSignIn?.(signInOf(login, request, session))
      return withCookies(await redirectPage(location, brand), cookies)
    } catch (error) {
      if (error instanceof TenantRefusal) recordSignIn?.({ ...signInOf(login, request, null), reason: error.error })
      // If a user opens a used callback again and has its session, the login has not failed.
      const isSpent = error instanceof ProblemError && error.code === 'login_failed'
      if (!isSpent || !isForPerson(request) || !(await login.isLoggedIn(received))) throw error
      return withCookies(await redirectPage(`${login.settings.origin}/`, brand), [login.clearTransaction(url)])
    }
  },

  logOut: async (login, request, background, { brand }) => {
    const logout = readLogoutRequest(new URL(request.url).searchParams)
    // Anyone can send a user here by a link, also by a link in a mail, which has no origin: then the user decides.
    if (!isLinkOfOurPage(request)) {
      return (await login.isLoggedIn(cookiesOf(request))) ? await logoutPage(logout, brand) : await loggedOutPage(brand)
    }
    const { location, cookies } = await login.end(logout, cookiesOf(request), background)
    return redirect(location, cookies)
  },

  submitLogout: async (login, request, background) => {
    if (!provesSameOrigin(request)) throw new ProblemError('origin_forbidden')
    const form = await readForm(request)
    const logout = readLogoutRequest(form.size === 0 ? new URL(request.url).searchParams : form)
    const { location, cookies } = await login.end(logout, cookiesOf(request), background)
    if (isNavigation(request.headers)) return redirect(location, cookies)
    return withCookies(Response.json({ location }), cookies)
  },

  showSession: async (login, request, background) =>
    await withSession(login, request, background, (session) => {
      const { subject: id, name, email, picture, organization, startedAt, accessExpiresAt, endsAt } = session
      return {
        user: { id, name, email, picture, organization },
        startedAt: Math.floor(startedAt),
        endsAt: Math.floor(endsAt),
        idleEndsAt: Math.floor(login.idleEndOf(session)),
        accessTokenExpiresAt: Math.floor(accessExpiresAt),
      }
    }),

  takeAccessToken: async (login, request, background) =>
    await withSession(login, request, background, ({ accessToken, accessExpiresAt }) => ({
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: Math.max(0, Math.floor(accessExpiresAt - Date.now() / 1000)),
    })),

  acceptBackchannelLogout: async (login, request, background) => {
    const token = (await readForm(request)).get('logout_token')
    if (token === null) {
      const errors = [{ in: 'body', path: 'logout_token', message: 'is missing' }]
      throw new ProblemError('request_invalid', { errors })
    }
    await login.endFromTenant(token, background)
    return new Response(null, { headers: FRESH })
  },
} as const satisfies Record<AuthOperation, Handler>

/**
 * Answers one of the routes.
 *
 * @throws ProblemError of a back-channel logout, because the gateway counts refused calls
 */
export async function answerAuth(
  operation: AuthOperation,
  source: LoginSource,
  request: Request,
  requestId: string,
  background: Background,
  options: AuthOptions = {},
): Promise<Response> {
  const { brand, refusals } = options
  let login: Login | null = null
  try {
    login = await source.load()
    return await HANDLERS[operation](login, request, background, options)
  } catch (error) {
    const refusal = error instanceof TenantRefusal && login !== null ? explained(error, login) : error
    if (!(refusal instanceof ProblemError)) throw error
    // The tenant calls it, and no user reads the response.
    if (operation === 'acceptBackchannelLogout') throw refusal
    const cleared = clearedCookies(operation, refusal, login, request)
    const problem = problemResponse(refusal, requestId, null, refusals)
    if (!isForPerson(request)) return withCookies(problem, cleared)
    const isLogin = operation === 'startLogin' || operation === 'finishLogin'
    const ways = isLogin ? { login: { url: '/auth/login', label: 'Log in' } } : {}
    return withCookies(await failurePage(problem, ways, brand), cleared)
  }
}

function signInOf({ settings }: Login, request: Request, session: Session | null): SignIn {
  const subject = session?.subject ?? null
  const bar = subject?.indexOf('|') ?? -1
  return {
    source: 'session',
    at: session?.startedAt ?? Date.now() / 1000,
    subject,
    isFailed: session === null,
    provider: subject !== null && bar > 0 ? subject.slice(0, bar) : null,
    grant: 'authorization_code',
    client: settings.clientId,
    country: countryOf(request),
  }
}

async function withSession(
  login: Login,
  request: Request,
  background: Background,
  describe: (session: Awaited<ReturnType<Login['resume']>>['session']) => object,
): Promise<Response> {
  if (!provesSameOrigin(request)) throw new ProblemError('origin_forbidden')
  const cookies = cookiesOf(request)
  const { session, isRenewed } = await login.resume(cookies, background)
  const answer = Response.json(describe(session), { headers: FRESH })
  return withCookies(answer, isRenewed && !login.isEnded(session) ? await login.seal(session, cookies) : [])
}

function explained(refusal: TenantRefusal, { settings }: Login): ProblemError {
  const { error, description } = refusal
  const { person, operator: remedy } = explainLoginError(refusal, { ...settings, isPage: false })
  log('warn', 'login_failed', { error, description, remedy })
  // In development the person who logs in is the one who can change the settings.
  const forOperator = isLoopbackAddress(settings.origin)
    ? ` The tenant says ${error}${description === '' ? '' : ` (${description})`}. ${remedy}`
    : ''
  const detail = person + forOperator
  return new ProblemError('login_failed', { detail, cause: refusal })
}

function clearedCookies(
  operation: AuthOperation,
  { code }: ProblemError,
  login: Login | null,
  request: Request,
): string[] {
  if (login === null) return []
  if (endsSession(code)) return login.clear(cookiesOf(request))
  // The tenant may be available again in a moment, but its code is valid once: the login must be started again in any case.
  return operation === 'finishLogin' && !isUnattended(request.headers)
    ? [login.clearTransaction(new URL(request.url))]
    : []
}

// A prefetch would use up a login, or a code that is valid once.
function requireNavigation({ headers }: Request): void {
  if (!isUnattended(headers)) return
  const errors = [{ in: 'header', path: 'sec-fetch-dest', message: 'is no page: a person opens this address' }]
  throw new ProblemError('request_invalid', { errors })
}

function readLogoutRequest(parameters: { get(name: string): string | null; has(name: string): boolean }) {
  return { returnTo: parameters.get('returnTo'), federated: parameters.has('federated') }
}

function redirect(location: string, cookies: readonly string[]): Response {
  return withCookies(new Response(null, { status: 303, headers: { ...FRESH, location } }), cookies)
}

function cookiesOf({ headers }: Request): string | null {
  return headers.get('cookie')
}

function isForPerson({ headers }: Request): boolean {
  return isNavigation(headers) || (!headers.has('sec-fetch-dest') && wantsHtml(headers))
}
