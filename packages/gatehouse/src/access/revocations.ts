// Knows which tokens were revoked before they expire: «nothing issued before T» for a subject, a client, a session, an organization, a
// member of an organization, or everyone. A look-up is in memory only, so that a request pays for none.
import { CLOCK_TOLERANCE_SECONDS } from './claims.ts'
import type { Principal } from './principal.ts'

/** What a revocation can name. */
export const REVOCATION_KINDS = ['subject', 'client', 'session', 'organization', 'member', 'all'] as const

/** What a revocation names. */
export type RevocationKind = (typeof REVOCATION_KINDS)[number]

/** The tokens that a revocation is about. */
export interface RevocationTarget {
  readonly kind: RevocationKind
  /**
   * The `sub`, the client id, the `sid` or the `org_id`. Of a member it is {@link memberName}. It is empty for everyone.
   */
  readonly name: string
}

/** A revocation: nothing that was issued before a time passes. Times are in seconds since the epoch. */
export interface Revocation extends RevocationTarget {
  readonly issuedBefore: number
  /** When no token can be alive that was issued before. */
  readonly endsAt: number
}

/** What is known of a token, or of the session of a browser, to find out whether it was revoked. */
export interface RevocableCredential {
  readonly subject: string
  readonly clientId: string | null
  readonly organization: string | null
  /** The tenant's session (the `sid` claim of OpenID Connect Front-Channel Logout 1.0 §3). */
  readonly sid: string | null
  /** When it was issued, in seconds since the epoch. Without it, it counts as issued before every revocation. */
  readonly issuedAt: number | null
}

/** The name of a member of an organization. Auth0's ids of organizations contain no space. */
export function memberName(organization: string, subject: string): string {
  return `${organization} ${subject}`
}

/** Returns what is known of the token of a principal. */
export function credentialOf({ id, clientId, organization, claims }: Principal): RevocableCredential {
  const { sid, iat } = claims
  return {
    subject: id,
    clientId,
    organization,
    sid: typeof sid === 'string' ? sid : null,
    issuedAt: typeof iat === 'number' ? iat : null,
  }
}

/** The revocations that an isolate knows. */
export class Revocations {
  readonly #byKind = new Map<RevocationKind, Map<string, Revocation>>(REVOCATION_KINDS.map((kind) => [kind, new Map()]))
  #size = 0

  /** How many there are. */
  get size(): number {
    return this.#size
  }

  /** Returns whether the token of a principal was revoked. Without a revocation this costs one comparison. */
  revokes(principal: Principal): boolean {
    return this.#size > 0 && this.revokesCredential(credentialOf(principal))
  }

  /**
   * Returns whether a token or a session was revoked. The clocks of tenant and edge may differ by the tolerance of every other check, and
   * within it the answer is yes: what was issued up to five seconds after a revocation does not pass.
   */
  revokesCredential(credential: RevocableCredential): boolean {
    if (this.#size === 0) return false
    const { subject, clientId, organization, sid, issuedAt } = credential
    const covers = (kind: RevocationKind, name: string | null): boolean => {
      const revocation = name === null ? undefined : this.#byKind.get(kind)?.get(name)
      return revocation !== undefined && (issuedAt ?? 0) < revocation.issuedBefore + CLOCK_TOLERANCE_SECONDS
    }
    return (
      covers('all', '') ||
      covers('subject', subject) ||
      covers('client', clientId) ||
      covers('session', sid) ||
      covers('organization', organization) ||
      (organization !== null && covers('member', memberName(organization, subject)))
    )
  }

  /** Takes revocations over. Of two for the same tokens the later one counts. */
  add(revocations: readonly Revocation[]): void {
    for (const revocation of revocations) {
      const names = this.#byKind.get(revocation.kind)
      const known = names?.get(revocation.name)
      if (names === undefined || (known !== undefined && !isLater(revocation, known))) continue
      if (known === undefined) this.#size += 1
      names.set(revocation.name, revocation)
    }
  }

  /** Takes a revocation back. */
  remove({ kind, name }: RevocationTarget): void {
    if (this.#byKind.get(kind)?.delete(name) !== true) return
    this.#size -= 1
  }

  /** Drops what has ended at `nowSeconds`: the tokens that it was about have expired. */
  prune(nowSeconds: number): void {
    for (const names of this.#byKind.values())
      for (const known of names.values()) if (known.endsAt <= nowSeconds) this.remove(known)
  }

  /** Returns how many there are of each kind. */
  inspect(): Readonly<Record<RevocationKind, number>> {
    const counts = Array.from(this.#byKind, ([kind, names]) => [kind, names.size] as const)
    return Object.fromEntries(counts) as Record<RevocationKind, number>
  }
}

function isLater(one: Revocation, other: Revocation): boolean {
  return one.issuedBefore > other.issuedBefore || (one.issuedBefore === other.issuedBefore && one.endsAt > other.endsAt)
}
