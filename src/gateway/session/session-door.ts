// Opens the session that a request carries, and has the session's access token judged like any other. A token that is not taken
// any more, because its key was revoked or the gateway has another tenant now, is renewed once.
import { type Background, NO_TOKEN, Refusal, type RefusalCode } from '#access'
import { readCookies, SESSION_COOKIE } from '../../tenant/login/cookies.ts'
import type { Login } from '../../tenant/login/login.ts'
import type { Session } from '../../tenant/login/session.ts'
import { provesSameOrigin } from './same-origin.ts'
import { type Entry, type Judge, judgedEntry, withoutOurCookies } from './session-entry.ts'

/** What is wrong with the token itself, and would be with every request that it comes with. */
const SPOILT: ReadonlySet<RefusalCode> = new Set([
  'token_malformed',
  'token_algorithm',
  'token_key_unknown',
  'token_signature',
  'token_issuer',
  'token_audience',
  'token_expired',
  'token_not_access',
  'token_bound',
  'token_unbound',
])

/**
 * Lets a request in with its session, renewed if need be.
 *
 * @param need whether its route can do without a token: then a request that does not prove where it comes from is a guest's
 */
export async function enterWithSession(
  request: Request,
  need: 'optional' | 'required',
  login: Pick<Login, 'resume' | 'renew' | 'seal' | 'isEnded' | 'clear'>,
  background: Background,
  judge: Judge,
): Promise<Entry> {
  const cookies = request.headers.get('cookie')
  const entered = withoutOurCookies(request)
  const refused = (refusal: Refusal, taken: readonly string[] = []): Entry => ({
    request: entered,
    verdict: NO_TOKEN,
    refusal,
    isOfSession: true,
    cookies: () => taken,
  })
  if (!readCookies(cookies).has(SESSION_COOKIE)) return await judgedEntry(entered, judge)
  if (!provesSameOrigin(request)) {
    if (need === 'required') return refused(new Refusal('origin_forbidden'))
    return await judgedEntry(entered, judge)
  }

  async function judged(session: Session, isRenewed: boolean): Promise<Entry> {
    entered.headers.set('authorization', `Bearer ${session.accessToken}`)
    const renewed = isRenewed ? await login.seal(session, cookies) : []
    // Whoever has logged out while this was answered does not get the session back.
    return await judgedEntry(entered, judge, { cookies: () => (login.isEnded(session) ? [] : renewed) })
  }

  try {
    const { session, isRenewed } = await login.resume(cookies, background)
    const entry = await judged(session, isRenewed)
    if (!isSpoilt(entry)) return entry
    const again = await judged(await login.renew(session, background), true)
    if (!isSpoilt(again)) return again
    throw new Refusal('session_expired', { cause: again.refusal })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return refused(error, error.code === 'session_expired' ? login.clear(cookies) : [])
  }
}

function isSpoilt({ refusal }: Entry): boolean {
  return refusal !== null && SPOILT.has(refusal.code)
}
