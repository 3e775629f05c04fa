// What the gateway knows of one request, gathered while it is served: for its log line and for the counters.
import type { Verdict } from '#access'
import type { RouteRow } from './route-table.ts'
import type { Identity } from './travel.ts'

/** One request. */
export interface Visit extends Identity {
  /** When it arrived, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly method: string
  /** The operation, or `null` when there is none at its path. */
  readonly row: RouteRow | null
  /** What became of its token, once that is known. */
  verdict: Verdict | null
}

/** What came of it. */
export interface Outcome {
  readonly status: number
  /** The code of a refusal, whoever made it. */
  readonly code: string | null
  /** From its arrival to the head of its answer. */
  readonly millis: number
}
