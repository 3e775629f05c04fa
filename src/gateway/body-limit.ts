// Holds a body to the limit of its route, declared or not, without keeping any of it.
import { Refusal } from '#access'

/** A request whose body is counted while it passes. */
export interface Limited {
  readonly request: Request
  /** Rejects when the body turns out to be larger; `null` when its length is known, and right. */
  readonly exceeded: Promise<never> | null
}

/**
 * Limits the body of a request. One that says its length is judged by that, and travels on untouched: HTTP lets nobody send more.
 * Another is counted, and its request called off before the service could take a part of it for the whole.
 *
 * @throws Refusal `body_too_large` when the length that it says is too much
 */
export function limitBody(request: Request, maxBytes: number): Limited {
  const { body, headers } = request
  if (body === null) return { request, exceeded: null }
  const declared = headers.get('content-length')
  if (declared !== null) {
    if (Number(declared) > maxBytes) throw new Refusal('body_too_large')
    return { request, exceeded: null }
  }
  const controller = new AbortController()
  let refuse: (refusal: Refusal) => void
  const exceeded = new Promise<never>((_resolve, reject) => {
    refuse = reject
  })
  exceeded.catch(() => undefined)
  let bytes = 0
  const counted = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, passage) => {
        bytes += chunk.byteLength
        if (bytes <= maxBytes) return passage.enqueue(chunk)
        refuse(new Refusal('body_too_large'))
        controller.abort()
        // To end the stream here would show the service a whole body: it stays open until the request is gone.
        return new Promise<void>(() => undefined)
      },
    }),
  )
  const init = { body: counted, signal: controller.signal }
  return { request: new Request(request, init), exceeded }
}
