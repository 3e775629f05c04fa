// Implements single sign-on: a cookie that names a session in the ledger, as Auth0's does. It only says who is logged in.
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { User } from './directory.ts'
import { SESSION_SECONDS } from './ledger.ts'
import { randomId } from './random.ts'
import type { Session } from './records.ts'
import type { TenantRequest } from './tenant.ts'

const SESSION_COOKIE = 'auth0'

export async function readSession(c: TenantRequest): Promise<Session | null> {
  const cookie = getCookie(c, SESSION_COOKIE)
  return cookie === undefined ? null : c.get('tenant').ledger.session(cookie)
}

/** Starts a session for the user and deletes the previous one, whose cookie is overwritten. */
export async function startSession(c: TenantRequest, user: User): Promise<Session> {
  const { ledger, nowSeconds, issuer } = c.get('tenant')
  const before = getCookie(c, SESSION_COOKIE)
  if (before !== undefined) await ledger.closeSession(before)
  const session: Session = { id: randomId(24), userId: user.id, authTimeSeconds: nowSeconds }
  setCookie(c, SESSION_COOKIE, await ledger.openSession(session), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    // A browser ignores a Secure cookie over plain http, and a loopback host has nothing else.
    secure: issuer.startsWith('https:'),
    maxAge: SESSION_SECONDS,
  })
  return session
}

export async function endSession(c: TenantRequest): Promise<void> {
  const cookie = getCookie(c, SESSION_COOKIE)
  if (cookie === undefined) return
  await c.get('tenant').ledger.closeSession(cookie)
  deleteCookie(c, SESSION_COOKIE, { path: '/' })
}
