// Renews sessions whose access token has run out. A refresh token is good once, so whoever comes with the same one gets the
// same successor: requests that arrive together, and a later one whose browser never got the answer that carried it.
import { type Background, type Clock, Refusal, withTimeLimit } from '#access'
import type { TenantLog } from '../tenant-log.ts'
import type { Session } from './session.ts'
import type { Tokens } from './tenant-client.ts'
import { TenantRefusal } from './tenant-refusal.ts'

/** A token with less left is renewed: it has to outlive the request that it goes with. */
const RENEW_BEFORE_SECONDS = 60
/** Longest that a renewal is waited for. I/O dies with its request, so one that another request started may never settle. */
const RENEWAL_WAIT_MILLIS = 8_000
/** How many renewals an isolate remembers, some 3 KiB each. */
const RENEWALS_REMEMBERED_MAX = 1_000
/** How many renewals a browser may have missed and still be led to the last. */
const MISSED_MAX = 20

interface Flight {
  readonly done: Promise<Session>
  readonly sinceMillis: number
}

/** What a renewal stands on. */
export interface RenewalParts {
  readonly refresh: (refreshToken: string) => Promise<Tokens>
  readonly clock: Clock
  readonly log: TenantLog
}

/** The renewals of one isolate. */
export class Renewal {
  readonly #parts: RenewalParts
  readonly #flights = new Map<string, Flight>()
  readonly #successors = new Map<string, Session>()

  constructor(parts: RenewalParts) {
    this.#parts = parts
  }

  /**
   * The session as it is now: with another access token, if the one that it came with is about to run out.
   *
   * @param background keeps a renewal alive that this request starts, also when its client has gone away
   * @throws Refusal `session_expired` when the tenant gives no more tokens, `tenant_unavailable` when it can't be asked
   */
  async current(session: Session, background: Background): Promise<Session> {
    const latest = this.latest(session)
    const leftSeconds = latest.accessExpiresAt - this.#parts.clock.now() / 1000
    if (leftSeconds > RENEW_BEFORE_SECONDS) return latest
    if (latest.refreshToken === null) {
      if (leftSeconds > 0) return latest
      throw new Refusal('session_expired')
    }
    try {
      return await this.#renew(latest, latest.refreshToken, background)
    } catch (error) {
      // The token is good for a little while yet: an outage of the tenant is nobody's business until then.
      if (error instanceof Refusal && error.code === 'tenant_unavailable' && leftSeconds > 0) return latest
      throw error
    }
  }

  /** The session with the last tokens that this isolate has got for it. */
  latest(session: Session): Session {
    let latest = session
    for (let missed = 0; missed < MISSED_MAX; missed += 1) {
      const successor = this.#successors.get(latest.refreshToken ?? '')
      // By its subject and its beginning too: a token is never carried over into another session.
      if (successor?.subject !== session.subject || successor.startedAt !== session.startedAt) return latest
      latest = successor
    }
    return latest
  }

  async #renew(session: Session, refreshToken: string, background: Background): Promise<Session> {
    const { clock } = this.#parts
    let flight = this.#flights.get(refreshToken)
    if (flight === undefined || clock.now() - flight.sinceMillis >= RENEWAL_WAIT_MILLIS) {
      flight = { done: this.#refresh(session, refreshToken), sinceMillis: clock.now() }
      const started = flight
      this.#flights.set(refreshToken, started)
      const land = () => {
        if (this.#flights.get(refreshToken) === started) this.#flights.delete(refreshToken)
      }
      background.waitUntil(started.done.then(land, land))
    }
    const leftMillis = flight.sinceMillis + RENEWAL_WAIT_MILLIS - clock.now()
    return await withTimeLimit(flight.done, leftMillis, clock, () => new Refusal('tenant_unavailable'))
  }

  async #refresh(session: Session, refreshToken: string): Promise<Session> {
    const { refresh, log } = this.#parts
    let tokens: Tokens
    try {
      tokens = await refresh(refreshToken)
    } catch (cause) {
      if (!(cause instanceof TenantRefusal)) throw cause
      // RFC 6749 §5.2. Any other refusal is about the application and not about this session.
      if (cause.error === 'invalid_grant') throw new Refusal('session_expired', { cause })
      log('session_renewal_failed', { error: cause.error, description: cause.description })
      throw new Refusal('tenant_unavailable', { cause })
    }
    // OpenID Connect Core §12.2: an id token that comes along is about the same person.
    const { sub } = tokens.claims
    if (sub !== undefined && sub !== session.subject) throw new Refusal('session_expired')
    const renewed: Session = {
      ...session,
      accessToken: tokens.accessToken,
      accessExpiresAt: tokens.expiresAt,
      refreshToken: tokens.refreshToken ?? refreshToken,
    }
    if (renewed.refreshToken !== refreshToken) this.#remember(refreshToken, renewed)
    return renewed
  }

  #remember(refreshToken: string, renewed: Session): void {
    this.#successors.set(refreshToken, renewed)
    const [oldest] = this.#successors.keys()
    if (this.#successors.size > RENEWALS_REMEMBERED_MAX && oldest !== undefined) this.#successors.delete(oldest)
  }
}
