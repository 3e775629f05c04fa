// Renews sessions whose access token has run out. Each request with the same refresh token gets the same successor: requests
// that arrive together, and a later one whose browser never got the answer that carried it. Where the tenant rotates refresh
// tokens, each is good once; where it does not, every request of such a browser would ask the tenant again.
import { type Background, type Clock, withTimeLimit } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { TenantLog } from '../tenant-log.ts'
import { dropOldest } from './drop-oldest.ts'
import type { Session } from './session.ts'
import { TENANT_TIMEOUT_MILLIS, type Tokens } from './tenant-client.ts'
import { isOfPerson, TenantRefusal } from './tenant-refusal.ts'

/** A token with less left is renewed: it has to outlive the request that it goes with. */
export const RENEW_BEFORE_SECONDS = 60
/**
 * Longest that a renewal is waited for. I/O dies with its request, so one that another request started may never settle; but one
 * that does has then: the tenant is asked twice at most, and no refresh token may be on its way twice.
 */
const RENEWAL_WAIT_MILLIS = 2 * TENANT_TIMEOUT_MILLIS + 1_000
/** Longest that a request waits whose token is good for a while yet: its answer should bring the next session, if that is soon. */
const RENEWAL_PATIENCE_MILLIS = 1_000
/** How long a renewal that failed is not tried again: a tenant that is in trouble must not be asked by every request. */
const RENEWAL_REST_MILLIS = 5_000
/** How many renewals an isolate remembers, some 3 KiB each. */
const RENEWALS_REMEMBERED_MAX = 1_000
/** How many it knows that are under way or have failed: more than begin while one can be under way, and small until they are done. */
const FLIGHTS_MAX = 10_000
/** How many renewals a browser may have missed and still be led to the last. */
const MISSED_MAX = 20

interface Flight {
  readonly done: Promise<Session>
  readonly sinceMillis: number
  /** Until when it stands, also when it has failed. */
  untilMillis: number
}

/** What a renewal uses. */
export interface RenewalOptions {
  readonly refresh: (refreshToken: string, subject: string) => Promise<Tokens>
  readonly clock: Clock
  readonly log: TenantLog
}

/** The renewals of one isolate. */
export class Renewal {
  readonly #options: RenewalOptions
  readonly #flights = new Map<string, Flight>()
  readonly #successors = new Map<string, Session>()

  constructor(options: RenewalOptions) {
    this.#options = options
  }

  /**
   * The session as it is now: with another access token, if the one that it came with is about to run out.
   *
   * @param background keeps a renewal alive that this request starts, also when its client has gone away
   * @throws ProblemError `session_expired` when the tenant gives no more tokens, `tenant_unavailable` when it can't be asked,
   *   `rate_limited` when it was asked too often for this person
   */
  async current(session: Session, background: Background): Promise<Session> {
    const latest = this.latest(session)
    const leftSeconds = latest.accessExpiresAt - this.#options.clock.now() / 1000
    if (leftSeconds > renewBeforeSeconds(latest)) return latest
    if (latest.refreshToken === null) {
      if (leftSeconds > 0) return latest
      throw new ProblemError('session_expired')
    }
    try {
      const patience = leftSeconds > 0 ? RENEWAL_PATIENCE_MILLIS : RENEWAL_WAIT_MILLIS
      return await this.#renew(latest, latest.refreshToken, patience, background)
    } catch (error) {
      // The token is good for a little while yet: until then neither an outage of the tenant nor a limit is the caller's business.
      if (error instanceof ProblemError && error.code !== 'session_expired' && leftSeconds > 0) return latest
      throw error
    }
  }

  /**
   * The session with another access token, for a request that was refused with the present one.
   *
   * @throws ProblemError as {@link current}
   */
  async replace(session: Session, background: Background): Promise<Session> {
    const latest = this.latest(session)
    if (latest.accessToken !== session.accessToken) return latest
    if (latest.refreshToken === null) throw new ProblemError('session_expired')
    return await this.#renew(latest, latest.refreshToken, RENEWAL_WAIT_MILLIS, background)
  }

  /** The session with the last tokens that this isolate has got for it. */
  latest(session: Session): Session {
    let latest = session
    for (let missed = 0; missed < MISSED_MAX; missed += 1) {
      const successor = this.#successors.get(latest.refreshToken ?? '')
      // By its subject and its beginning too: a token is never carried over into another session.
      if (successor?.subject !== session.subject || successor.startedAt !== session.startedAt) return latest
      // A refresh token that is not rotated leads to itself, and another isolate may have renewed the session since.
      if (successor.refreshToken === latest.refreshToken && successor.renewedAt <= latest.renewedAt) return latest
      latest = successor
    }
    return latest
  }

  async #renew(
    session: Session,
    refreshToken: string,
    patienceMillis: number,
    background: Background,
  ): Promise<Session> {
    const { clock } = this.#options
    const found = this.#flights.get(refreshToken)
    const flight = found !== undefined && clock.now() < found.untilMillis ? found : this.#start(session, refreshToken)
    if (flight !== found) background.waitUntil(flight.done.catch(() => undefined))
    const leftMillis = Math.max(0, flight.sinceMillis + patienceMillis - clock.now())
    return await withTimeLimit(flight.done, leftMillis, clock, () => new ProblemError('tenant_unavailable'))
  }

  #start(session: Session, refreshToken: string): Flight {
    const { clock } = this.#options
    const sinceMillis = clock.now()
    const flight: Flight = {
      done: this.#refresh(session, refreshToken),
      sinceMillis,
      untilMillis: sinceMillis + RENEWAL_WAIT_MILLIS,
    }
    this.#flights.delete(refreshToken)
    this.#flights.set(refreshToken, flight)
    dropOldest(this.#flights, FLIGHTS_MAX)
    flight.done.then(
      () => this.#flights.get(refreshToken) === flight && this.#flights.delete(refreshToken),
      () => (flight.untilMillis = clock.now() + RENEWAL_REST_MILLIS),
    )
    return flight
  }

  async #refresh(session: Session, refreshToken: string): Promise<Session> {
    const { refresh, clock, log } = this.#options
    let tokens: Tokens
    try {
      tokens = await refresh(refreshToken, session.subject)
    } catch (cause) {
      if (!(cause instanceof TenantRefusal)) throw cause
      if (isOfPerson(cause)) throw new ProblemError('session_expired', { cause })
      log('session_renewal_failed', { error: cause.error, description: cause.description })
      throw new ProblemError('tenant_unavailable', { cause })
    }
    // OpenID Connect Core §12.2: an id token that comes along is about the same person.
    const { sub } = tokens.claims
    if (sub !== undefined && sub !== session.subject) throw new ProblemError('session_expired')
    const renewed: Session = {
      ...session,
      accessToken: tokens.accessToken,
      accessExpiresAt: tokens.expiresAt,
      refreshToken: tokens.refreshToken ?? refreshToken,
      renewedAt: clock.now() / 1000,
    }
    this.#remember(refreshToken, renewed)
    return renewed
  }

  #remember(refreshToken: string, renewed: Session): void {
    this.#successors.delete(refreshToken)
    this.#successors.set(refreshToken, renewed)
    dropOldest(this.#successors, RENEWALS_REMEMBERED_MAX)
  }
}

// A renewed token serves for at least half of its life: where tokens live for a minute, each request would renew them otherwise.
function renewBeforeSeconds({ accessExpiresAt, startedAt, renewedAt }: Session): number {
  if (renewedAt === startedAt) return RENEW_BEFORE_SECONDS
  return Math.min(RENEW_BEFORE_SECONDS, (accessExpiresAt - renewedAt) / 2)
}
