// Asks the gateway about the session of the browser, and leads to its login and logout.
import type { AuthenticationDemand } from '../../../access/authentication.ts'
import { demandParameters } from '../login/step-up.ts'

/** The answer of `/auth/session`, as far as the pages read it. */
export interface SessionAnswer {
  readonly user: { readonly id: string; readonly name: string | null; readonly email: string | null }
  readonly endsAt: number
  readonly idleEndsAt: number
}

/** Asks the gateway with the session; `null` when it answers anything but 200. */
export async function ask<Body>(path: string): Promise<Body | null> {
  try {
    const answer = await fetch(path, { headers: { accept: 'application/json' }, cache: 'no-store' })
    return answer.ok ? ((await answer.json()) as Body) : null
  } catch {
    // Without the gateway nobody is signed in, and the page can still be read.
    return null
  }
}

/** The name of a session's user. */
export function nameOf({ user }: SessionAnswer): string {
  return user.name ?? user.email ?? user.id
}

/** The name of the user of the session; `null` when there is none. */
export async function readSessionName(): Promise<string | null> {
  const session = await ask<SessionAnswer>('/auth/session')
  return session === null ? null : nameOf(session)
}

/** Ends the session, here and at the tenant, to which the browser is then sent. */
export async function endSession(returnTo: string): Promise<void> {
  const answer = await fetch('/auth/logout', { method: 'POST', body: new URLSearchParams({ returnTo }) })
  const { location: next } = answer.ok ? ((await answer.json()) as { readonly location: string }) : { location: '/' }
  location.assign(next)
}

/** The address that signs in by a session, with these scopes, and leads back to this page. */
export function loginUrl(
  scopes: readonly string[],
  isAnotherUser: boolean = false,
  demand: AuthenticationDemand = {},
): string {
  const { pathname, search, hash } = location
  const query = new URLSearchParams({
    returnTo: pathname + search + hash,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(isAnotherUser && { prompt: 'login' }),
    ...demandParameters(demand),
  })
  return `/auth/login?${query}`
}
