// Reads who a token is of.
import type { Token } from '../login/login.ts'
import type { Reader } from './reader.ts'
import { claimsOf, expiryOf, principalOf } from './token-claims.ts'

/** The name of a user whose token the page cannot read. */
export const UNREADABLE = 'somebody whose token this page can’t read'

/** The user of a token that the tenant has just answered. @param nowMillis since the epoch */
export function readerOf(token: Token, nowMillis: number): Reader {
  const claims = claimsOf(token.access_token)
  const principal = principalOf(claims)
  return {
    name: principal === null ? UNREADABLE : (principal.email ?? principal.id),
    principal,
    expiresAt: expiryOf(token, claims, nowMillis),
    token: token.access_token,
  }
}
