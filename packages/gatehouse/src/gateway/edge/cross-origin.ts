// Allows pages of the configured origins to call the gateway (the CORS protocol, Fetch Standard §3.2). A token is sent in a header, so
// the browser's credentials are never allowed.
import { PROOF_NONCE_HEADER, REQUEST_ID_HEADER } from '../../http/header-names.ts'
import { PROBLEM_CODE_HEADER } from '../../problem/problem.ts'
import type { GatewayApp } from '../handler.ts'

/** The time for which a browser may cache the answer to a preflight: two hours, because Chromium caches none longer. */
export const PREFLIGHT_MAX_AGE_SECONDS = 7_200
/** The response headers that a page may read besides the safelisted ones. */
const EXPOSED_HEADERS = [
  'allow',
  PROOF_NONCE_HEADER,
  'etag',
  'location',
  'retry-after',
  'server-timing',
  'www-authenticate',
  PROBLEM_CODE_HEADER,
  REQUEST_ID_HEADER,
]

/**
 * Answers preflights before any guard, and lets the allowed origins read every response, refusals too. Every response varies by origin,
 * also for other origins: no cache may return the response for one origin to another.
 *
 * @param app answers everything else
 * @param origins exactly as browsers send them, for example `https://app.example.com`
 * @param methodsOf the methods that a path has; none for a path that is unknown
 */
export function allowOrigins(
  app: GatewayApp,
  origins: readonly string[],
  methodsOf: (path: string) => readonly string[],
): GatewayApp['fetch'] {
  return async (request, ...rest) => {
    const { headers, method, url } = request
    const origin = headers.get('origin')
    const allowed = origin !== null && origins.includes(origin) ? origin : null
    if (allowed !== null && method === 'OPTIONS' && headers.has('access-control-request-method')) {
      const methods = methodsOf(new URL(url).pathname)
      if (methods.length > 0) return preflightAnswer(allowed, methods, headers.get('access-control-request-headers'))
    }
    const answer = await app.fetch(request, ...rest)
    // A response that opens a WebSocket is not read by a page.
    if (answer.status === 101) return answer
    const readable = new Response(answer.body, answer)
    if (!namesOf(readable.headers, 'vary').has('origin')) readable.headers.append('vary', 'origin')
    if (allowed !== null) {
      readable.headers.set('access-control-allow-origin', allowed)
      const exposed = namesOf(readable.headers, 'access-control-expose-headers')
      readable.headers.set('access-control-expose-headers', [...new Set([...EXPOSED_HEADERS, ...exposed])].join(', '))
    }
    return readable
  }
}

// The names that a header lists, in lower case.
function namesOf(headers: Headers, list: string): ReadonlySet<string> {
  const names = (headers.get(list) ?? '').split(',').map((name) => name.trim().toLowerCase())
  return new Set(names.filter((name) => name !== ''))
}

// The contract decides which headers a page sends: an allowed origin may send any.
function preflightAnswer(origin: string, methods: readonly string[], requested: string | null): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': methods.join(', '),
      ...(requested !== null && { 'access-control-allow-headers': requested }),
      'access-control-max-age': String(PREFLIGHT_MAX_AGE_SECONDS),
      vary: 'origin, access-control-request-method, access-control-request-headers',
    },
  })
}
