// Keeps browsers and clients on TLS: it finds the requests without TLS, and sets the header that tells browsers to use nothing else.

/** HTTP Strict Transport Security (RFC 6797 §6.1): one year, for this host only, because its subdomains may serve something else. */
export const STRICT_TRANSPORT_SECURITY = 'max-age=31536000'
/** The header's name. */
export const STRICT_TRANSPORT_SECURITY_HEADER = 'strict-transport-security'

/** How a request arrived: over TLS, without TLS, or from this machine, where neither matters. */
export type Transport = 'tls' | 'plain' | 'loopback'

const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/

// Requests of an isolate mostly have one origin. It ends with a slash, so that no other host begins with it.
let last: { readonly origin: string; readonly transport: Transport } | null = null

/** Returns how a request arrived, by its URL. It does not parse the whole URL, because it is called for every request. */
export function transportOf(url: string): Transport {
  if (last !== null && url.startsWith(last.origin)) return last.transport
  const transport = readTransport(url)
  const end = url.indexOf('/', url.indexOf('://') + 3)
  if (end !== -1) last = { origin: url.slice(0, end + 1), transport }
  return transport
}

function readTransport(url: string): Transport {
  const isTls = url.startsWith('https:')
  const host = url.slice(isTls ? 8 : 7, endOfHost(url, isTls ? 8 : 7))
  if (LOOPBACK.test(host) || host.endsWith('.localhost')) return 'loopback'
  return isTls ? 'tls' : 'plain'
}

/**
 * Returns the response with `Strict-Transport-Security`. It is copied only if its headers cannot be changed and it does not have this
 * value.
 *
 * @param answer to a request over TLS: without TLS browsers must ignore the header (RFC 6797 §7.2)
 */
export function withStrictTransportSecurity(answer: Response): Response {
  if (answer.status === 101) return answer
  if (answer.headers.get(STRICT_TRANSPORT_SECURITY_HEADER) === STRICT_TRANSPORT_SECURITY) return answer
  try {
    answer.headers.set(STRICT_TRANSPORT_SECURITY_HEADER, STRICT_TRANSPORT_SECURITY)
    return answer
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const copy = new Response(answer.body, answer)
    copy.headers.set(STRICT_TRANSPORT_SECURITY_HEADER, STRICT_TRANSPORT_SECURITY)
    return copy
  }
}

function endOfHost(url: string, start: number): number {
  const from = url[start] === '[' ? url.indexOf(']', start) : start
  for (let index = Math.max(from, start); index < url.length; index += 1) {
    const character = url[index]
    if (character === ':' || character === '/' || character === '?' || character === '#') return index
  }
  return url.length
}
