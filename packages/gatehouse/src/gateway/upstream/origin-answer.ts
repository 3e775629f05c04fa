// Turns the addresses in a service's response into those of the gateway: `Location`, `Content-Location`, and the paths of its cookies. A
// service knows neither its prefix nor the host of the gateway.
import { gatewayPathOf, isUnder, pathLengthOf, type ServicePaths } from './service-path.ts'

/** The headers of a response that name a place of the service. Bodies and `Link` are the service's own. */
const PLACES = ['location', 'content-location'] as const

/** What is known about the addresses in a response. */
export interface AnswerAddresses {
  readonly paths: ServicePaths
  /** The address of the service: `https://reports.example.com`. */
  readonly address: string
  /** The origin that the client has called: `https://api.example.com`. */
  readonly gateway: string
}

/**
 * Returns a service's response with the gateway's addresses. It is copied only if it has a header with an address.
 *
 * @param address of the service; `null` for a bound Worker, which has that of the gateway
 * @param url of the request, as the client has sent it
 */
export function adaptAnswer(answer: Response, paths: ServicePaths, address: string | null, url: string): Response {
  if (!namesAddresses(answer.headers, paths)) return answer
  const gateway = new URL(url).origin
  const { webSocket, status } = answer
  if (status === 101) {
    // If an upgrade is not a Response with a socket, as on Deno, it cannot be copied.
    if (!(webSocket instanceof Object)) return answer
    const headers = new Headers(answer.headers)
    rewriteAddresses(headers, { paths, address: address ?? gateway, gateway })
    return new Response(null, { status, webSocket, headers })
  }
  const adapted = new Response(answer.body, answer)
  rewriteAddresses(adapted.headers, { paths, address: address ?? gateway, gateway })
  return adapted
}

function namesAddresses(headers: Headers, { prefix = '' }: ServicePaths): boolean {
  return PLACES.some((name) => headers.has(name)) || (prefix !== '' && headers.has('set-cookie'))
}

/** Rewrites the headers of a service's response. */
function rewriteAddresses(headers: Headers, addresses: AnswerAddresses): void {
  for (const name of PLACES) {
    const place = headers.get(name)
    if (place === null) continue
    const rewritten = gatewayPlaceOf(place, addresses)
    if (rewritten !== place) headers.set(name, rewritten)
  }
  if ((addresses.paths.prefix ?? '') === '') return
  const cookies = headers.getSetCookie()
  if (cookies.length === 0) return
  headers.delete('set-cookie')
  for (const cookie of cookies) headers.append('set-cookie', limitCookie(cookie, addresses.paths))
}

/**
 * Returns a place that a service has named, as a client reaches it: with the gateway's host in place of the service's own, the prefix put
 * back and the base path taken off. A place on another host, an invalid one and one that is relative to the request stay as they are.
 */
export function gatewayPlaceOf(place: string, { paths, address, gateway }: AnswerAddresses): string {
  // `/\` and `//` begin an authority in browsers.
  if (/^\/(?![/\\])/.test(place)) return gatewayTargetOf(place, paths) ?? place
  const authority = /^(?:https?:)?\/\/([^/?#\\]+)/i.exec(place)
  const url = authority === null ? null : URL.parse(place, address)
  if (authority === null || url === null) return place
  // The scheme may be another one: services behind TLS often believe that they are called without it.
  const isOwn = url.host === new URL(address).host || url.host === new URL(gateway).host
  if (!isOwn) return place
  const rest = place.slice(authority[0].length)
  const target = gatewayTargetOf(rest.startsWith('/') ? rest : `/${rest}`, paths)
  return target === null ? place : gateway + target
}

// A path that begins with the prefix was made by a service that knows it, such as FastAPI with `root_path`.
function gatewayTargetOf(target: string, paths: ServicePaths): string | null {
  const { prefix = '' } = paths
  const end = pathLengthOf(target)
  const path = target.slice(0, end)
  if (prefix !== '' && isUnder(path, prefix)) return target
  const outer = gatewayPathOf(path, paths)
  return outer === null ? null : outer + target.slice(end)
}

/**
 * Returns a cookie that browsers send with requests under the prefix only: its path is there, and it belongs to the host of the gateway
 * alone (RFC 6265 §5.2.3, §5.2.4). A cookie `__Host-…` stays as it is: browsers refuse it with a path.
 */
export function limitCookie(cookie: string, paths: ServicePaths): string {
  if (/^[\s=]*__host-/i.test(cookie)) return cookie
  const [pair = '', ...attributes] = cookie.split(';')
  const kept = attributes.filter((attribute) => !/^\s*(?:path|domain)\s*(?:=|$)/i.test(attribute))
  // The last one counts.
  const path = attributes.findLast((attribute) => /^\s*path\s*=/i.test(attribute))?.replace(/^[^=]*=\s*/, '')
  return [pair, ...kept, ` Path=${cookiePath(path?.trim() ?? '', paths)}`].join(';')
}

function cookiePath(path: string, paths: ServicePaths): string {
  const { prefix = '' } = paths
  if (isUnder(path, prefix)) return path
  const outer = gatewayPathOf(path, paths)
  return outer !== null && outer.startsWith(`${prefix}/`) ? outer.replace(/\/$/, '') : prefix
}
