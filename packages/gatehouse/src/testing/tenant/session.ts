// Implements single sign-on: a cookie that names a session in the ledger, as Auth0's does. It only says who is logged in.
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { User } from './directory.ts'
import { SESSION_SECONDS } from './ledger.ts'
import { randomId } from './random.ts'
import type { AuthenticationMethod, Session } from './records.ts'
import type { TenantRequest } from './tenant.ts'

const SESSION_COOKIE = 'auth0'

export async function readSession(c: TenantRequest): Promise<Session | null> {
  const cookie = getCookie(c, SESSION_COOKIE)
  const { ledger, settings } = c.get('tenant')
  const session = cookie === undefined ? null : await ledger.session(cookie)
  return session !== null && settings.blockedUserIds.includes(session.userId) ? null : session
}

/** Starts a session for the user. */
export async function startSession(c: TenantRequest, user: User): Promise<Session> {
  const { nowSeconds } = c.get('tenant')
  const first = methodOf(user.id.startsWith('auth0|') ? 'pwd' : 'federated', nowSeconds)
  return keepSession(c, { id: randomId(24), userId: user.id, authTimeSeconds: nowSeconds, methods: [first] })
}

/** Adds what a person has just done to their session. */
export async function addMethod(c: TenantRequest, session: Session, name: 'mfa'): Promise<Session> {
  const others = (session.methods ?? []).filter((method) => method.name !== name)
  return keepSession(c, { ...session, methods: [...others, methodOf(name, c.get('tenant').nowSeconds)] })
}

/** Keeps a session in place of the previous one, whose cookie is overwritten. */
async function keepSession(c: TenantRequest, session: Session): Promise<Session> {
  const { ledger, issuer } = c.get('tenant')
  const before = getCookie(c, SESSION_COOKIE)
  if (before !== undefined) await ledger.closeSession(before)
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

/** A method, as Auth0 writes it. */
export function methodOf(name: string, seconds: number): AuthenticationMethod {
  return { name, timestamp: new Date(seconds * 1000).toISOString() }
}

export async function endSession(c: TenantRequest): Promise<void> {
  const cookie = getCookie(c, SESSION_COOKIE)
  if (cookie === undefined) return
  await c.get('tenant').ledger.closeSession(cookie)
  deleteCookie(c, SESSION_COOKIE, { path: '/' })
}
