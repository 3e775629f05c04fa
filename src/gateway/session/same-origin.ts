// Whether a browser sent a request on behalf of a page of our own origin. A cookie travels whoever asks; this is the proof that
// it was not somebody else (cross-site request forgery). What can't be told is no proof.

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

/** Whether it proves so, and is no address that a person has typed, kept, or opened in a mail: that could be anybody's link. */
export function isOfOurPage(request: Request): boolean {
  return provesSameOrigin(request) && request.headers.get('sec-fetch-site') === 'same-origin'
}

/** Whether a person's browser opens a page at the top, and no script or frame asks for data. */
export function isNavigation(headers: Headers): boolean {
  return headers.get('sec-fetch-dest') === 'document'
}
