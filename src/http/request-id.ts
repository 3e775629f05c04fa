// The id of a request: in its answer, in every problem document and in every log line, so that one leads to the other.

/** Ids of clients that are taken over: what is logged and sent on must neither be long nor hold anything but a name. */
const TAKEN_OVER = /^[\w.~-]{1,128}$/

/**
 * What a request is called: what its sender called it (`X-Request-Id`) if that is a plain name of at most 128 characters, else
 * Cloudflare's `CF-Ray`, else a new UUID.
 *
 * @param hasRay whether `CF-Ray` can be believed; behind the gateway it can
 */
export function requestIdOf(headers: { get(name: string): string | null }, hasRay = true): string {
  const sent = headers.get('x-request-id')
  if (sent !== null && TAKEN_OVER.test(sent)) return sent
  return (hasRay ? headers.get('cf-ray') : null) ?? crypto.randomUUID()
}
