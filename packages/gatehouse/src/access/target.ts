// Checks whether the URL in a DPoP proof names the request that contains the proof (RFC 9449 §4.3).

const ESCAPED = /%[0-9A-Fa-f]{2}/g
// RFC 3986 §2.3
const UNRESERVED = /[A-Za-z0-9\-._~]/

/**
 * Compares the `htu` of a proof with the URL of a request, without query and fragment, after the normalisation of RFC 3986 §6.2.2
 * and §6.2.3: the case of scheme and host, the port that the scheme implies, dot segments, and percent-encoding.
 */
export function isSameTarget(htu: unknown, actual: string): boolean {
  const claimed = typeof htu === 'string' ? URL.parse(htu) : null
  const url = URL.parse(actual)
  if (claimed === null || url === null || claimed.origin !== url.origin) return false
  // The URL of a request never contains a user.
  if (claimed.username !== '' || claimed.password !== '') return false
  return normalize(claimed.pathname) === normalize(url.pathname)
}

function normalize(path: string): string {
  return path.replace(ESCAPED, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return UNRESERVED.test(character) ? character : escaped.toUpperCase()
  })
}
