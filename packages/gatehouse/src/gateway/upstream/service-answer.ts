// Removes from a service's response what only the gateway may set: its cookies, and headers that tell a browser how to treat every
// response of the gateway's origin. Nothing is copied unless there is such a header.
import { STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY_HEADER } from '../../http/transport-security.ts'
import type { CookieNames } from '../../tenant/login/cookies.ts'

/** Browsers apply these to the whole origin, beyond the one response, or let its scripts act beyond their path. */
const FOR_THE_ORIGIN: ReadonlySet<string> = new Set([
  'accept-ch',
  'alt-svc',
  'clear-site-data',
  'expect-ct',
  'nel',
  'public-key-pins',
  'public-key-pins-report-only',
  'report-to',
  'secure-session-registration',
  'sec-session-registration',
  'service-worker-allowed',
  'set-login',
  'strict-transport-security',
])

/**
 * Returns the response of a service without the headers that only the gateway may set. A response that opens a WebSocket is not copied
 * here: see socket-relay.ts.
 */
export function sanitizeAnswer(answer: Response, names: CookieNames): Response {
  if (!actsForGateway(answer.headers, names)) return answer
  const sanitized = new Response(answer.body, answer)
  sanitizeAnswerHeaders(sanitized.headers, names)
  return sanitized
}

/** Removes the headers that only the gateway may set from the headers of a service's response. */
export function sanitizeAnswerHeaders(headers: Headers, names: CookieNames): void {
  // The names first: an iterator passes over some when others are deleted on the way.
  const forOrigin = Array.from(headers.keys()).filter(isForOrigin)
  for (const name of forOrigin) headers.delete(name)
  const cookies = headers.getSetCookie()
  if (!cookies.some((cookie) => isOwnCookie(cookie, names))) return
  headers.delete('set-cookie')
  for (const cookie of cookies) if (!isOwnCookie(cookie, names)) headers.append('set-cookie', cookie)
}

/** Returns whether a service's response contains a header that only the gateway may set. */
export function actsForGateway(headers: Headers, names: CookieNames): boolean {
  for (const name of headers.keys()) {
    if (isForOrigin(name) && !isOurPolicy(name, headers)) return true
    if (name === 'set-cookie' && headers.getSetCookie().some((cookie) => isOwnCookie(cookie, names))) return true
  }
  return false
}

// A domain sends the same header about TLS as the gateway, so that its response needs no copy.
function isOurPolicy(name: string, headers: Headers): boolean {
  return name === STRICT_TRANSPORT_SECURITY_HEADER && headers.get(name) === STRICT_TRANSPORT_SECURITY
}

// The list of readable headers allows no reading by itself: cross-origin.ts joins it to ours.
function isForOrigin(name: string): boolean {
  return FOR_THE_ORIGIN.has(name) || (name.startsWith('access-control-') && name !== 'access-control-expose-headers')
}

// A cookie without a name is sent as its value, and browsers that are older than the rule (RFC 6265bis §5.7) let that be one of ours.
function isOwnCookie(cookie: string, { mark }: CookieNames): boolean {
  const start = cookie.search(/[^\s=]/)
  return start !== -1 && cookie.slice(start, start + mark.length).toLowerCase() === mark.toLowerCase()
}
