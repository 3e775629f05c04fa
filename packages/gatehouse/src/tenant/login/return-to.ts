// Where a person may be redirected after logging in or out: no address that another site's link could choose.
import type { LoginSettings } from './login-settings.ts'

/** Longest address that is looked at: it is kept in a cookie. */
const RETURN_TO_MAX_CHARACTERS = 1_024

/**
 * The address to return to: within our own origin, or one of the origins that are allowed.
 *
 * @param wanted an address, absolute or from the root of our origin; the root when there is none
 * @returns the absolute address, or `null` when it is not allowed
 */
export function returnAddress(
  wanted: string | null,
  { origin, returnOrigins }: Pick<LoginSettings, 'origin' | 'returnOrigins'>,
): string | null {
  if (wanted === null || wanted === '') return `${origin}/`
  if (wanted.length > RETURN_TO_MAX_CHARACTERS) return null
  // The parsed address is checked, and the browser is redirected to that: `//x`, `/\x` and the like are read as it reads them.
  const url = URL.parse(wanted, origin)
  if (url === null || url.username !== '' || url.password !== '') return null
  // A `blob:` address has the origin of the page that made it, and can hold anything.
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
  if (url.origin === origin) return isOfLogin(url.pathname) ? null : url.href
  return returnOrigins.includes(url.origin) ? url.href : null
}

// The routes of login do something when they are opened. The router decodes what is encoded, so that `/%61uth` is `/auth` there:
// no page of ours needs that in the first part of its address.
function isOfLogin(path: string): boolean {
  return /^\/(?:auth(?:\/|$)|[^/]*%)/i.test(path)
}
