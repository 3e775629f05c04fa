// The id of a request: in its answer, in every problem document and in every log line, so that one leads to the other.
import { RAY_HEADER, REQUEST_ID_HEADER } from './header-names.ts'

/** Ids of clients that are taken over: what is logged and sent on must neither be long nor hold anything but a name. */
const TAKEN_OVER = /^[\w.~-]{1,128}$/

/** What a request behind the gateway is called, by its headers. */
export function requestIdOf(headers: { get(name: string): string | null }): string {
  return requestIdFrom(headers.get(REQUEST_ID_HEADER), headers.get(RAY_HEADER))
}

/**
 * What a request is called: what its sender called it if that is a plain name of at most 128 characters, else Cloudflare's name for it,
 * else a new UUID.
 *
 * @param sent `X-Request-Id`
 * @param ray `CF-Ray`, where that can be believed
 */
export function requestIdFrom(sent: string | null, ray: string | null): string {
  if (sent !== null && TAKEN_OVER.test(sent)) return sent
  return ray !== null && TAKEN_OVER.test(ray) ? ray : crypto.randomUUID()
}
