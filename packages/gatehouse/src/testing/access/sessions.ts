// Makes a session, for tests of its life.
import { cookieNamesOf, readCookies } from '../../tenant/login/cookies.ts'
import type { Session } from '../../tenant/login/session.ts'
import type { Tokens } from '../../tenant/login/tenant-client.ts'

/** The current time, in seconds since the epoch. */
export const NOW = 1_800_000_000

/** No work continues after the response. */
export const background = { waitUntil: () => undefined }

/** How long sessions last in tests. */
export const LIFETIME = { sessionIdleSeconds: 259_200, sessionMaxSeconds: 604_800 }

/** A session whose access token is about to expire. */
export const SESSION: Session = {
  subject: 'auth0|1',
  sid: 'sid',
  name: 'Ada',
  email: null,
  picture: null,
  organization: null,
  accessToken: 'first',
  accessExpiresAt: NOW + 30,
  refreshToken: 'refresh-1',
  startedAt: NOW - 100,
  renewedAt: NOW - 100,
  seenAt: NOW - 100,
  endsAt: NOW + 1000,
}

/** The response of the tenant to a refresh token. */
export const tokens = (number: number): Tokens => ({
  accessToken: `access-${number}`,
  expiresAt: NOW + 3_600,
  refreshToken: `refresh-${number}`,
  claims: {},
})

/** A cookie header as a browser keeps it after these `Set-Cookie` values. */
export function kept(before: string | null, set: readonly string[]): string {
  const cookies = new Map(before === null ? [] : readCookies(before, cookieNamesOf()))
  for (const line of set) {
    const [pair = ''] = line.split(';')
    const equals = pair.indexOf('=')
    if (line.includes('Max-Age=0')) cookies.delete(pair.slice(0, equals))
    else cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}
