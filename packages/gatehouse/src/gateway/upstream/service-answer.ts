// What a service answers, without what only the gateway may say: its cookies, and headers that tell a browser how to treat everything
// that comes from the gateway's origin. Nothing is copied unless there is such a header.
import { STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY_HEADER } from '../../http/transport-security.ts'
import { COOKIE_MARK } from '../../tenant/login/cookies.ts'

/** Browsers hold to these for the whole origin, far beyond the one answer, or let its scripts reach beyond their path. */
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

// A cookie without a name is sent as its value, and browsers that are older than the rule (RFC 6265bis §5.7) let that be one of ours.
const OWN_COOKIE = new RegExp(`^[\\s=]*${COOKIE_MARK}`, 'i')

/** The answer of a service without what only the gateway may say. One that opens a WebSocket is not copied here: see socket-relay.ts. */
export function sanitizeAnswer(answer: Response): Response {
  if (!actsForGateway(answer.headers)) return answer
  const sanitized = new Response(answer.body, answer)
  sanitizeAnswerHeaders(sanitized.headers)
  return sanitized
}

/** Takes away from the headers of a service's answer what only the gateway may say. */
export function sanitizeAnswerHeaders(headers: Headers): void {
  // The names first: an iterator passes over some when others are deleted on the way.
  const names = Array.from(headers.keys()).filter(isForOrigin)
  for (const name of names) headers.delete(name)
  const cookies = headers.getSetCookie()
  if (!cookies.some(isOwnCookie)) return
  headers.delete('set-cookie')
  for (const cookie of cookies) if (!isOwnCookie(cookie)) headers.append('set-cookie', cookie)
}

/** Whether a service's answer says what only the gateway may say. */
export function actsForGateway(headers: Headers): boolean {
  for (const name of headers.keys()) {
    if (isForOrigin(name) && !isOurPolicy(name, headers)) return true
    if (name === 'set-cookie' && headers.getSetCookie().some(isOwnCookie)) return true
  }
  return false
}

// A domain says of TLS what the gateway says, so that its answer needs no copy.
function isOurPolicy(name: string, headers: Headers): boolean {
  return name === STRICT_TRANSPORT_SECURITY_HEADER && headers.get(name) === STRICT_TRANSPORT_SECURITY
}

// Which headers a page may read is said without leave to read them: cross-origin.ts joins it to ours.
function isForOrigin(name: string): boolean {
  return FOR_THE_ORIGIN.has(name) || (name.startsWith('access-control-') && name !== 'access-control-expose-headers')
}

function isOwnCookie(cookie: string): boolean {
  return OWN_COOKIE.test(cookie)
}
