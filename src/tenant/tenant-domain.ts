// One domain of the tenant, as AUTH0_DOMAIN names it.

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])

/** One domain of the tenant. */
export interface TenantDomain {
  /** What its tokens say in `iss`: the origin with a closing slash. */
  readonly issuer: string
  readonly origin: string
}

/** Reads a domain: a host alone, or an origin; `null` when it is neither. `http:` only where nobody can listen in. */
export function parseDomain(domain: string): TenantDomain | null {
  const url = URL.parse(/^https?:\/\//.test(domain) ? domain : `https://${domain}`)
  if (
    url === null ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  )
    return null
  const loopback = LOOPBACK_HOSTS.has(url.hostname)
  if (url.protocol === 'http:' && !loopback) return null
  if (!loopback && !url.hostname.includes('.')) return null
  return { issuer: `${url.origin}/`, origin: url.origin }
}

/** Whether a domain is on this machine. */
export function isLoopback({ origin }: TenantDomain): boolean {
  return LOOPBACK_HOSTS.has(new URL(origin).hostname)
}

/** Whether an address is reached over TLS, or where nobody can listen in. */
export function isSecure(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname)))
}
