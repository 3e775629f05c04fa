// Enforces the body limit of a route, whether or not the length is declared, without storing the body.
import { ProblemError } from '../../problem/problem-error.ts'
import { missingBody } from '../../http/request-body.ts'
import type { Limited } from '../handler.ts'

/** The size of a usual chunk of the network. */
const BUFFER_BYTES = 65_536

const UNCOUNTABLE: readonly string[] = ['GET', 'HEAD']
const LENGTH_UNKNOWN = { in: 'body', path: '', message: 'must say its length, or be left out: GET and HEAD need none' }

/**
 * Limits the body of a request. A declared length is checked and the body forwarded as it is, because HTTP lets no client send more. A
 * body without a declared length is counted while it is streamed. If it is too large, its request is cancelled before the service could
 * take a part of it for the whole.
 *
 * @param isRequired whether a body without bytes is refused as a missing one
 * @throws ProblemError `body_too_large` when the declared length is too large, and `request_invalid` for a body of GET or HEAD without a
 *   declared length
 */
export function limitBody(request: Request, maxBytes: number, isRequired = false): Limited {
  const { body } = request
  if (body === null) return { request, exceeded: null }
  const declared = request.headers.get('content-length')
  if (declared !== null) {
    if (Number(declared) > maxBytes) throw new ProblemError('body_too_large')
    return { request, exceeded: null }
  }
  // It can't be counted: no Request with one of these methods can be given a body (Fetch Standard §5.4).
  if (UNCOUNTABLE.includes(request.method)) throw new ProblemError('request_invalid', { errors: [LENGTH_UNKNOWN] })
  const { readable, writable } = new IdentityTransformStream()
  const controller = new AbortController()
  const { promise: exceeded, reject } = Promise.withResolvers<never>()
  exceeded.catch(() => undefined)
  void passOn(body, writable, { maxBytes, minBytes: isRequired ? 1 : 0 }, (refusal) => {
    reject(refusal)
    controller.abort()
  })
  const init = { body: readable, signal: controller.signal }
  return { request: new Request(request, init), exceeded }
}

// Streams a body through one buffer: a separate buffer for each chunk would use memory faster than it is collected. If either side closes
// the stream, the other side is notified.
async function passOn(
  body: ReadableStream,
  writable: WritableStream,
  { maxBytes, minBytes }: { readonly maxBytes: number; readonly minBytes: number },
  refuse: (refusal: ProblemError) => void,
) {
  const reader = body.getReader({ mode: 'byob' })
  const writer = writable.getWriter()
  try {
    let buffer = new Uint8Array(BUFFER_BYTES)
    let left = maxBytes
    for (;;) {
      const { value, done } = await reader.read(buffer)
      if (done && maxBytes - left < minBytes) return refuse(missingBody())
      if (done) break
      left -= value.byteLength
      // Ending the stream here would look like a complete body to the service, so it stays open until the request is cancelled.
      if (left < 0) return refuse(new ProblemError('body_too_large'))
      await writer.write(value)
      buffer = new Uint8Array(value.buffer)
    }
    await writer.close()
  } catch (cause) {
    await Promise.allSettled([reader.cancel(cause), writer.abort(cause)])
  }
}
