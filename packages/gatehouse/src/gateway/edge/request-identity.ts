// Makes a request fit to travel on: with an id that services can read, without a header that its sender may not set. It is
// copied only when something must change, because a copy costs a sixth of everything else.
import { requestIdFrom } from '../../http/request-id.ts'
import type { Identity } from '../handler.ts'
import { inspectHeaders } from './request-headers.ts'
import { traceIdOf } from './trace-context.ts'

/**
 * Whether Cloudflare stands in front of this isolate, which shows in `request.cf`. Its first request tells for all of them: what is
 * read there must be parsed, and written anew for the next hop.
 */
export class CloudflareDetector {
  #stands: boolean | undefined

  /** Whether the request comes from there. */
  isInFrontOf(request: Request & { readonly cf?: unknown }): boolean {
    return (this.#stands ??= request.cf !== undefined)
  }
}

/** Names a request. @param isBehindCloudflare whether it comes from Cloudflare's front, which alone can be believed to have set `CF-Ray` */
export function identifyRequest(request: Request, isBehindCloudflare: boolean): Identity {
  const { headers } = request
  const sent = inspectHeaders(request, isBehindCloudflare)
  const sentId = sent.hasRequestId ? headers.get('x-request-id') : null
  const ray = isBehindCloudflare ? headers.get('cf-ray') : null
  const requestId = requestIdFrom(sentId, ray)
  const traceId = sent.hasTrace ? traceIdOf(headers) : null
  return { requestId, traceId, sent, isNamed: requestId === (sentId ?? ray) }
}

/** The request as it travels on. */
export function sanitizeRequest(request: Request, { requestId, traceId, sent, isNamed }: Identity): Request {
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
