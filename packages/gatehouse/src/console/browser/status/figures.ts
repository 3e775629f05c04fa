// Computes the values that the page draws from the gateway's figures. This module does not touch the page or read a clock.
import type { GateStatus } from '../../../access/index.ts'
import type { KeyStoreStatus } from '../../../tenant/keys/key-store.ts'
import { type Counts, LATENCY_BOUNDS_MILLIS, type Minute, MINUTES_KEPT } from '../../../gateway/telemetry/counters.ts'
import type { Readiness } from '../../../gateway/telemetry/readiness.ts'

/** The response of `GET /status/figures`. */
export type Status = GateStatus & KeyStoreStatus & { readonly counts: Counts }

/** The figures of one moment. */
export interface Findings {
  readonly status: Status
  /** `null` when the gateway did not say. */
  readonly readiness: Readiness | null
  /** In seconds since the epoch. */
  readonly at: number
}

/** How many requests there were, and how many of them were answered, refused and failed. */
export interface Totals {
  readonly requests: number
  readonly refused: number
  readonly failed: number
}

/** The results of all requests since the isolate started. */
export function totalsOf({ requests, statuses }: Counts): Totals {
  let refused = 0
  let failed = 0
  for (const [status, count] of Object.entries(statuses)) {
    if (Number(status) >= 500) failed += count
    else if (Number(status) >= 400) refused += count
  }
  return { requests, refused, failed }
}

/** The last hour, the oldest minute first, with the minutes without a request. @param now in seconds since the epoch */
export function hourOf({ minutes }: Counts, now: number): Minute[] {
  // The reader's clock may be behind the gateway's.
  const newest = Math.max(Math.floor(now / 60) * 60, minutes.at(-1)?.at ?? 0)
  return Array.from({ length: MINUTES_KEPT }, (_, index) => {
    const at = newest - (MINUTES_KEPT - 1 - index) * 60
    return minutes.find((minute) => minute.at === at) ?? { at, ok: 0, refused: 0, failed: 0 }
  })
}

/**
 * Returns the bound within which this share of the responses arrived, in milliseconds.
 *
 * @param share from 0 to 1
 * @returns `Infinity` when it is slower than the last bound, `null` when there was no response
 */
export function boundOf({ latencies }: Counts, share: number): number | null {
  const total = latencies.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let counted = 0
  for (const [index, count] of latencies.entries()) {
    counted += count
    if (counted >= share * total) return LATENCY_BOUNDS_MILLIS[index] ?? Infinity
  }
  return Infinity
}

/** Returns counts by name, the largest first, without zeros. */
export function ranked(counts: Readonly<Record<string, number>>): [name: string, count: number][] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([one, a], [other, b]) => b - a || one.localeCompare(other))
}

/** Returns the end of a scale that contains this number: even, so that its middle is a whole number too. */
export function scaleEnd(greatest: number): number {
  const small = [2, 4, 6, 8, 10].find((end) => end >= greatest)
  if (small !== undefined) return small
  for (let power = 1; ; power *= 10) {
    const end = [12, 16, 20, 30, 40, 50, 60, 80, 100].map((step) => step * power).find((end) => end >= greatest)
    if (end !== undefined) return end
  }
}
