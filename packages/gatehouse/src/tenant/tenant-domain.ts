// Parses one domain of AUTH0_DOMAIN: a domain of Auth0, or the issuer of another authorization server.

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
/** OpenID Connect Discovery §4: it follows the issuer, without a slash between them. */
const DISCOVERY_PATH = '/.well-known/openid-configuration'

/** One issuer of tokens. */
export interface TenantDomain {
  /** The `iss` of its tokens, compared exactly. */
  readonly issuer: string
  readonly origin: string
  /** The URL of the discovery document that names its key set; `null` for a domain of Auth0, whose key set has a fixed URL. */
  readonly discoveryUrl: string | null
}

/**
 * Parses a domain.
 *
 * A host alone, or a URL without a path, is a domain of Auth0: its issuer has a closing slash. A URL with a path is an issuer as it is,
 * with or without a closing slash. The URL of a discovery document names an issuer without a path.
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
  // Auth0's issuers have no path: a path that was copied by mistake would make an issuer that does not exist.
  if (!isAddress || hostname.endsWith('.auth0.com')) return null
  const issuer = origin + (pathname.endsWith(DISCOVERY_PATH) ? pathname.slice(0, -DISCOVERY_PATH.length) : pathname)
  return { issuer, origin, discoveryUrl: issuer.replace(/\/$/, '') + DISCOVERY_PATH }
}

/**
 * Returns the issuers of the tenant that the first domain names. The custom domains of a tenant of Auth0 are its issuers too. Another domain
 * of Auth0's own is another tenant, and so is another authorization server.
 */
export function issuersOfTenant([first, ...others]: readonly [TenantDomain, ...TenantDomain[]]): string[] {
  if (first.discoveryUrl !== null) return [first.issuer]
  const [canonical = first] = [first, ...others].filter(isOfAuth0)
  const same = others.filter((domain) => domain.discoveryUrl === null && (!isOfAuth0(domain) || domain === canonical))
  return [first, ...same].map(({ issuer }) => issuer)
}

function isOfAuth0({ origin }: TenantDomain): boolean {
  return origin.endsWith('.auth0.com')
}

/** Returns whether a domain is on this machine. */
export function isLoopback({ origin }: TenantDomain): boolean {
  return isLoopbackAddress(origin)
}

/** Returns whether a URL is on this machine. */
export function isLoopbackAddress(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && isLoopbackHost(url.hostname)
}

/** Returns whether a URL uses TLS, or is on this machine. */
export function isSecure(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname)))
}

/** Returns whether a host of a URL is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOSTS.has(hostname)
}
