// The names of login's cookies, and how they are found among the others. Kept small: the gateway looks at every cookie header.
import { ProblemError } from '../../problem/problem-error.ts'

/** What the cookies of a gateway are called. */
export interface CookieNames {
  /** Every cookie of ours starts so. `__Host-` ties it to this very host and to TLS (RFC 6265bis §4.1.3.2). */
  readonly mark: string
  /** The session, or its first part; further parts are called `__Host-gatehouse-session.1` and so on. */
  readonly session: string
  /** A login that is under way: followed by the beginning of its state. */
  readonly login: string
}

/** The names of our cookies. @param prefix what stands behind `__Host-`: a token (RFC 9110 §5.6.2) */
export function cookieNamesOf(prefix: string = 'gatehouse'): CookieNames {
  const mark = `__Host-${prefix}`
  return { mark, session: `${mark}-session`, login: `${mark}-login-` }
}

/**
 * Longest Cookie header that is read. A session has eight parts of 4 KiB at most; the rest leaves room for the cookies of other
 * applications on the same host.
 */
const COOKIE_HEADER_MAX_CHARACTERS = 64 * 1024
/** How many cookies of ours are read: more than a session and its logins have, so that an answer clears only a few. */
const OWN_COOKIES_MAX = 32

/**
 * Our cookies by name; the first of a name counts (RFC 6265 §5.4). Cookies of other applications are left out.
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
 * A cookie header without our cookies, or `null` when nothing is left.
 *
 * @throws ProblemError `header_too_large` for a header above 64 KiB
 */
export function foreignCookies(header: string, { mark }: CookieNames): string | null {
  const foreign = pairsOf(header).filter((pair) => !(pair.startsWith(mark) && pair.includes('=')))
  return foreign.length === 0 ? null : foreign.join('; ')
}

/** A `Set-Cookie` of ours. @param maxAgeSeconds zero takes the cookie away */
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

// Takes away what may stand around a name or a value (RFC 6265bis §5.6), SP and HTAB, and nothing else: `String.trim` would take
// U+2000 away too, with which a sister site can set a cookie for our domain that no browser holds to the rules of the prefix.
// A regular expression that is anchored at the end begins anew at each blank, which takes quadratic time.
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
