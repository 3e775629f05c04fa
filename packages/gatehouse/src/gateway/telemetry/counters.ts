// Counts the responses of the gateway's isolate: in total, and per minute for the last hour.
import type { Outcome, RecordedRequest } from '../handler.ts'

/** How many minutes are kept. */
const MINUTES_KEPT = 60
const MINUTE_MILLIS = 60_000
/** The upper bounds of response times in milliseconds; slower responses are counted in one more class. */
export const LATENCY_BOUNDS_MILLIS = [5, 10, 25, 50, 100, 250, 500, 1_000, 5_000] as const
/** Services can invent codes too: they must not fill the memory. */
const CODES_MAX = 64

/** The requests of one minute by the first digit of their status. */
export interface Minute {
  /** When it began, in seconds since the epoch. */
  readonly at: number
  readonly ok: number
  readonly refused: number
  readonly failed: number
}

/** The counts. */
export interface Counts {
  /** When the first request came, in seconds since the epoch. */
  readonly since: number | null
  readonly requests: number
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Refusals by code. */
  readonly codes: Readonly<Record<string, number>>
  /** Requests by service; the gateway's own answers are under `gateway`. */
  readonly services: Readonly<Record<string, number>>
  /**
   * Responses by their time: one count for each of the bounds (5, 10, 25, 50, 100, 250, 500, 1,000 and 5,000 ms), and one for slower
   * ones.
   */
  readonly latencies: readonly number[]
  /** The last hour, the oldest minute first; a minute without a request is missing. */
  readonly minutes: readonly Minute[]
}

/** The counters of one isolate. */
export class Counters {
  #since: number | null = null
  #requests = 0
  readonly #statuses = new Map<number, number>()
  readonly #codes = new Map<string, number>()
  readonly #services = new Map<string, number>()
  readonly #latencies: number[] = Array.from({ length: LATENCY_BOUNDS_MILLIS.length + 1 }, () => 0)
  #minutes: { at: number; ok: number; refused: number; failed: number }[] = []

  /** Counts a request that was answered. */
  count({ row, startedAt }: RecordedRequest, { status, code, millis }: Outcome): void {
    // Not when the isolate starts: Workers have no time before their first request.
    this.#since ??= Math.floor(startedAt / 1000)
    this.#requests += 1
    increment(this.#statuses, status)
    if (code !== null && (this.#codes.has(code) || this.#codes.size < CODES_MAX)) increment(this.#codes, code)
    increment(this.#services, row?.service ?? 'gateway')
    const bound = LATENCY_BOUNDS_MILLIS.findIndex((upper) => millis <= upper)
    const bucket = bound === -1 ? LATENCY_BOUNDS_MILLIS.length : bound
    this.#latencies[bucket] = (this.#latencies[bucket] ?? 0) + 1
    const minute = this.#minute(startedAt)
    if (status >= 500) minute.failed += 1
    else if (status >= 400) minute.refused += 1
    else minute.ok += 1
  }

  /** Returns the counts. */
  inspect(): Counts {
    return {
      since: this.#since,
      requests: this.#requests,
      statuses: Object.fromEntries(this.#statuses),
      codes: Object.fromEntries(this.#codes),
      services: Object.fromEntries(this.#services),
      latencies: [...this.#latencies],
      minutes: this.#minutes.map((minute) => ({ ...minute })),
    }
  }

  // Clocks of overlapping requests may differ a little: a late one counts in the newest minute.
  #minute(now: number) {
    const at = Math.floor(now / MINUTE_MILLIS) * (MINUTE_MILLIS / 1000)
    const newest = this.#minutes.at(-1)
    if (newest !== undefined && newest.at >= at) return newest
    const minute = { at, ok: 0, refused: 0, failed: 0 }
    const oldest = at - (MINUTES_KEPT - 1) * (MINUTE_MILLIS / 1000)
    this.#minutes = [...this.#minutes.filter((kept) => kept.at >= oldest), minute]
    return minute
  }
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
