// Determines the ids of a request: the one that is logged, sent to services and returned, and the id of its trace.
import { RAY_HEADER, REQUEST_ID_HEADER } from '../../http/header-names.ts'
import { requestIdFrom } from '../../http/request-id.ts'
import type { RequestIdentity } from '../handler.ts'
import { inspectHeaders, reservedHeaders } from './request-headers.ts'
import { traceIdOf } from './trace-context.ts'

const RESERVED = reservedHeaders()

/**
 * Determines whether Cloudflare delivers the requests of this isolate, by `request.cf`. The first request decides for all of them,
 * because the runtime parses the property when it is read, and serializes it again for the next hop.
 */
export class CloudflareDetector {
  readonly #reserved: RegExp
  #isThere: boolean | undefined

  /** @param reserved the headers that no sender may set */
  constructor(reserved: RegExp = RESERVED) {
    this.#reserved = reserved
  }

  /** Identifies a request, as {@link identifyRequest} does. */
  identify(request: Request): RequestIdentity {
    return identifyRequest(request, this.isBehindCloudflare(request), this.#reserved)
  }

  /** Returns whether Cloudflare delivered the request. */
  isBehindCloudflare(request: Request & { readonly cf?: unknown }): boolean {
    return (this.#isThere ??= request.cf !== undefined)
  }
}

/**
 * Identifies a request.
 *
 * @param isBehindCloudflare whether Cloudflare delivered it: only then is its `CF-Ray` Cloudflare's
 */
export function identifyRequest(
  request: Request,
  isBehindCloudflare: boolean,
  reserved: RegExp = RESERVED,
): RequestIdentity {
  const { headers } = request
  const inspection = inspectHeaders(request, isBehindCloudflare, reserved)
  const ownId = inspection.hasRequestId ? headers.get(REQUEST_ID_HEADER) : null
  const ray = isBehindCloudflare ? headers.get(RAY_HEADER) : null
  const requestId = requestIdFrom(ownId, ray)
  const traceId = inspection.hasTrace ? traceIdOf(headers) : null
  return { requestId, traceId, isBehindCloudflare, inspection, isNamed: requestId === (ownId ?? ray) }
}
