// Types of what the isolates of a gateway hand over about its parts: whether they are ready, and the circuit breakers of HTTP origins.

/** Checks of one part, which `GET /ready` and the cron make. */
export interface PartChecks {
  /** How many checks found it ready. */
  ready: number
  failed: number
  /** The checks that failed, by the reason in words. */
  reasons: Record<string, number>
}

/** What an isolate found at its latest check of a part, and its checks since it reported last. */
export interface PartReport extends PartChecks {
  readonly isReady: boolean
  /** Why it is not ready. */
  readonly reason: string | null
}

/** The checks of a part within a step of time. */
export interface PartStep {
  /** When it began, in seconds since the epoch. */
  readonly at: number
  readonly ready: number
  readonly failed: number
}

/** A part of the gateway: its keys, or a service. Times are in seconds since the epoch. */
export interface PartHistory {
  readonly name: string
  /** What the latest check of any isolate found. */
  readonly isReady: boolean
  readonly reason: string | null
  /** When that began. */
  readonly since: number
  readonly lastCheck: number
  /** The checks of the time range, the oldest step first; a step without a check is missing. */
  readonly steps: readonly PartStep[]
}

/** A circuit breaker of an isolate that is not closed. Times are in seconds since the epoch. */
export interface OpenBreaker {
  readonly state: 'closed' | 'open' | 'trying'
  readonly since: number | null
  /** How many operations of the service are not called because their responses are late. */
  readonly slowOperations: number
  readonly lastFailure: { readonly at: number; readonly reason: string } | null
}

/** The circuit breakers of one service, in the isolates that have reported within the last minute. */
export interface BreakerSummary {
  readonly service: string
  /** How many isolates do not call it at all. */
  readonly open: number
  /** How many isolates do not call some of its operations. */
  readonly slow: number
  readonly lastFailure: { readonly at: number; readonly reason: string } | null
}
