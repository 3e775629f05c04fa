// Addresses a request to a service: its path loses the prefix and gets the base path, its query is unchanged, and the headers for an origin
// are those that a proxy must send. Called after
// sanitizeRequest, so that all headers about the client are true.
import { ProblemError } from '../../problem/problem-error.ts'
import { isReadAlike, type PathRules } from './origin-path.ts'
import { pathLengthOf, servicePathOf, type ServicePaths, targetOf } from './service-path.ts'
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

/** An origin, as a request is addressed to it. */
export interface AddressedOrigin {
  /** `https://reports.example.com` */
  readonly address: string
  /** What the service's row says of its paths. */
  readonly paths: PathRules & ServicePaths
  /** The names and values of the headers that the gateway adds. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/**
 * Returns the request for an origin, with `X-Forwarded-Host`, `X-Forwarded-Proto`, `X-Forwarded-For` (behind Cloudflare) and
 * `X-Request-Id`, and the headers of the service's row in place of those that the client sent.
 *
 * @throws ProblemError `route_not_found` for a path that servers interpret differently
 */
export function addressTo(
  { address, paths, headers: added }: AddressedOrigin,
  request: Request,
  requestId: string,
): Request {
  const { protocol, host } = new URL(request.url)
  const addressed = new Request(address + serviceTarget(request.url, paths), request)
  const { headers } = addressed
  const clientAddress = headers.get(CLIENT_ADDRESS_HEADER)
  for (const name of nominatedIn(headers)) headers.delete(name)
  for (const name of HOP_BY_HOP) headers.delete(name)
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') headers.delete('upgrade')
  // The address decides: a Host of the client's must not choose among an origin's virtual hosts.
  headers.delete('host')
  headers.set(REQUEST_ID_HEADER, requestId)
  headers.set('x-forwarded-host', host)
  headers.set('x-forwarded-proto', protocol.slice(0, -1))
  if (clientAddress !== null) headers.set('x-forwarded-for', clientAddress)
  // Last: neither `Connection` nor a header of the client's replaces them.
  for (const [name, value] of added) headers.set(name, value)
  return addressed
}

/**
 * Returns the request for a bound Worker whose row has a prefix, without it. Workers parse URLs in one way, so `;` and `%2F` pass.
 *
 * @throws ProblemError `route_not_found` for a path that would be another one without the prefix
 */
export function withoutPrefix(request: Request, prefix: string): Request {
  const { url } = request
  const path = serviceTarget(url, { prefix, matrixParameters: true, encodedSlashes: true })
  return new Request(url.slice(0, url.indexOf('/', url.indexOf('://') + 3)) + path, request)
}

function serviceTarget(url: string, paths: PathRules & ServicePaths): string {
  const target = targetOf(url)
  const end = pathLengthOf(target)
  const path = target.slice(0, end)
  const servicePath = isReadAlike(path, paths) ? servicePathOf(path, paths) : null
  if (servicePath === null) throw new ProblemError('route_not_found')
  return servicePath + target.slice(end)
}

// Of the names in `Connection`, those of present headers: other names in the list cost nothing.
function nominatedIn(headers: Headers): readonly string[] {
  const list = headers.get('connection')
  if (list === null) return []
  const nominated = new Set(list.split(',').map((name) => name.trim().toLowerCase()))
  return [...headers.keys()].filter((name) => nominated.has(name) && !KEPT.includes(name))
}
