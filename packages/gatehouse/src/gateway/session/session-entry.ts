// Takes the session of a browser for the token of a request. Here is only what every request passes: whether there is a cookie
// of ours; the rest is loaded when there is one.
import { type Background, NO_TOKEN, type Policy, ProblemError, tokenNeed, type Verdict } from '../../access/index.ts'
import { COOKIE_MARK, foreignCookies } from '../../tenant/login/cookies.ts'
import type { LoginSource } from '../../tenant/login/lazy-login.ts'

/** A request whose cookies were looked at, and what was decided about it. */
export interface AuthenticatedRequest {
  /** As it travels on: without our cookies, and with the session's token if it has one. */
  readonly request: Request
  readonly verdict: Verdict
  /** Why it is not let in, if it is not. */
  readonly refusal: ProblemError | null
  /** Whether it was judged by its session: then its answer is for nobody else. */
  readonly isOfSession: boolean
  /** The `Set-Cookie` values that its answer has to carry, whatever it turns out to be. */
  readonly cookies: () => readonly string[]
}

/** Decides about a request by its token. @throws ProblemError */
export type Authorize = (request: Request) => Promise<Verdict> | Verdict

/** Whether a request carries a cookie of ours. */
export function carriesOurCookie({ headers }: Request): boolean {
  const cookies = headers.get('cookie')
  return cookies !== null && cookies.includes(COOKIE_MARK)
}

/** Lets a request in that carries a cookie of ours. An Authorization header wins over the session. */
export async function authenticateSession(
  request: Request,
  access: Policy,
  source: LoginSource | null,
  background: Background,
  authorize: Authorize,
): Promise<AuthenticatedRequest> {
  const need = tokenNeed(access)
  if (need === 'ignored' || source === null || request.headers.has('authorization'))
    return await authorizeEntry(withoutOurCookies(request), authorize)
  const { authenticateWithSession } = await import('./session-auth.ts')
  return await authenticateWithSession(request, need, await source(), background, authorize)
}

/** A request that is judged as it is. */
export async function authorizeEntry(
  request: Request,
  authorize: Authorize,
  session?: Pick<AuthenticatedRequest, 'cookies'>,
): Promise<AuthenticatedRequest> {
  const [isOfSession, cookies] = [session !== undefined, session?.cookies ?? (() => [])]
  try {
    return { request, verdict: await authorize(request), refusal: null, isOfSession, cookies }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { request, verdict: NO_TOKEN, refusal: error, isOfSession, cookies }
  }
}

/** The request without our cookies; those of others travel on. */
export function withoutOurCookies(request: Request): Request {
  const clean = new Request(request)
  const others = foreignCookies(request.headers.get('cookie') ?? '')
  if (others === null) clean.headers.delete('cookie')
  else clean.headers.set('cookie', others)
  return clean
}

/**
 * The answer to a request that was let in so. What a session is told depends on its cookie, and no cache between may keep it:
 * services know of the token alone, and caches keep what an `Authorization` header has got by other rules (RFC 9111 §3.5).
 */
export function answerTo({ isOfSession, cookies }: AuthenticatedRequest, answer: Response): Response {
  const set = cookies()
  if (!isOfSession || answer.status === 101) return withCookies(answer, set)
  const told = withCookies(answer, set)
  const own = told === answer ? new Response(answer.body, answer) : told
  own.headers.append('vary', 'cookie')
  if (!isKeptBack(own.headers.get('cache-control') ?? '')) own.headers.set('cache-control', 'no-store')
  return own
}

// One of these, without fields named after it (RFC 9111 §5.2.2.4, §5.2.2.7): no cache that others share uses the answer unasked.
function isKeptBack(cacheControl: string): boolean {
  return /(?:^|,)\s*(?:private|no-cache|no-store)\s*(?:,|$)/i.test(cacheControl.replaceAll(/"[^"]*"/g, ''))
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
