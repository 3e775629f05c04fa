// Authorizes a request that may carry our cookies, and completes its response: what a request needs with and without a session.
import { NO_TOKEN, type Verdict } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { type CookieNames, foreignCookies } from '../../tenant/login/cookies.ts'

/** A request whose cookies were read, and its decision. */
export interface AuthenticatedRequest {
  /** The request for the service: without our cookies, and with the session's token if it has a session. */
  readonly request: Request
  readonly verdict: Verdict
  /** The reason of its refusal; `null` when it is accepted. */
  readonly refusal: ProblemError | null
  /** Whether its session decided: then no cache may return its response to another client. */
  readonly isOfSession: boolean
  /** The tenant's session behind its session; `null` without one. */
  readonly sid: string | null
  /** The `Set-Cookie` values of its response, whether that is the service's or a problem. */
  readonly cookies: () => readonly string[]
}

/** Decides about a request by its token. @throws ProblemError */
export type Authorize = (request: Request) => Promise<Verdict> | Verdict

/** Returns whether a request contains a cookie of ours. */
export function carriesOurCookie({ headers }: Request, { mark }: CookieNames): boolean {
  const cookies = headers.get('cookie')
  return cookies !== null && cookies.includes(mark)
}

/** Authorizes a request by the token that it has now. */
export async function authorizeRequest(
  request: Request,
  authorize: Authorize,
  session?: Pick<AuthenticatedRequest, 'cookies' | 'sid'>,
): Promise<AuthenticatedRequest> {
  const { sid = null, cookies = () => [] } = session ?? {}
  const isOfSession = session !== undefined
  try {
    return { request, verdict: await authorize(request), refusal: null, isOfSession, sid, cookies }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { request, verdict: NO_TOKEN, refusal: error, isOfSession, sid, cookies }
  }
}

/** Returns the request without our cookies, and with those of others. */
export function withoutOurCookies(request: Request, names: CookieNames): Request {
  const clean = new Request(request)
  const others = foreignCookies(request.headers.get('cookie') ?? '', names)
  if (others === null) clean.headers.delete('cookie')
  else clean.headers.set('cookie', others)
  return clean
}

/**
 * Completes the response to a request that was authenticated by its session: adds its cookies, and forbids shared caches. The response
 * depends on the cookie, but services know only the token, and caches have other rules for a request with an `Authorization` header
 * (RFC 9111 §3.5).
 */
export function completeAnswer({ isOfSession, cookies }: AuthenticatedRequest, answer: Response): Response {
  const set = cookies()
  if (!isOfSession || answer.status === 101) return withCookies(answer, set)
  const complete = set.length === 0 ? new Response(answer.body, answer) : withCookies(answer, set)
  const { headers } = complete
  headers.append('vary', 'cookie')
  if (!forbidsSharing(headers.get('cache-control') ?? '')) headers.set('cache-control', 'no-store')
  return complete
}

// One of these directives, without a list of fields (RFC 9111 §5.2.2.4, §5.2.2.7): no shared cache uses the response without validation.
function forbidsSharing(cacheControl: string): boolean {
  return /(?:^|,)\s*(?:private|no-cache|no-store)\s*(?:,|$)/i.test(cacheControl.replaceAll(/"[^"]*"/g, ''))
}

/** Returns the response with these cookies. It is copied only when there are any, and then no cache may store it. */
export function withCookies(answer: Response, cookies: readonly string[]): Response {
  if (cookies.length === 0) return answer
  const { status, statusText, webSocket } = answer
  const headers = new Headers(answer.headers)
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  // If an upgrade is not a Response with a socket, as on Deno, it cannot be copied: the next response contains the cookies.
  if (status === 101) return webSocket instanceof Object ? new Response(null, { status, webSocket, headers }) : answer
  headers.set('cache-control', 'no-store')
  return new Response(answer.body, { status, statusText, headers })
}
