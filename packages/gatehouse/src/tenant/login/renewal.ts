// Renews sessions whose access token has expired. Each request with the same refresh token gets the same successor: requests that arrive
// together, and a later one whose browser never received the response with the new session. If the tenant rotates refresh tokens, each is
// valid once; if it does not, every request of such a browser would ask the tenant again.
import { type Background, type Clock, withTimeLimit } from '../../access/index.ts'
import { isOfPerson } from '../../problem/login-errors.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { TenantLog } from '../tenant-log.ts'
import { dropOldest } from './drop-oldest.ts'
import type { Session } from './session.ts'
import { TENANT_TIMEOUT_MILLIS, type Tokens } from './tenant-client.ts'
import { TenantRefusal } from './tenant-refusal.ts'

/** A token with less remaining time is renewed: it must be valid until its request ends. */
export const RENEW_BEFORE_SECONDS = 60
/**
 * How long a request waits for a renewal. I/O ends with its request, so a renewal of another request may never settle. One that does
 * settles within this time: the tenant is asked twice at most, and one refresh token must not be sent twice at once.
 */
const RENEWAL_WAIT_MILLIS = 2 * TENANT_TIMEOUT_MILLIS + 1_000
/** How long a request waits whose token is still valid for a while: its response should contain the next session if that arrives soon. */
const RENEWAL_PATIENCE_MILLIS = 1_000
/** How long a failed renewal is not repeated: not every request may ask a tenant that is failing. */
const RENEWAL_REST_MILLIS = 5_000
/** How many renewals an isolate remembers, some 3 KiB each. */
const RENEWALS_REMEMBERED_MAX = 1_000
/** How many pending or failed renewals it remembers: more than start while one can be pending. They are small until they finish. */
const FLIGHTS_MAX = 10_000
/** How many renewals a browser may have missed and still get the last one. */
const MISSED_MAX = 20

interface Flight {
  readonly done: Promise<Session>
  readonly sinceMillis: number
  /** Until when it applies, also when it has failed. */
  untilMillis: number
}

/** The dependencies of a renewal. */
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
   * Returns the current session: with another access token, if that of the request is about to expire.
   *
   * @param background keeps a renewal alive that this request starts, also when its client has disconnected
   * @throws ProblemError `session_expired` when the tenant issues no more tokens, `tenant_unavailable` when it cannot be reached,
   *   `rate_limited` when it was asked too often for this user
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
      // The token is still valid for a little while: until then an outage of the tenant or a limit does not affect the caller.
      if (error instanceof ProblemError && error.code !== 'session_expired' && leftSeconds > 0) return latest
      throw error
    }
  }

  /**
   * Returns the session with another access token, for a request that was refused with the current one.
   *
   * @throws ProblemError as {@link current}
   */
  async replace(session: Session, background: Background): Promise<Session> {
    const latest = this.latest(session)
    if (latest.accessToken !== session.accessToken) return latest
    if (latest.refreshToken === null) throw new ProblemError('session_expired')
    return await this.#renew(latest, latest.refreshToken, RENEWAL_WAIT_MILLIS, background)
  }

  /** Returns the session with the last tokens that this isolate has received for it. */
  latest(session: Session): Session {
    let latest = session
    for (let missed = 0; missed < MISSED_MAX; missed += 1) {
      const successor = this.#successors.get(latest.refreshToken ?? '')
      // By its subject and its start too: a token is never used in another session.
      if (successor?.subject !== session.subject || successor.startedAt !== session.startedAt) return latest
      // Without rotation a refresh token is its own successor, and another isolate may have renewed the session meanwhile.
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
    // OpenID Connect Core §12.2: an id token in the response must be about the same user.
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

// A renewed token is used for at least half of its lifetime. Otherwise each request would renew tokens that are valid for a minute.
function renewBeforeSeconds({ accessExpiresAt, startedAt, renewedAt }: Session): number {
  if (renewedAt === startedAt) return RENEW_BEFORE_SECONDS
  return Math.min(RENEW_BEFORE_SECONDS, (accessExpiresAt - renewedAt) / 2)
}
