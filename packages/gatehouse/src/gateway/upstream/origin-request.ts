// Addresses a request to an origin: its path and query are unchanged, its headers are those that a proxy must send. Called after
// sanitizeRequest, so that all headers about the client are true.
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

// Headers that a client names in `Connection` are removed, except those that the gateway itself needs.
const KEPT: readonly string[] = ['upgrade', 'authorization']

/**
 * Returns the request for an origin, with `X-Forwarded-Host`, `X-Forwarded-Proto`, `X-Forwarded-For` (behind Cloudflare) and
 * `X-Request-Id`.
 *
 * @param origin `https://reports.example.com`
 * @param rules the path settings of the service's row
 * @throws ProblemError `route_not_found` for a path that servers interpret differently
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

// Of the names in `Connection`, those of present headers: other names in the list cost nothing.
function nominatedIn(headers: Headers): readonly string[] {
  const list = headers.get('connection')
  if (list === null) return []
  const nominated = new Set(list.split(',').map((name) => name.trim().toLowerCase()))
  return [...headers.keys()].filter((name) => nominated.has(name) && !KEPT.includes(name))
}
