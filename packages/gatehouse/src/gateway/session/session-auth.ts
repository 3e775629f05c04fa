// Reads the session of a request, and has its access token verified like any other. A token that is no longer accepted, because its key
// was revoked or the gateway has another tenant now, is renewed once.
import { type Background, NO_TOKEN, type Policy, tokenNeed } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { ProblemCode } from '../../problem/problems.ts'
import { type CookieNames, readCookies } from '../../tenant/login/cookies.ts'
import type { LoginSource } from '../../tenant/login/lazy-login.ts'
import type { Login } from '../../tenant/login/login.ts'
import type { Session } from '../../tenant/login/session.ts'
import { provesSameOrigin } from './same-origin.ts'
import {
  type AuthenticatedRequest,
  type Authorize,
  authorizeRequest,
  withoutOurCookies,
} from './authenticated-request.ts'

/** Refusals because of the token itself, which every request with it would get. */
const INVALID_TOKEN_CODES: ReadonlySet<ProblemCode> = new Set([
  'token_malformed',
  'token_algorithm',
  'token_key_unknown',
  'token_signature',
  'token_issuer',
  'token_audience',
  'token_expired',
  'token_not_access',
  'token_revoked',
  'proof_required',
  'bound_token_required',
])

/** Authenticates a request that contains a cookie of ours. An Authorization header takes precedence over the session. */
export async function authenticateSession(
  request: Request,
  access: Policy,
  login: LoginSource,
  background: Background,
  authorize: Authorize,
): Promise<AuthenticatedRequest> {
  const need = tokenNeed(access)
  if (need === 'ignored' || !login.isConfigured || request.headers.has('authorization'))
    return await authorizeRequest(withoutOurCookies(request, login.cookieNames), authorize)
  return await authenticateWithSession(request, need, await login.load(), background, authorize, login.cookieNames)
}

/**
 * Authenticates a request by its session, renewed if necessary.
 *
 * @param need `optional` if the route needs no token: then a request that does not prove its origin is accepted as a guest's
 */
export async function authenticateWithSession(
  request: Request,
  need: 'optional' | 'required',
  login: Pick<Login, 'resume' | 'renew' | 'seal' | 'isEnded' | 'clear'>,
  background: Background,
  authorize: Authorize,
  names: CookieNames,
): Promise<AuthenticatedRequest> {
  const cookies = request.headers.get('cookie')
  const bare = withoutOurCookies(request, names)
  const refused = (refusal: ProblemError, taken: readonly string[] = []): AuthenticatedRequest => ({
    request: bare,
    verdict: NO_TOKEN,
    refusal,
    isOfSession: true,
    sid: null,
    cookies: () => taken,
  })
  if (!readCookies(cookies, names).has(names.session)) return await authorizeRequest(bare, authorize)
  if (!provesSameOrigin(request)) {
    if (need === 'required') return refused(new ProblemError('origin_forbidden'))
    return await authorizeRequest(bare, authorize)
  }

  async function authorizeSession(session: Session, isRenewed: boolean): Promise<AuthenticatedRequest> {
    bare.headers.set('authorization', `Bearer ${session.accessToken}`)
    const renewed = isRenewed ? await login.seal(session, cookies) : []
    // A user who has logged out meanwhile does not get the session back.
    return await authorizeRequest(bare, authorize, {
      sid: session.sid,
      cookies: () => (login.isEnded(session) ? [] : renewed),
    })
  }

  try {
    const { session, isRenewed } = await login.resume(cookies, background)
    const first = await authorizeSession(session, isRenewed)
    if (!hasInvalidToken(first)) return first
    const again = await authorizeSession(await login.renew(session, background), true)
    if (!hasInvalidToken(again)) return again
    throw new ProblemError('session_expired', { cause: again.refusal })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return refused(error, endsSession(error.code) ? login.clear(cookies) : [])
  }
}

/** Returns whether a session is over for good after a refusal with this code. */
export function endsSession(code: ProblemCode): boolean {
  return code === 'session_expired' || code === 'token_revoked'
}

function hasInvalidToken({ refusal }: AuthenticatedRequest): boolean {
  return refusal !== null && INVALID_TOKEN_CODES.has(refusal.code)
}
