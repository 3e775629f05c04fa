// The names of login's cookies, and how they are found among the others. Kept small: the gateway looks at every cookie header.

/** Every cookie of ours starts so. The prefix ties it to this very host and to TLS (RFC 6265bis §4.1.3.2). */
export const COOKIE_MARK = '__Host-gatehouse'
/** The session, or its first part; further parts are called `__Host-gatehouse-session.1` and so on. */
export const SESSION_COOKIE = `${COOKIE_MARK}-session`
/** A login that is under way: followed by the beginning of its state. */
export const LOGIN_COOKIE = `${COOKIE_MARK}-login-`

// What may stand around a pair (RFC 6265bis §5.6), and nothing else: `trim` would take U+2000 away too, with which a sister site
// can set a cookie for our domain that no browser holds to the rules of the prefix.
const AROUND = /^[ \t]+|[ \t]+$/g

/** The cookies of a header by name; the first of a name counts (RFC 6265 §5.4). */
export function readCookies(header: string | null): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = split(pair)
    if (!cookies.has(name)) cookies.set(name, value)
  }
  return cookies
}

/** A cookie header without our cookies, or `null` when nothing is left. */
export function foreignCookies(header: string): string | null {
  const pairs = header.split(';').map(bare)
  const foreign = pairs.filter((pair) => pair !== '' && !split(pair)[0].startsWith(COOKIE_MARK))
  return foreign.length === 0 ? null : foreign.join('; ')
}

/** A `Set-Cookie` of ours. @param maxAgeSeconds zero takes the cookie away */
export function setCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; Secure; SameSite=Lax`
}

function split(pair: string): readonly [name: string, value: string] {
  const equals = pair.indexOf('=')
  return equals === -1 ? ['', bare(pair)] : [bare(pair.slice(0, equals)), bare(pair.slice(equals + 1))]
}

function bare(text: string): string {
  return text.replaceAll(AROUND, '')
}
