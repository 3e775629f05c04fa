// Checks the URL of a redirect after logging in or out: a link on another site must not choose a foreign URL.
import type { LoginSettings } from './login-settings.ts'

/** The longest URL that is read, because it is stored in a cookie. */
const RETURN_TO_MAX_CHARACTERS = 1_024

/**
 * Returns the URL to return to: within our own origin, or one of the allowed origins.
 *
 * @param wanted a URL, absolute or from the root of our origin; the root when there is none
 * @returns the absolute URL, or `null` when it is not allowed
 */
export function returnAddress(
  wanted: string | null,
  { origin, returnOrigins }: Pick<LoginSettings, 'origin' | 'returnOrigins'>,
): string | null {
  if (wanted === null || wanted === '') return `${origin}/`
  if (wanted.length > RETURN_TO_MAX_CHARACTERS) return null
  // The parsed URL is checked and used for the redirect: `//x`, `/\x` and the like are parsed as a browser parses them.
  const url = URL.parse(wanted, origin)
  if (url === null || url.username !== '' || url.password !== '') return null
  // A `blob:` URL has the origin of the page that made it, and can contain anything.
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
  if (url.origin === origin) return isOfLogin(url.pathname) ? null : url.href
  return returnOrigins.includes(url.origin) ? url.href : null
}

// The routes of login change state when they are opened. The router decodes percent-encoding, so that `/%61uth` is `/auth` there. No page
// of ours needs that in the first part of its path.
function isOfLogin(path: string): boolean {
  return /^\/(?:auth(?:\/|$)|[^/]*%)/i.test(path)
}
