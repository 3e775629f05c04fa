// Opens the session that a request carries, and sends the request on with the session's access token. The guard then judges
// that token like any other.
import { type Background, Refusal } from '#access'
import { readCookies, SESSION_COOKIE } from '../../tenant/login/cookies.ts'
import type { Login } from '../../tenant/login/login.ts'
import { provesSameOrigin } from './same-origin.ts'
import { type Entry, withoutOurCookies } from './session-entry.ts'

/**
 * Lets a request in with its session, renewed if need be.
 *
 * @param need whether its route can do without a token: then a request that does not prove where it comes from is a guest's
 */
export async function enterWithSession(
  request: Request,
  need: 'optional' | 'required',
  login: Login,
  background: Background,
): Promise<Entry> {
  const cookies = request.headers.get('cookie')
  const entered = withoutOurCookies(request)
  const refused = (refusal: Refusal | null, taken: readonly string[] = []): Entry => ({
    request: entered,
    refusal,
    cookies: () => taken,
  })
  if (!readCookies(cookies).has(SESSION_COOKIE)) return refused(null)
  if (!provesSameOrigin(request)) return refused(need === 'required' ? new Refusal('origin_forbidden') : null)
  try {
    const { session, isRenewed } = await login.resume(cookies, background)
    entered.headers.set('authorization', `Bearer ${session.accessToken}`)
    const renewed = isRenewed ? await login.seal(session, cookies) : []
    // Whoever has logged out while this was answered does not get the session back.
    return { request: entered, refusal: null, cookies: () => (login.isEnded(session) ? [] : renewed) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return refused(error, error.code === 'session_expired' ? login.clear(cookies) : [])
  }
}
