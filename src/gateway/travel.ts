// Makes a request fit to travel on: with an id that services can read, without a header that its sender may not set. It is
// copied only when something must change, because a copy costs a sixth of everything else.
import { requestIdFrom } from '#http/request-id'
import { lookAtHeaders, type SentHeaders } from './sent-headers.ts'
import { traceIdOf } from './trace-context.ts'

/** What a request is called, and how it says so. */
export interface Identity {
  readonly requestId: string
  /** The trace that it belongs to, if it says so. */
  readonly traceId: string | null
  readonly sent: SentHeaders
  /** Whether services read the same id in it, as it came. */
  readonly isNamed: boolean
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

/** Names a request. @param isFronted whether it comes from Cloudflare's front, which alone can be believed to have set `CF-Ray` */
export function identify(request: Request, isFronted: boolean): Identity {
  const { headers } = request
  const sent = lookAtHeaders(request, isFronted)
  const sentId = sent.hasRequestId ? headers.get('x-request-id') : null
  const ray = isFronted ? headers.get('cf-ray') : null
  const requestId = requestIdFrom(sentId, ray)
  const traceId = sent.hasTrace ? traceIdOf(headers) : null
  return { requestId, traceId, sent, isNamed: requestId === (sentId ?? ray) }
}

/** The request as it travels on. */
export function readyToTravel(request: Request, { requestId, traceId, sent, isNamed }: Identity): Request {
  const strayTrace = traceId === null && sent.hasTrace
  if (sent.forged.length === 0 && isNamed && !strayTrace) return request
  const clean = new Request(request)
  for (const name of sent.forged) clean.headers.delete(name)
  if (!isNamed) clean.headers.set('x-request-id', requestId)
  if (strayTrace) {
    clean.headers.delete('traceparent')
    clean.headers.delete('tracestate')
  }
  return clean
}
