// Checks whether a page of our own origin caused a request. A browser sends a cookie with requests of any page, so the check prevents
// requests of other sites (cross-site request forgery). A request without enough information proves nothing.

const SAFE: readonly string[] = ['GET', 'HEAD']

/**
 * Returns whether a request proves that it comes from our own origin: by Fetch Metadata (W3C, `Sec-Fetch-Site`), which no page can set,
 * and by `Origin`. A method other than GET and HEAD needs both. A navigation from the address bar or a bookmark (`Sec-Fetch-Site: none`)
 * may read too. A WebSocket needs `Origin`, because not every browser sends more.
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
 * Returns whether a person follows a link on a page of our own. A link in a mail, or an address that was typed or saved, may come from
 * anyone. An image, a frame, a script or a prefetch of our own page is no decision of a person.
 */
export function isLinkOfOurPage(request: Request): boolean {
  const { headers } = request
  const isOwnSite = provesSameOrigin(request) && headers.get('sec-fetch-site') === 'same-origin'
  return isOwnSite && isNavigation(headers) && !isUnattended(headers)
}

/** Headers by which browsers mark a prefetch. */
const PREFETCH_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const
/** The values of `Sec-Fetch-Dest` for a page, at the top or in a frame. Not `Sec-Fetch-Mode`: Node's fetch sends that too. */
const PAGES: readonly string[] = ['document', 'frame', 'iframe']

/**
 * Returns whether a browser says that it fetches by itself, ahead of a person or for a part of a page. A request without these headers
 * counts as attended.
 */
export function isUnattended(headers: Headers): boolean {
  if (PREFETCH_HEADERS.some((name) => /prefetch|preview/i.test(headers.get(name) ?? ''))) return true
  return !PAGES.includes(headers.get('sec-fetch-dest') ?? 'document')
}

/** Returns whether a browser opens a page at the top, and no script or frame requests data. */
export function isNavigation(headers: Headers): boolean {
  return headers.get('sec-fetch-dest') === 'document'
}
