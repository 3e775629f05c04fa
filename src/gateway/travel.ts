// Makes a request fit to travel on: with an id that services can read, without a header that its sender may not set. It is
// copied only when something must change, because a copy costs a sixth of everything else.
import { requestIdOf } from '#http/request-id'
import { forgedHeaders } from './forged-headers.ts'
import { traceIdOf } from './trace-context.ts'

/** What a request is called. */
export interface Identity {
  readonly requestId: string
  /** The trace that it belongs to, if it says so. */
  readonly traceId: string | null
  /** Whether it comes from Cloudflare's front, which alone can be believed to have set `CF-Ray` and its like. */
  readonly isFronted: boolean
}

/**
 * Whether Cloudflare stands in front of this isolate, which shows in `request.cf`. Its first request tells for all of them: what is
 * read there must be parsed, and written anew for the next hop.
 */
export class Front {
  #stands: boolean | undefined

  /** Whether the request comes from there. */
  sends(request: Request & { readonly cf?: unknown }): boolean {
    return (this.#stands ??= request.cf !== undefined)
  }
}

/** Names a request. */
export function identify({ headers }: Request, isFronted: boolean): Identity {
  return { requestId: requestIdOf(headers, isFronted), traceId: traceIdOf(headers), isFronted }
}

/** The request as it travels on. */
export function readyToTravel(request: Request, { requestId, traceId, isFronted }: Identity): Request {
  const { headers } = request
  const forged = forgedHeaders(request, isFronted)
  const sentId = headers.get('x-request-id')
  const isNamed = sentId === requestId || (sentId === null && headers.get('cf-ray') === requestId)
  const strayTrace = traceId === null && (headers.has('traceparent') || headers.has('tracestate'))
  if (forged.length === 0 && isNamed && !strayTrace) return request
  const clean = new Request(request)
  for (const name of forged) clean.headers.delete(name)
  if (!isNamed) clean.headers.set('x-request-id', requestId)
  if (strayTrace) {
    clean.headers.delete('traceparent')
    clean.headers.delete('tracestate')
  }
  return clean
}
