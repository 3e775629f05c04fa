// Stands in for packages/gatehouse/src/gateway/edge/body-limit.ts (deno.json maps it here), which reads through a buffer of its own and writes to a stream
// that is Cloudflare's alone. The same promises, with web-standard streams.
import { ProblemError } from '../../packages/gatehouse/src/problem/problem-error.ts'
import type { Limited } from '../../packages/gatehouse/src/gateway/handler.ts'

/**
 * Limits the body of a request. A body that declares its length is judged by that, and passes untouched: HTTP does
 * not let a client send more.
 * Another is counted while it passes, and its request called off before the service could take a part of it for the whole.
 *
 * @throws ProblemError `body_too_large` when the length that it says is too much
 */
export function limitBody(request: Request, maxBytes: number): Limited {
  const { body, headers } = request
  if (body === null) return { request, exceeded: null }
  const declared = headers.get('content-length')
  if (declared !== null) {
    if (Number(declared) > maxBytes) throw new ProblemError('body_too_large')
    return { request, exceeded: null }
  }
  const { promise: exceeded, reject } = Promise.withResolvers<never>()
  exceeded.catch(() => undefined)
  let left = maxBytes
  const counted = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        left -= chunk.byteLength
        if (left >= 0) return controller.enqueue(chunk)
        const refusal = new ProblemError('body_too_large')
        reject(refusal)
        return controller.error(refusal)
      },
    }),
  )
  const { method, url, signal } = request
  return { request: new Request(url, { method, headers, signal, body: counted }), exceeded }
}
