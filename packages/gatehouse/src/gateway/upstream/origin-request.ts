// Addresses a request to an origin: its path and query as they came, its headers as a proxy must leave them. Called after
// sanitizeRequest, so that whatever it says of the client is true.
import { ProblemError } from '../../problem/problem-error.ts'
import { isReadAlike, type PathRules } from './origin-path.ts'
import { CLIENT_ADDRESS_HEADER, REQUEST_ID_HEADER } from '../../http/header-names.ts'

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

// What a client nominates in `Connection` is removed, but not what the gateway itself relies on.
const KEPT: readonly string[] = ['upgrade', 'authorization']

/**
 * The request as it goes to an origin. It says who asked whom: `X-Forwarded-Host`, `X-Forwarded-Proto`, `X-Forwarded-For` (where
 * Cloudflare stands in front) and `X-Request-Id`.
 *
 * @param origin `https://reports.example.com`
 * @param rules what the service's row says of its paths
 * @throws ProblemError `route_not_found` for a path that origins don't read alike: no operation has one
 */
export function addressTo(origin: string, request: Request, requestId: string, rules: PathRules = {}): Request {
  const { protocol, host } = new URL(request.url)
  const target = targetOf(request.url)
  if (!isReadAlike(target.replace(/[?#].*$/s, ''), rules)) throw new ProblemError('route_not_found')
  const addressed = new Request(origin + target, request)
  const { headers } = addressed
  const address = headers.get(CLIENT_ADDRESS_HEADER)
  for (const name of nominatedIn(headers)) headers.delete(name)
  for (const name of HOP_BY_HOP) headers.delete(name)
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') headers.delete('upgrade')
  // The address decides: a Host of the client's must not choose among an origin's virtual hosts.
  headers.delete('host')
  headers.set(REQUEST_ID_HEADER, requestId)
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

// Of the names in `Connection`, those of headers that are there: whatever else it lists costs nothing.
function nominatedIn(headers: Headers): readonly string[] {
  const list = headers.get('connection')
  if (list === null) return []
  const nominated = new Set(list.split(',').map((name) => name.trim().toLowerCase()))
  return [...headers.keys()].filter((name) => nominated.has(name) && !KEPT.includes(name))
}
