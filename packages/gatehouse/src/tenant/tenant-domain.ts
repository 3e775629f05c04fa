// One domain of the tenant, as AUTH0_DOMAIN names it: a domain of Auth0, or the issuer of another authorization server.

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
/** OpenID Connect Discovery §4: it follows the issuer, without a slash between them. */
const DISCOVERY_PATH = '/.well-known/openid-configuration'

/** One issuer of tokens. */
export interface TenantDomain {
  /** What its tokens say in `iss`, letter by letter. */
  readonly issuer: string
  readonly origin: string
  /** Where the issuer names its key set; `null` for a domain of Auth0, which has it where Auth0 always has it. */
  readonly discoveryUrl: string | null
}

/**
 * Reads a domain.
 *
 * A host alone, or an address without a path, is a domain of Auth0: its issuer has a closing slash. An address with a path is an issuer
 * as it stands, with or without a closing slash; so is what stands before the path of its discovery document, for one without a path.
 *
 * @returns `null` for anything else, and for `http:` on a host that is not this machine
 */
export function parseDomain(domain: string): TenantDomain | null {
  const isAddress = domain.includes('://')
  const url = URL.parse(isAddress ? domain : `https://${domain}`)
  if (url === null || /[?#]/.test(domain) || url.username !== '' || url.password !== '' || !isSecure(url.href))
    return null
  const { origin, hostname, pathname } = url
  if (!isLoopbackHost(hostname) && !hostname.includes('.')) return null
  if (pathname === '/') return { issuer: `${origin}/`, origin, discoveryUrl: null }
  // The issuers of Auth0 have no path: one that was copied along would make an issuer that does not exist.
  if (!isAddress || hostname.endsWith('.auth0.com')) return null
  const issuer = origin + (pathname.endsWith(DISCOVERY_PATH) ? pathname.slice(0, -DISCOVERY_PATH.length) : pathname)
  return { issuer, origin, discoveryUrl: issuer.replace(/\/$/, '') + DISCOVERY_PATH }
}

/** Whether a domain is on this machine. */
export function isLoopback({ origin }: TenantDomain): boolean {
  return isLoopbackAddress(origin)
}

/** Whether an address is on this machine. */
export function isLoopbackAddress(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && isLoopbackHost(url.hostname)
}

/** Whether an address is reached over TLS, or on this machine. */
export function isSecure(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname)))
}

function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOSTS.has(hostname)
}
