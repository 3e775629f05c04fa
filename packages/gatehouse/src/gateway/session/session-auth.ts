// Opens the session that a request carries, and has the session's access token judged like any other. A token that is not taken
// any more, because its key was revoked or the gateway has another tenant now, is renewed once.
import { type Background, NO_TOKEN, ProblemError, type ProblemCode } from '../../access/index.ts'
import { readCookies, SESSION_COOKIE } from '../../tenant/login/cookies.ts'
import type { Login } from '../../tenant/login/login.ts'
import type { Session } from '../../tenant/login/session.ts'
import { provesSameOrigin } from './same-origin.ts'
import { type AuthenticatedRequest, type Authorize, authorizeEntry, withoutOurCookies } from './session-entry.ts'

/** What is wrong with the token itself, and would be with every request that it comes with. */
const INVALID_TOKEN_CODES: ReadonlySet<ProblemCode> = new Set([
  'token_malformed',
  'token_algorithm',
  'token_key_unknown',
  'token_signature',
  'token_issuer',
  'token_audience',
  'token_expired',
  'token_not_access',
  'proof_required',
  'bound_token_required',
])

/**
 * Lets a request in with its session, renewed if need be.
 *
 * @param need whether its route can do without a token: then a request that does not prove where it comes from is a guest's
 */
export async function authenticateWithSession(
  request: Request,
  need: 'optional' | 'required',
  login: Pick<Login, 'resume' | 'renew' | 'seal' | 'isEnded' | 'clear'>,
  background: Background,
  authorize: Authorize,
): Promise<AuthenticatedRequest> {
  const cookies = request.headers.get('cookie')
  const entered = withoutOurCookies(request)
  const refused = (refusal: ProblemError, taken: readonly string[] = []): AuthenticatedRequest => ({
    request: entered,
    verdict: NO_TOKEN,
    refusal,
    isOfSession: true,
    cookies: () => taken,
  })
  if (!readCookies(cookies).has(SESSION_COOKIE)) return await authorizeEntry(entered, authorize)
  if (!provesSameOrigin(request)) {
    if (need === 'required') return refused(new ProblemError('origin_forbidden'))
    return await authorizeEntry(entered, authorize)
  }

  async function judged(session: Session, isRenewed: boolean): Promise<AuthenticatedRequest> {
    entered.headers.set('authorization', `Bearer ${session.accessToken}`)
    const renewed = isRenewed ? await login.seal(session, cookies) : []
    // Whoever has logged out while this was answered does not get the session back.
    return await authorizeEntry(entered, authorize, { cookies: () => (login.isEnded(session) ? [] : renewed) })
  }

  try {
    const { session, isRenewed } = await login.resume(cookies, background)
    const entry = await judged(session, isRenewed)
    if (!hasInvalidToken(entry)) return entry
    const again = await judged(await login.renew(session, background), true)
    if (!hasInvalidToken(again)) return again
    throw new ProblemError('session_expired', { cause: again.refusal })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return refused(error, error.code === 'session_expired' ? login.clear(cookies) : [])
  }
}

function hasInvalidToken({ refusal }: AuthenticatedRequest): boolean {
  return refusal !== null && INVALID_TOKEN_CODES.has(refusal.code)
}
