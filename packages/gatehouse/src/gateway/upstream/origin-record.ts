// Records how an origin does, for `GET /ready` and the status page: the state of its breakers, and its last failure in words. The words are
// our own: no address, no message of the runtime and nothing of a request is in them.
import type { Clock } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { Breaker, BreakerState } from './circuit-breaker.ts'
import { UnreachableHost } from './unreachable-host.ts'

/** A failure of an origin. */
export interface OriginFailure {
  /** In seconds since the epoch. */
  readonly at: number
  readonly reason: string
}

/** How an origin does, as this isolate knows. */
export interface OriginHealth {
  /** `open`: the origin is not called. `trying`: one call decides. */
  readonly state: BreakerState
  /** Since when, in seconds since the epoch; `null` since the isolate started. */
  readonly since: number | null
  /** How many operations are not called because their responses are late. */
  readonly slowOperations: number
  readonly lastFailure: OriginFailure | null
}

/** The record of one origin. */
export class OriginRecord {
  readonly #clock: Pick<Clock, 'now'>
  readonly #connections: Pick<Breaker, 'inspect'>
  readonly #routes: Pick<Breaker, 'inspect'>[] = []
  #lastFailure: OriginFailure | null = null

  /** @param connections the breaker of the origin */
  constructor(clock: Pick<Clock, 'now'>, connections: Pick<Breaker, 'inspect'>) {
    this.#clock = clock
    this.#connections = connections
  }

  /** Adds the breaker of a route. */
  addRoute(answers: Pick<Breaker, 'inspect'>): void {
    this.#routes.push(answers)
  }

  /** Records why a call was not answered. A refusal of the request itself is no failure of the origin. */
  fail(error: unknown, timeoutMillis: number): void {
    const reason = reasonOf(error, timeoutMillis)
    if (reason !== null) this.#lastFailure = { at: secondsOf(this.#clock.now()), reason }
  }

  /** Returns how the origin does. */
  inspect(): OriginHealth {
    const { state, since } = this.#connections.inspect()
    return {
      state,
      since: since === null ? null : secondsOf(since),
      slowOperations: this.#routes.filter((route) => route.inspect().state !== 'closed').length,
      lastFailure: this.#lastFailure,
    }
  }
}

function reasonOf(error: unknown, timeoutMillis: number): string | null {
  if (!(error instanceof ProblemError)) return null
  if (error.cause instanceof UnreachableHost) return error.cause.message
  if (error.code === 'service_timeout') return `no answer within ${timeoutMillis / 1000} s`
  return error.code === 'service_failed' ? 'the connection failed' : null
}

function secondsOf(millis: number): number {
  return Math.floor(millis / 1000)
}
