// Addresses a request to an origin: its path and query as they came, its headers as a proxy must leave them. Called after
// readyToTravel, so that whatever it says of the client is true.
import { Refusal } from '#access'

// Of one connection, not of the request (RFC 9110 §7.6.1). `Upgrade` is left out: a WebSocket needs it.
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'http2-settings',
]

// What an origin may read as another path than the one that the guard has judged: URL parsers resolve dot segments, encoded
// ones too, and turn `\` into `/`; WSGI and ASGI decode `%2F` before anything is matched.
const AMBIGUOUS_PATH = /\\|%(?:2f|5c)|\/(?:\.|%2e){1,2}(?:\/|$)/i

/**
 * The request as it goes to an origin. It says who asked whom: `X-Forwarded-Host`, `X-Forwarded-Proto`, `X-Forwarded-For` (where
 * Cloudflare stands in front) and `X-Request-Id`.
 *
 * @param origin `https://reports.example.com`
 * @throws Refusal `route_unknown` for a path that origins don't read alike: no operation has one
 */
export function addressTo(origin: string, request: Request, requestId: string): Request {
  const { protocol, host } = new URL(request.url)
  const target = targetOf(request.url)
  if (AMBIGUOUS_PATH.test(target.replace(/[?#].*$/s, ''))) throw new Refusal('route_unknown')
  const addressed = new Request(origin + target, request)
  const { headers } = addressed
  const address = headers.get('cf-connecting-ip')
  const nominated = (headers.get('connection') ?? '').split(',').map((name) => name.trim().toLowerCase())
  for (const name of [...HOP_BY_HOP, ...nominated.filter(isName)]) headers.delete(name)
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') headers.delete('upgrade')
  // The address decides: a Host of the client's must not choose among an origin's virtual hosts.
  headers.delete('host')
  headers.set('x-request-id', requestId)
  headers.set('x-forwarded-host', host)
  headers.set('x-forwarded-proto', protocol.slice(0, -1))
  if (address !== null) headers.set('x-forwarded-for', address)
  return addressed
}

// Not by a parsed URL, which would write some characters in another way. Hono looks for the path in the same place.
function targetOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  return start === -1 ? '/' : url.slice(start)
}

// What a client nominates is removed, but not what the gateway itself relies on.
function isName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && name !== 'upgrade' && name !== 'authorization'
}
