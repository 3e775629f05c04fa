// Leaves an origin alone that has stopped answering, so that its callers need not wait for nothing and it can come back in
// peace. A state machine on the clock that it is given; it knows nothing of requests.
import type { Clock } from '#access'

/** So many failures in a row are no accident. A restart of the origin costs one or two calls, most of them saved by the retry. */
export const BREAKER_FAILURES = 5
/** Failures further apart than this say nothing of now. Twice the usual time limit, so that timeouts add up too. */
export const BREAKER_WINDOW_MILLIS = 60_000
/** Long enough for a process to start again, short enough that nobody notices who did not call meanwhile. */
export const BREAKER_REST_MILLIS = 10_000
/** What callers are told to wait while somebody else's call is the trial. */
const TRIAL_RETRY_SECONDS = 1

/** What became of a call: the origin answered, it did not, or it can't be told (the caller failed, not the origin). */
export type CallOutcome = 'answered' | 'failed' | 'undecided'

/** A call that may be made. */
export interface Call {
  /** Whether it decides if the origin is back. */
  readonly isTrial: boolean
  /** Says what became of it; once. @returns whether the origin is left alone from now on because of it */
  end(outcome: CallOutcome): boolean
}

/** No call may be made. */
export interface Pause {
  readonly retryAfterSeconds: number
}

type State =
  | { readonly kind: 'closed'; readonly failedAt: readonly number[] }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'trying'; readonly until: number }

/** The breaker of one origin, in one isolate. */
export class Breaker {
  readonly #clock: Pick<Clock, 'now'>
  readonly #trialMillis: number
  #state: State = { kind: 'closed', failedAt: [] }
  // Counts changes of kind: what a call says that began before the last one is history.
  #epoch = 0

  /** @param trialMillis the longest that a call may take. A trial that says nothing by then died with the request it was made for */
  constructor(clock: Pick<Clock, 'now'>, trialMillis: number) {
    this.#clock = clock
    this.#trialMillis = trialMillis
  }

  /** Asks whether a call may be made. */
  begin(): Call | Pause {
    const state = this.#state
    if (state.kind === 'closed') return this.#call(false)
    const left = state.until - this.#clock.now()
    if (left > 0) return { retryAfterSeconds: state.kind === 'open' ? Math.ceil(left / 1000) : TRIAL_RETRY_SECONDS }
    this.#enter({ kind: 'trying', until: this.#clock.now() + this.#trialMillis })
    return this.#call(true)
  }

  #call(isTrial: boolean): Call {
    const epoch = this.#epoch
    return { isTrial, end: (outcome) => epoch === this.#epoch && this.#judge(outcome) }
  }

  #judge(outcome: CallOutcome): boolean {
    const state = this.#state
    const now = this.#clock.now()
    if (state.kind === 'closed') {
      if (outcome === 'undecided') return false
      const recent = state.failedAt.filter((at) => now - at < BREAKER_WINDOW_MILLIS)
      const failedAt = outcome === 'answered' ? [] : [...recent, now]
      if (failedAt.length >= BREAKER_FAILURES) return this.#rest(now + BREAKER_REST_MILLIS)
      this.#state = { kind: 'closed', failedAt }
      return false
    }
    if (outcome === 'answered') this.#enter({ kind: 'closed', failedAt: [] })
    // A trial that decides nothing leaves the decision to the next call.
    else if (outcome === 'undecided') this.#enter({ kind: 'open', until: now })
    else return this.#rest(now + BREAKER_REST_MILLIS)
    return false
  }

  #rest(until: number): true {
    this.#enter({ kind: 'open', until })
    return true
  }

  #enter(state: State): void {
    this.#state = state
    this.#epoch += 1
  }
}
