// Whether a browser sent a request on behalf of a page of our own origin. A browser sends a cookie with a request of any page, so this
// proves that it was not another site's (cross-site request forgery). A request that says too little proves nothing.

const SAFE: readonly string[] = ['GET', 'HEAD']

/**
 * Whether a request proves that it comes from our own origin: by Fetch Metadata (W3C, `Sec-Fetch-Site`), which no page can
 * set, and by `Origin`. One that changes something needs both. Reading is also let a person who has typed the address or kept
 * it as a bookmark. A WebSocket needs `Origin`, as not every browser says more of it.
 */
export function provesSameOrigin({ headers, method, url }: Request): boolean {
  const own = new URL(url).origin
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  if (headers.has('upgrade')) return origin === own && (site === null || site === 'same-origin')
  if (!SAFE.includes(method)) return origin === own && site === 'same-origin'
  if (origin !== null && origin !== own) return false
  return site === 'same-origin' || (site === 'none' && isNavigation(headers))
}

/**
 * Whether a person follows a link of a page of our own. An address that was typed, kept, or opened in a mail could be anybody's
 * link; an image, a frame, a script or a prefetch of our own page is no decision of a person.
 */
export function isLinkOfOurPage(request: Request): boolean {
  const { headers } = request
  const isOwnSite = provesSameOrigin(request) && headers.get('sec-fetch-site') === 'same-origin'
  return isOwnSite && isNavigation(headers) && !isUnattended(headers)
}

/** Headers by which browsers say that a page is fetched before anybody has asked for it. */
const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const
/** What `Sec-Fetch-Dest` says of a page, at the top or in a frame. Not `Sec-Fetch-Mode`: Node's fetch sends that too. */
const PAGES: readonly string[] = ['document', 'frame', 'iframe']

/** Whether a browser says that it fetches by itself, ahead of a person or for a part of a page. Who says nothing is believed. */
export function isUnattended(headers: Headers): boolean {
  if (PREFETCH_HEADERS.some((name) => /prefetch|preview/i.test(headers.get(name) ?? ''))) return true
  return !PAGES.includes(headers.get('sec-fetch-dest') ?? 'document')
}

/** Whether a person's browser opens a page at the top, and no script or frame asks for data. */
export function isNavigation(headers: Headers): boolean {
  return headers.get('sec-fetch-dest') === 'document'
}
