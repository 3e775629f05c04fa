// The id of a request: in its answer, in every problem document and in every log line, so that one leads to the other.
import { RAY_HEADER, REQUEST_ID_HEADER } from './header-names.ts'

/** Ids of clients that are used: what is logged and forwarded must be short and hold nothing but a name. */
const USABLE_ID = /^[\w.~-]{1,128}$/

/** What a request behind the gateway is called, by its headers. */
export function requestIdOf(headers: { get(name: string): string | null }): string {
  return requestIdFrom(headers.get(REQUEST_ID_HEADER), headers.get(RAY_HEADER))
}

/**
 * What a request is called: what its sender called it if that is a plain name of at most 128 characters, else Cloudflare's name for it,
 * else a new UUID.
 *
 * @param ownId `X-Request-Id`
 * @param ray `CF-Ray`, where Cloudflare has set it
 */
export function requestIdFrom(ownId: string | null, ray: string | null): string {
  if (ownId !== null && USABLE_ID.test(ownId)) return ownId
  return ray !== null && USABLE_ID.test(ray) ? ray : crypto.randomUUID()
}
