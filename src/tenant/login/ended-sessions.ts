// Which sessions the tenant has ended from its side (OpenID Connect Back-Channel Logout 1.0): the only thing of login that is
// kept in KV, no longer than a session may live. An isolate asks KV for each session once in a while, not on every request.
import type { Clock } from '#access'
import { readInTime } from '../kv-read.ts'
import type { TenantLog } from '../tenant-log.ts'
import { dropOldest } from './drop-oldest.ts'
import { type Session, SESSION_MAX_SECONDS } from './session.ts'

/** Older knowledge is looked up again: with KV's own delay, a logout has reached every isolate after about two minutes. */
const RECHECK_SECONDS = 30
/** How many sessions an isolate remembers. */
const REMEMBERED_MAX = 5_000

/** The part of a KV namespace that is used here. */
export interface LogoutStore {
  get(key: string): Promise<string | null>
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>
}

/**
 * Whose sessions end: those of one session of the tenant, or without one all of a person (OpenID Connect Back-Channel Logout 1.0
 * §2.4). Seconds since the epoch.
 */
export interface Logout {
  readonly subject: string | null
  readonly sid: string | null
  readonly at: number
}

interface Known {
  /** When it was ended; `null`: it was not. Seconds since the epoch. */
  readonly endedAt: number | null
  readonly readAt: number
}

/** Ended sessions, in KV and in the isolate's memory. */
export class EndedSessions {
  readonly #store: LogoutStore
  readonly #clock: Clock
  readonly #log: TenantLog
  readonly #known = new Map<string, Known>()

  constructor(store: LogoutStore, clock: Clock, log: TenantLog) {
    this.#store = store
    this.#clock = clock
    this.#log = log
  }

  /** Ends sessions for every isolate. @throws whatever KV throws: whoever asked must know that it was not done */
  async end(logout: Logout): Promise<void> {
    const [key] = logout.sid === null ? keysOf(logout.subject, null) : keysOf(null, logout.sid)
    if (key === undefined) throw new TypeError('a logout is of a person or of a session')
    const at = this.#latest(key, logout.at) ?? logout.at
    await this.#store.put(key, String(at), { expirationTtl: SESSION_MAX_SECONDS })
    this.#remember(key, at)
  }

  /** Notes that a person has logged out of a session here, so that an answer still on its way does not bring it back. */
  forget(session: Session): void {
    this.#remember(ownKeyOf(session), this.#now())
  }

  /** Whether a session was ended, as far as this isolate knows already. */
  isKnownToBeEnded(session: Session): boolean {
    return [ownKeyOf(session), ...keysOf(session.subject, session.sid)].some((key) => {
      const endedAt = this.#known.get(key)?.endedAt
      return typeof endedAt === 'number' && endedAt >= session.startedAt
    })
  }

  /** Whether a session was ended. */
  async has(session: Session): Promise<boolean> {
    await Promise.all(keysOf(session.subject, session.sid).map((key) => this.#look(key)))
    return this.isKnownToBeEnded(session)
  }

  // A KV that fails tells nothing new: sessions go on as they are known, and end by themselves.
  async #look(key: string): Promise<void> {
    const known = this.#known.get(key)
    const now = this.#now()
    if (known !== undefined && now - known.readAt < RECHECK_SECONDS) return
    try {
      const value = await readInTime(this.#store, key, this.#clock)
      const read = value === null ? null : Number(value)
      this.#remember(key, Number.isFinite(read) ? read : null)
    } catch (cause) {
      this.#remember(key, null)
      this.#log('logout_read_failed', { cause })
    }
  }

  // What is known already is never forgotten for something older: KV answers with an older state now and then, and while it
  // is asked this isolate may hear more.
  #remember(key: string, heard: number | null): void {
    const endedAt = this.#latest(key, heard)
    this.#known.delete(key)
    this.#known.set(key, { endedAt, readAt: this.#now() })
    dropOldest(this.#known, REMEMBERED_MAX)
  }

  #latest(key: string, heard: number | null): number | null {
    const known = this.#known.get(key)?.endedAt ?? null
    return known === null || heard === null ? (known ?? heard) : Math.max(known, heard)
  }

  #now(): number {
    return this.#clock.now() / 1000
  }
}

function keysOf(subject: string | null, sid: string | null): string[] {
  return [...(subject === null ? [] : [`ended:sub:${subject}`]), ...(sid === null ? [] : [`ended:sid:${sid}`])]
}

// Of this session alone, whatever else the person has: it is never written to KV.
function ownKeyOf({ subject, startedAt }: Session): string {
  return `own:${subject}:${startedAt}`
}
