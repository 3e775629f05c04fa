// Implements a circuit breaker: it stops calls to an origin, or to one route of it, that no longer answers, so that callers need not wait
// and the origin can recover. A state machine on a given clock; it knows nothing of requests.
import type { Clock } from '../../access/index.ts'

/** Fewer failures than this do not open the breaker. A restart of the origin costs one or two calls, most of them saved by the retry. */
export const BREAKER_FAILURES_MIN = 5
/**
 * The number of the latest failures that are considered. The circuit opens if there are no more successes than failures, so half of a
 * stream of calls has to fail. With so many calls chance does not decide.
 */
export const BREAKER_FAILURES_MAX = 20
/** Failures that are further apart than this do not count together. Twice the usual time limit, so that timeouts add up too. */
export const BREAKER_WINDOW_MILLIS = 60_000
/** Long enough for a process to restart, short enough that few callers notice. */
export const BREAKER_REST_MILLIS = 10_000
/** The `Retry-After` while another call is the trial. */
const TRIAL_RETRY_SECONDS = 1

/** The outcome of a call: it was answered, it failed, or it is unknown (the caller failed, or something else did). */
export type CallOutcome = 'answered' | 'failed' | 'undecided'

/** A change of the breaker because of a call. */
export type Transition = 'opens' | 'closes'

/** An allowed call. */
export interface Call {
  /** Whether it decides if calls are allowed again. */
  readonly isTrial: boolean
  /** Reports its outcome, once. @returns the change of the breaker because of it, if any */
  end(outcome: CallOutcome): Transition | null
}

/** The call is not allowed. */
export interface Pause {
  readonly retryAfterSeconds: number
}

/** The kinds of states: calls are allowed, they are not, one call decides. */
export type BreakerState = 'closed' | 'open' | 'trying'

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'trying'; readonly until: number; readonly trial: number }

interface Failure {
  readonly beganAt: number
  readonly endedAt: number
}

/** A circuit breaker in one isolate. */
export class Breaker {
  readonly #clock: Pick<Clock, 'now'>
  readonly #trialMillis: number
  #state: State = { kind: 'closed' }
  // When that state began; `null` until the first change.
  #since: number | null = null
  // Counts changes of state: the outcome of a call that began before the last change is ignored.
  #epoch = 0
  #trials = 0
  #failures: readonly Failure[] = []
  // When the latest successes ended, in a ring. One more than the failures that are counted: if it is full, there are more successes
  // than failures.
  readonly #answeredAt: number[] = []
  #answers = 0

  /** @param trialMillis how long others wait for a trial before the next is made: it may be slow, or have died with its request */
  constructor(clock: Pick<Clock, 'now'>, trialMillis: number) {
    this.#clock = clock
    this.#trialMillis = trialMillis
  }

  /** Returns its state, and since when it has that, in milliseconds; `null` since it was created. */
  inspect(): { readonly state: BreakerState; readonly since: number | null } {
    return { state: this.#state.kind, since: this.#since }
  }

  /** Asks whether a call is allowed. */
  begin(): Call | Pause {
    const state = this.#state
    const now = this.#clock.now()
    if (state.kind === 'closed') return this.#call(now, null)
    const left = state.until - now
    if (left > 0) return { retryAfterSeconds: state.kind === 'open' ? Math.ceil(left / 1000) : TRIAL_RETRY_SECONDS }
    const trying: State = { kind: 'trying', until: now + this.#trialMillis, trial: ++this.#trials }
    if (state.kind === 'trying') this.#state = trying
    else this.#changeTo(trying)
    return this.#call(now, trying.trial)
  }

  #call(beganAt: number, trial: number | null): Call {
    const epoch = this.#epoch
    const end = (outcome: CallOutcome): Transition | null => {
      if (epoch !== this.#epoch) return null
      const now = this.#clock.now()
      return this.#state.kind === 'trying' ? this.#endTrial(outcome, trial, now) : this.#count(outcome, beganAt, now)
    }
    return { isTrial: trial !== null, end }
  }

  #count(outcome: CallOutcome, beganAt: number, now: number): Transition | null {
    if (outcome === 'answered') this.#answeredAt[this.#answers++ % (BREAKER_FAILURES_MAX + 1)] = now
    if (outcome !== 'failed') return null
    const recent = this.#failures.filter(({ endedAt }) => now - endedAt < BREAKER_WINDOW_MILLIS)
    this.#failures = [...recent, { beganAt, endedAt: now }].slice(-BREAKER_FAILURES_MAX)
    return this.#hasFailed() ? this.#open(now) : null
  }

  #endTrial(outcome: CallOutcome, trial: number | null, now: number): Transition | null {
    // An answer is an answer, however late.
    if (outcome === 'answered') {
      this.#changeTo({ kind: 'closed' })
      return 'closes'
    }
    if (this.#state.kind !== 'trying' || this.#state.trial !== trial) return null
    if (outcome === 'failed') return this.#open(now)
    // A trial without a decision leaves the decision to the next call.
    this.#changeTo({ kind: 'open', until: now })
    return null
  }

  // By the successes that ended after the first of the failed calls began, and not by the order in which calls end: many slow calls
  // run out of time in one moment, and say nothing against what was answered while they waited.
  #hasFailed(): boolean {
    const failures = this.#failures
    if (failures.length < BREAKER_FAILURES_MIN) return false
    const since = Math.min(...failures.map(({ beganAt }) => beganAt))
    return this.#answeredAt.filter((at) => at >= since).length <= failures.length
  }

  #open(now: number): Transition {
    this.#changeTo({ kind: 'open', until: now + BREAKER_REST_MILLIS })
    return 'opens'
  }

  #changeTo(state: State): void {
    // A trial that fails or decides nothing continues the time in which the origin is not called.
    if ((this.#state.kind === 'closed') !== (state.kind === 'closed')) this.#since = this.#clock.now()
    this.#state = state
    this.#epoch += 1
    this.#failures = []
    this.#answeredAt.length = 0
    this.#answers = 0
  }
}
