// Finds out who reads the page: the user of the browser's session, or of a token that the page holds in its memory.
import { type Principal, NOBODY } from '../../../access/principal.ts'
import type { Token } from '../login/login.ts'
import { claimsOf, expiryOf, principalOf } from './token-claims.ts'

/** The signed-in user. */
export interface Reader {
  readonly name: string
  /** `null`: the page cannot read the token. */
  readonly principal: Principal | null
  /** In milliseconds since the epoch by the reader's clock; `null`: unknown. */
  readonly expiresAt: number | null
  /** The token in the memory of the page; `null` for a session, whose token no page sees. */
  readonly token: string | null
}

interface SessionAnswer {
  readonly user: { readonly id: string; readonly name: string | null; readonly email: string | null }
  readonly endsAt: number
  readonly idleEndsAt: number
}

/** Asks the gateway for the user of the session; `null` when there is none. */
export async function readSession(): Promise<Reader | null> {
  const session = await ask<SessionAnswer>('/auth/session')
  if (session === null) return null
  const principal = await ask<Principal>('/me')
  const { user, endsAt, idleEndsAt } = session
  return {
    name: user.name ?? user.email ?? user.id,
    principal: principal === null ? null : { ...NOBODY, ...principal },
    expiresAt: Math.min(endsAt, idleEndsAt) * 1000,
    token: null,
  }
}

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

/** The name of a user whose token the page cannot read. */
export const UNREADABLE = 'somebody whose token this page can’t read'

/** Ends the session, here and at the tenant, to which the browser is then sent. */
export async function endSession(returnTo: string): Promise<void> {
  const answer = await fetch('/auth/logout', { method: 'POST', body: new URLSearchParams({ returnTo }) })
  const { location: next } = answer.ok ? ((await answer.json()) as { readonly location: string }) : { location: '/' }
  location.assign(next)
}

/** The address that signs in by a session, with these scopes, and leads back to this page. */
export function loginUrl(scopes: readonly string[], isAnotherUser: boolean = false): string {
  const { pathname, search, hash } = location
  const query = new URLSearchParams({
    returnTo: pathname + search + hash,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(isAnotherUser && { prompt: 'login' }),
  })
  return `/auth/login?${query}`
}

async function ask<Body>(path: string): Promise<Body | null> {
  try {
    const answer = await fetch(path, { headers: { accept: 'application/json' }, cache: 'no-store' })
    return answer.ok ? ((await answer.json()) as Body) : null
  } catch {
    // Without the gateway nobody is signed in, and the page can still be read.
    return null
  }
}
