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
  return takenOver(headers.get('x-request-id')) ?? (hasRay ? headers.get('cf-ray') : null) ?? crypto.randomUUID()
}

/** What its sender called a request, if that can be taken over. */
export function takenOver(sent: string | null): string | null {
  return sent !== null && TAKEN_OVER.test(sent) ? sent : null
}
