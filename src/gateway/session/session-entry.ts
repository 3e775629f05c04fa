// Takes the session of a browser for the token of a request. Here is only what every request passes: whether there is a cookie
// of ours; the rest is loaded when there is one.
import { type Background, type Policy, type Refusal, tokenNeed } from '#access'
import { COOKIE_MARK, foreignCookies } from '../../tenant/login/cookies.ts'
import type { LoginSource } from '../../tenant/login/lazy-login.ts'

/** A request whose cookies were looked at. */
export interface Entry {
  /** As it travels on: without our cookies, and with the session's token if it has one. */
  readonly request: Request
  /** Why the session does not let it in, if it does not. */
  readonly refusal: Refusal | null
  /** The `Set-Cookie` values that its answer has to carry, whatever it turns out to be. */
  readonly cookies: () => readonly string[]
}

/** Whether a request carries a cookie of ours. */
export function carriesOurCookie({ headers }: Request): boolean {
  const cookies = headers.get('cookie')
  return cookies !== null && cookies.includes(COOKIE_MARK)
}

/** Lets a request in that carries a cookie of ours. An Authorization header wins over the session. */
export async function enter(
  request: Request,
  access: Policy,
  source: LoginSource | null,
  background: Background,
): Promise<Entry> {
  const need = tokenNeed(access)
  if (need === 'ignored' || source === null || request.headers.has('authorization'))
    return { request: withoutOurCookies(request), refusal: null, cookies: () => [] }
  const { enterWithSession } = await import('./session-door.ts')
  return await enterWithSession(request, need, await source(), background)
}

/** The request without our cookies; those of others travel on. */
export function withoutOurCookies(request: Request): Request {
  const clean = new Request(request)
  const others = foreignCookies(request.headers.get('cookie') ?? '')
  if (others === null) clean.headers.delete('cookie')
  else clean.headers.set('cookie', others)
  return clean
}

/** The answer with these cookies. It is copied only when there are any, and then nobody may keep it. */
export function withCookies(answer: Response, cookies: readonly string[]): Response {
  if (cookies.length === 0) return answer
  const { status, statusText, webSocket } = answer
  const headers = new Headers(answer.headers)
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  // Where an upgrade is no Response with a socket in it, as on Deno, it can't be made anew: the next answer brings the cookies.
  if (status === 101) return webSocket instanceof Object ? new Response(null, { status, webSocket, headers }) : answer
  headers.set('cache-control', 'no-store')
  return new Response(answer.body, { status, statusText, headers })
}
