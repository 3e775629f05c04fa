// Holds a body to the limit of its route, declared or not, without keeping any of it.
import { ProblemError } from '../../problem/problem-error.ts'
import { missingBody } from '../../http/request-body.ts'
import type { Limited } from '../handler.ts'

/** As much as the network gives at once. */
const BUFFER_BYTES = 65_536

const UNCOUNTABLE: readonly string[] = ['GET', 'HEAD']
const LENGTH_UNKNOWN = { in: 'body', path: '', message: 'must say its length, or be left out: GET and HEAD need none' }

/**
 * Limits the body of a request. One that says its length is checked by that and forwarded as it is, because HTTP lets no client send more.
 * Another is counted while it passes, and its request called off before the service could take a part of it for the whole.
 *
 * @param isRequired whether a body that turns out to have no bytes is refused as a missing one
 * @throws ProblemError `body_too_large` when the length that it says is too much, and `request_invalid` for a body of GET or HEAD that says none
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

// Passes a body on through one buffer: pieces that each had their own would pile up faster than they are collected. Whichever
// side breaks off, the other hears of it.
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
      // To end the stream here would show the service a whole body: it stays open until the request is gone.
      if (left < 0) return refuse(new ProblemError('body_too_large'))
      await writer.write(value)
      buffer = new Uint8Array(value.buffer)
    }
    await writer.close()
  } catch (cause) {
    await Promise.allSettled([reader.cancel(cause), writer.abort(cause)])
  }
}
