// Reads the names of a request's headers once: finds those that only the gateway or the platform may set, so that none of them travels
// on and whoever reads one behind the gateway reads what we or Cloudflare wrote, or nothing; and says which of the others are there.

// Names with underscores too: some servers read `X_Forwarded_For` and `X-Forwarded-For` as one variable (CGI, RFC 3875 §4.1.18).
const RESERVED =
  /^(?:x[-_]gatehouse(?:[-_]|$)|x[-_]forwarded(?:[-_]|$)|forwarded$|x[-_]real[-_]ip$|true[-_]client[-_]ip$|cf[-_]|cloudflare[-_]workers[-_])/

const NONE: readonly string[] = []

/** What the names of a request's headers say. */
export interface SentHeaders {
  /** Those that its sender may not set, as they came but in lower case. */
  readonly forged: readonly string[]
  /** Whether `Cookie` is there. */
  readonly hasCookies: boolean
  /** Whether `Sec-WebSocket-Protocol` is there. */
  readonly hasProtocols: boolean
  /** Whether `X-Request-Id` is there. */
  readonly hasRequestId: boolean
  /** Whether `traceparent` or `tracestate` is there. */
  readonly hasTrace: boolean
}

/**
 * Looks at the names of a request's headers, once, so that nobody asks the runtime for one that is not there. Cloudflare's own are not
 * forged, nor those that say of the sender just what Cloudflare says.
 *
 * @param isFronted whether it comes from Cloudflare's front
 */
export function lookAtHeaders(request: Request, isFronted: boolean): SentHeaders {
  const { headers } = request
  let forged: string[] | null = null
  let hasCookies = false
  let hasProtocols = false
  let hasRequestId = false
  let hasTrace = false
  for (const name of headers.keys()) {
    if (name === 'cookie') hasCookies = true
    else if (name === 'sec-websocket-protocol') hasProtocols = true
    else if (name === 'x-request-id') hasRequestId = true
    else if (name === 'traceparent' || name === 'tracestate') hasTrace = true
    else if (RESERVED.test(name) && !(isFronted && isTrue(name, headers, request))) (forged ??= []).push(name)
  }
  return { forged: forged ?? NONE, hasCookies, hasProtocols, hasRequestId, hasTrace }
}

// Cloudflare overwrites what a client sends as `cf-*`. It appends to X-Forwarded-For, so that a single address, its own, means
// that the client sent none.
function isTrue(name: string, headers: Headers, request: Request): boolean {
  switch (name) {
    case 'x-forwarded-for':
    case 'x-real-ip':
      return headers.get(name) === headers.get('cf-connecting-ip')
    case 'x-forwarded-proto':
      return request.url.startsWith(`${headers.get(name)}:`)
    default:
      return name.startsWith('cf-')
  }
}
