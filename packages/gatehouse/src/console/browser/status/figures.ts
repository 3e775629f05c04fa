// Computes the values that the page draws from the gateway's figures. This module does not touch the page or read a clock.
import type { GateStatus } from '../../../access/index.ts'
import type { DeploymentFigures, ExchangeStatus } from '../../../gateway/exchange-types.ts'
import type { Range, Step } from '../../../gateway/figure-types.ts'
import type { SignInReport } from '../../../gateway/sign-in-types.ts'
import { type Counts, LATENCY_BOUNDS_MILLIS } from '../../../gateway/telemetry/counters.ts'
import type { Readiness } from '../../../gateway/telemetry/readiness.ts'
import type { WorkerVersion } from '../../../gateway/telemetry/version.ts'
import type { KeyStoreStatus } from '../../../tenant/keys/key-store.ts'

/** The response of `GET /status/figures`. */
export type Status = GateStatus &
  KeyStoreStatus & {
    readonly counts: Counts
    readonly exchange: ExchangeStatus
    readonly version: WorkerVersion | null
    readonly place: { readonly colo: string | null; readonly country: string | null }
  }

/** The response of `GET /status/deployment`. */
export type Deployment = Omit<DeploymentFigures, 'signInsSince' | 'since'>

/** The response of `GET /status/sign-ins`. */
export type SignIns = SignInReport

/** The figures of one moment. */
export interface Findings {
  readonly status: Status
  /** `null` when the gateway did not say. */
  readonly readiness: Readiness | null
  /** The figures of all isolates; `null` without an exchange. */
  readonly deployment: Deployment | null
  readonly signIns: SignIns | null
  /** In seconds since the epoch. */
  readonly at: number
}

/** The requests of a time range, of all isolates or of one. */
export interface Requests {
  readonly range: Range
  readonly requests: number
  readonly refused: number
  readonly failed: number
  readonly latencies: readonly number[]
  readonly codes: Readonly<Record<string, number>>
  readonly services: Readonly<Record<string, number>>
  readonly steps: readonly Step[]
}

/** The length of a column by range, and how many there are. */
const COLUMNS = {
  hour: { seconds: 60, count: 60 },
  day: { seconds: 3_600, count: 24 },
  week: { seconds: 6 * 3_600, count: 28 },
  month: { seconds: 86_400, count: 30 },
} as const satisfies Record<Range, { readonly seconds: number; readonly count: number }>

/** The figures that the requests are read from. */
interface RequestFigures {
  readonly deployment:
    | (Pick<Deployment, 'range' | 'services' | 'steps'> & {
        readonly totals: Pick<Deployment['totals'], 'codes' | 'failed' | 'latencies' | 'refused' | 'requests'>
      })
    | null
  readonly status: Pick<Status, 'counts'>
}

/** The requests to show: of all isolates where that is known, else of the isolate that answered. */
export function requestsOf({ deployment, status: { counts } }: RequestFigures): Requests {
  if (deployment !== null) {
    const { range, totals, services, steps } = deployment
    return { ...totals, range, services, steps }
  }
  const { requests, statuses, latencies, codes, services, minutes } = counts
  let [refused, failed] = [0, 0]
  for (const [status, count] of Object.entries(statuses)) {
    if (Number(status) >= 500) failed += count
    else if (Number(status) >= 400) refused += count
  }
  return { range: 'hour', requests, refused, failed, latencies, codes, services, steps: minutes }
}

/**
 * Adds steps up to the columns of a range, the oldest first, with those without a step.
 *
 * @param now in seconds since the epoch
 * @param offsetSeconds of the reader's clock from UTC: a day is the reader's
 * @param size another length of a column than that of the range, in seconds
 */
export function columnsOf(
  steps: readonly Readonly<Record<string, number>>[],
  range: Range,
  now: number,
  offsetSeconds: number,
  size: number = COLUMNS[range].seconds,
): (Record<string, number> & { readonly at: number })[] {
  const startOf = (at: number): number => Math.floor((at + offsetSeconds) / size) * size - offsetSeconds
  // The reader's clock may be behind the gateway's.
  const newest = startOf(Math.max(now, steps.at(-1)?.['at'] ?? 0))
  const { seconds, count } = COLUMNS[range]
  const length = Math.round((seconds * count) / size)
  const columns = Array.from({ length }, (_, index) => ({ at: newest - (length - 1 - index) * size }))
  const byStart = new Map<number, Record<string, number>>(columns.map((column) => [column.at, column]))
  for (const { at = 0, ...counts } of steps) {
    const column = byStart.get(startOf(at))
    if (column === undefined) continue
    for (const [name, value] of Object.entries(counts)) column[name] = (column[name] ?? 0) + value
  }
  return columns
}

/**
 * Returns the bound within which this share of the responses arrived, in milliseconds.
 *
 * @param share from 0 to 1
 * @returns `Infinity` when it is slower than the last bound, `null` when there was no response
 */
export function boundOf({ latencies }: Pick<Requests, 'latencies'>, share: number): number | null {
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
