// Keeps browsers and clients on TLS: which requests came without it, and the header that tells browsers to use nothing else.

/** HTTP Strict Transport Security (RFC 6797 §6.1): a year, for this host alone, because its subdomains may serve something else. */
export const STRICT_TRANSPORT_SECURITY = 'max-age=31536000'
/** The header's name. */
export const STRICT_TRANSPORT_SECURITY_HEADER = 'strict-transport-security'

/** How a request came: over TLS, without it, or from this very machine, where neither matters. */
export type Transport = 'tls' | 'plain' | 'loopback'

const LOOPBACK = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/

/** How a request came, by its address. Without parsing all of the address: every request is asked about. */
export function transportOf(url: string): Transport {
  const isTls = url.startsWith('https:')
  const host = url.slice(isTls ? 8 : 7, endOfHost(url, isTls ? 8 : 7))
  if (LOOPBACK.test(host) || host.endsWith('.localhost')) return 'loopback'
  return isTls ? 'tls' : 'plain'
}

/**
 * The answer with `Strict-Transport-Security`. It is copied only when its headers can't be changed and it has none or another.
 *
 * @param answer to a request over TLS: without that no browser may obey the header (RFC 6797 §7.2)
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
