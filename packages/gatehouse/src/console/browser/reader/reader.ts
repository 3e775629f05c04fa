// Finds out who reads the page: the user of the browser's session, or of a token that the page holds in its memory.
import { type Principal, NOBODY } from '../../../access/principal.ts'
import { ask, nameOf, type SessionAnswer } from './session.ts'

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

/** Asks the gateway for the user of the session; `null` when there is none. */
export async function readSession(): Promise<Reader | null> {
  const session = await ask<SessionAnswer>('/auth/session')
  if (session === null) return null
  const principal = await ask<Principal>('/me')
  const { endsAt, idleEndsAt } = session
  return {
    name: nameOf(session),
    principal: principal === null ? null : { ...NOBODY, ...principal },
    expiresAt: Math.min(endsAt, idleEndsAt) * 1000,
    token: null,
  }
}
