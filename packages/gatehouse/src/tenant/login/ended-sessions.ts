// Records the sessions that ended early: by a logout here, or by the tenant (OpenID Connect Back-Channel Logout 1.0). It is the only data
// of login in KV, stored no longer than a session may last, and under hashes, because the platform logs the keys. An isolate asks KV for
// each session from time to time, not on every request.
import { base64url } from 'jose'
import type { Clock } from '../../access/index.ts'
import { readInTime } from '../keys/kv-read.ts'
import type { TenantLog } from '../tenant-log.ts'
import { dropOldest } from './drop-oldest.ts'
import type { Session } from './session.ts'

/** Older entries are read again: with KV's own delay, a logout reaches every isolate within about two minutes. */
const RECHECK_SECONDS = 30
/** How many names an isolate remembers: up to three for each session. */
const REMEMBERED_MAX = 7_500
/** The smallest value that KV accepts. */
const KV_TTL_MIN_SECONDS = 60

const encoder = new TextEncoder()

/** The part of a KV namespace that is used here. */
export interface LogoutStore {
  get(key: string): Promise<string | null>
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>
}

/**
 * The sessions to end: those of one session of the tenant, or without one all sessions of a user (OpenID Connect Back-Channel Logout 1.0
 * §2.4). Seconds since the epoch.
 */
export interface Logout {
  readonly subject: string | null
  readonly sid: string | null
  readonly at: number
}

/** The dependencies of {@link EndedSessions}. */
export interface EndedSessionsOptions {
  readonly store: LogoutStore
  readonly clock: Clock
  readonly log: TenantLog
  /** The maximum lifetime of a session. */
  readonly sessionMaxSeconds: number
}

interface Known {
  /** When it was ended, in seconds since the epoch; `null`: it was not. */
  readonly endedAt: number | null
  readonly readAt: number
}

/** Ended sessions, in KV and in the isolate's memory. */
export class EndedSessions {
  readonly #options: EndedSessionsOptions
  readonly #known = new Map<string, Known>()

  constructor(options: EndedSessionsOptions) {
    this.#options = options
  }

  /** Ends the sessions that the tenant names, for every isolate. @throws the error of KV: the tenant must learn that it was not done */
  async end(logout: Logout): Promise<void> {
    const name = logout.sid === null ? logout.subject && subjectName(logout.subject) : sidName(logout.sid)
    if (name === null || name === '') throw new TypeError('a logout is of a person or of a session')
    const at = this.#latest(name, logout.at) ?? logout.at
    await this.#write(name, at, this.#options.sessionMaxSeconds)
    this.#remember(name, at)
  }

  /**
   * Ends a session whose user logged out here: in this isolate at once, so that a response that is under way does not restore it, and in
   * the others through KV.
   *
   * @throws the error of KV
   */
  async endOne(session: Session): Promise<void> {
    const [name, now] = [ownName(session), this.#now()]
    this.#remember(name, now)
    await this.#write(name, now, session.endsAt - now)
  }

  /** Returns whether a session has ended, as far as this isolate knows. */
  isKnownToBeEnded(session: Session): boolean {
    const { subject, sid, startedAt } = session
    if (this.#endedAt(ownName(session)) !== null) return true
    // The tenant uses a sid once: its logout applies to every session with that sid, at any time.
    if (sid !== null && this.#endedAt(sidName(sid)) !== null) return true
    const endedAt = this.#endedAt(subjectName(subject))
    return endedAt !== null && endedAt >= startedAt
  }

  /** Returns whether a session has ended. */
  async has(session: Session): Promise<boolean> {
    if (this.isKnownToBeEnded(session)) return true
    await Promise.all(namesOf(session).map((name) => this.#look(name)))
    return this.isKnownToBeEnded(session)
  }

  // A KV that fails gives no new information: sessions remain valid as far as known, and end by themselves.
  async #look(name: string): Promise<void> {
    const { store, clock, log } = this.#options
    const known = this.#known.get(name)
    const now = this.#now()
    if (known !== undefined && now - known.readAt < RECHECK_SECONDS) return
    try {
      const value = await readInTime(store, await keyOf(name), clock)
      const read = value === null ? null : Number(value)
      this.#remember(name, Number.isFinite(read) ? read : null)
    } catch (cause) {
      this.#remember(name, null)
      log('logout_read_failed', { cause })
    }
  }

  async #write(name: string, at: number, keptSeconds: number): Promise<void> {
    const expirationTtl = Math.max(KV_TTL_MIN_SECONDS, Math.ceil(keptSeconds))
    await this.#options.store.put(await keyOf(name), String(at), { expirationTtl })
  }

  // A known logout is never replaced by an older state: KV sometimes returns one, and this isolate may learn more meanwhile.
  #remember(name: string, heard: number | null): void {
    const endedAt = this.#latest(name, heard)
    this.#known.delete(name)
    this.#known.set(name, { endedAt, readAt: this.#now() })
    dropOldest(this.#known, REMEMBERED_MAX)
  }

  #latest(name: string, heard: number | null): number | null {
    const known = this.#endedAt(name)
    return known === null || heard === null ? (known ?? heard) : Math.max(known, heard)
  }

  #endedAt(name: string): number | null {
    return this.#known.get(name)?.endedAt ?? null
  }

  #now(): number {
    return this.#options.clock.now() / 1000
  }
}

function namesOf(session: Session): string[] {
  const { subject, sid } = session
  return [ownName(session), subjectName(subject), ...(sid === null ? [] : [sidName(sid)])]
}

// Of this session only, and not of the user's other sessions.
function ownName({ subject, startedAt }: Session): string {
  return `own:${startedAt}:${subject}`
}

function subjectName(subject: string): string {
  return `sub:${subject}`
}

function sidName(sid: string): string {
  return `sid:${sid}`
}

// Of one length for every user id: KV accepts keys of 512 bytes at most.
async function keyOf(name: string): Promise<string> {
  return `ended:${base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(name))))}`
}
