// Determines the id of a request: it is in its response, in every problem document and in every log line.
import { RAY_HEADER, REQUEST_ID_HEADER } from './header-names.ts'

/** The ids of clients that are accepted: they are logged and forwarded, so they must be short and contain only a plain name. */
const USABLE_ID = /^[\w.~-]{1,128}$/

/** Returns the id of a request behind the gateway, from its headers. */
export function requestIdOf(headers: { get(name: string): string | null }): string {
  return requestIdFrom(headers.get(REQUEST_ID_HEADER), headers.get(RAY_HEADER))
}

/**
 * Returns the id of a request: the sender's id if it is a plain name of at most 128 characters, else Cloudflare's id, else a new UUID.
 *
 * @param ownId `X-Request-Id`
 * @param ray `CF-Ray`, where Cloudflare has set it
 */
export function requestIdFrom(ownId: string | null, ray: string | null): string {
  if (ownId !== null && USABLE_ID.test(ownId)) return ownId
  return ray !== null && USABLE_ID.test(ray) ? ray : crypto.randomUUID()
}
