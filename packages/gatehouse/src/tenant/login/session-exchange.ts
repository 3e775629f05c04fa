// The part of the exchange that login uses: it ends sessions in every isolate within seconds. Workers KV keeps logouts for longer
// (ended-sessions.ts), and without an exchange it is the only one that does.
import type { RevocableCredential, RevocationTarget } from '../../access/index.ts'
import type { Logout } from './ended-sessions.ts'

/** The exchange between the isolates of the gateway, for logouts. */
export interface SessionExchange {
  /** Returns whether a session was revoked, as far as this isolate knows. */
  isRevoked(credential: RevocableCredential): boolean
  /** Revokes what was issued before a time, in seconds since the epoch. @throws ProblemError `exchange_unavailable` */
  revoke(target: RevocationTarget, issuedBefore: number): Promise<void>
}

/** What a logout ends: the session of the tenant, or without one all that the user has. */
export function targetOf({ subject, sid }: Logout): RevocationTarget {
  return sid === null ? { kind: 'subject', name: subject ?? '' } : { kind: 'session', name: sid }
}
