// Measures rows by pairs: a sample of the reference, and soon after it one of the target. What counts is their ratio.
import type { TimedRow } from '../targets/all.ts'
import type { Credentials } from '../tenant/credentials.ts'
import { type Effort, type Sample, takeSample, type Target } from './sample.ts'
import { summarise, type Summary } from './statistics.ts'
import type { Traffic } from './traffic.ts'

/** What is known of a row in the end. Each ratio is of a sample to the reference measured before it. */
export interface Measurement {
  readonly name: string
  readonly title: string
  readonly cpuMicros: Summary
  readonly rps: Summary
  readonly p50Millis: Summary
  readonly cpuRatio: Summary
  readonly rpsRatio: Summary
  readonly p50Ratio: Summary
}

/** What to measure, and how often. */
export interface Plan {
  readonly rows: readonly TimedRow[]
  readonly reference: Target
  readonly credentials: Credentials
  readonly effort: Effort
  /** How many pairs a row gets. */
  readonly pairs: number
  /** Called after each pair. */
  readonly progress: (text: string) => void
}

/** How many rows one sample of the reference serves, one after the other. */
const USES_MAX = 2

interface Pair {
  readonly before: Sample
  readonly own: Sample
}

/** Measures all rows, round by round: whatever drifts meets every row alike. */
export async function measureRows(plan: Plan): Promise<Measurement[]> {
  const { rows, reference, credentials, effort, progress } = plan
  const references = new References(credentials, effort)
  const measured = rows.map((row) => ({ row, pairs: [] as Pair[] }))
  for (let round = 1; round <= plan.pairs; round++) {
    for (const { row, pairs } of measured) {
      const before = await references.sample(row.against ?? reference, row.traffic)
      const own = await takeSample(row.target, row.traffic, credentials, effort)
      pairs.push({ before, own })
      const ratio = (own.cpuMicros / before.cpuMicros).toFixed(2)
      progress(`${round}/${plan.pairs} ${row.name}: ${own.cpuMicros.toFixed(0)} µs, ${ratio} of the reference`)
    }
  }
  return measured.map(({ row, pairs }) => measurementOf(row, pairs))
}

/** Samples of what rows are compared with. */
class References {
  readonly #credentials: Credentials
  readonly #effort: Effort
  #latest: { readonly target: Target; readonly traffic: Traffic; readonly sample: Sample } | null = null
  #uses = 0

  constructor(credentials: Credentials, effort: Effort) {
    this.#credentials = credentials
    this.#effort = effort
  }

  async sample(target: Target, traffic: Traffic): Promise<Sample> {
    const latest = this.#latest
    if (latest?.target === target && latest.traffic === traffic && this.#uses++ < USES_MAX) return latest.sample
    const sample = await takeSample(target, traffic, this.#credentials, this.#effort)
    this.#latest = { target, traffic, sample }
    this.#uses = 1
    return sample
  }
}

function measurementOf({ name, title }: TimedRow, pairs: readonly Pair[]): Measurement {
  const figures = (of: (pair: Pair) => number): Summary => summarise(pairs.map(of))
  return {
    name,
    title,
    cpuMicros: figures(({ own }) => own.cpuMicros),
    rps: figures(({ own }) => own.rps),
    p50Millis: figures(({ own }) => own.p50Millis),
    cpuRatio: figures(({ own, before }) => own.cpuMicros / before.cpuMicros),
    rpsRatio: figures(({ own, before }) => own.rps / before.rps),
    p50Ratio: figures(({ own, before }) => own.p50Millis / before.p50Millis),
  }
}
