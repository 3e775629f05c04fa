// Defines the names of login's cookies and finds them among others. Kept small, because the gateway reads every cookie header.
import { ProblemError } from '../../problem/problem-error.ts'

/** The names of a gateway's cookies. */
export interface CookieNames {
  /** The beginning of our cookie names. `__Host-` binds a cookie to this host and to TLS (RFC 6265bis §4.1.3.2). */
  readonly mark: string
  /** The session, or its first part; further parts are called `__Host-gatehouse-session.1` and so on. */
  readonly session: string
  /** A pending login: followed by the beginning of its state. */
  readonly login: string
}

/** Returns the names of our cookies. @param prefix the part after `__Host-`: a token (RFC 9110 §5.6.2) */
export function cookieNamesOf(prefix: string = 'gatehouse'): CookieNames {
  const mark = `__Host-${prefix}`
  return { mark, session: `${mark}-session`, login: `${mark}-login-` }
}

/**
 * The longest Cookie header that is read. A session has at most eight parts of 4 KiB; the rest is for the cookies of other applications
 * on the same host.
 */
const COOKIE_HEADER_MAX_CHARACTERS = 64 * 1024
/** How many of our cookies are read: more than a session and its logins have, so that a response clears only a few. */
const OWN_COOKIES_MAX = 32

/**
 * Returns our cookies by name; the first of a name counts (RFC 6265 §5.4). Cookies of other applications are left out.
 *
 * @throws ProblemError `header_too_large` for a header above 64 KiB
 */
export function readCookies(header: string | null, { mark }: CookieNames): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of pairsOf(header ?? '')) {
    const equals = pair.indexOf('=')
    if (!pair.startsWith(mark) || equals === -1) continue
    const name = trim(pair.slice(0, equals))
    if (!cookies.has(name)) cookies.set(name, trim(pair.slice(equals + 1)))
    if (cookies.size >= OWN_COOKIES_MAX) break
  }
  return cookies
}

/**
 * Returns a cookie header without our cookies, or `null` when nothing remains.
 *
 * @throws ProblemError `header_too_large` for a header above 64 KiB
 */
export function foreignCookies(header: string, { mark }: CookieNames): string | null {
  const foreign = pairsOf(header).filter((pair) => !(pair.startsWith(mark) && pair.includes('=')))
  return foreign.length === 0 ? null : foreign.join('; ')
}

/** Builds a `Set-Cookie` of ours. @param maxAgeSeconds zero removes the cookie */
export function setCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; Secure; SameSite=Lax`
}

// The pairs of a header, without blanks around them, and without empty ones.
function pairsOf(header: string): string[] {
  if (header.length > COOKIE_HEADER_MAX_CHARACTERS)
    throw new ProblemError('header_too_large', { detail: 'The Cookie header is larger than 64 KiB.' })
  return header
    .split(';')
    .map(trim)
    .filter((pair) => pair !== '')
}

// Removes the blanks that may surround a name or a value (RFC 6265bis §5.6): SP and HTAB, and nothing else. `String.trim` would remove
// U+2000 too, with which a sister site can set a cookie for our domain that browsers do not apply the rules of the prefix to. A regular
// expression that is anchored at the end starts again at each blank, which takes quadratic time.
function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(character: number): boolean {
  return character === 0x20 || character === 0x09
}
