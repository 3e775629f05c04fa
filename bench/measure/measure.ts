// Measures rows by pairs: a sample of the reference, and right after it one of the target. What counts is their ratio.
import type { Row } from '../targets/all.ts'
import type { Credentials } from '../tenant/credentials.ts'
import { type Effort, type Sample, takeSample, type Target } from './sample.ts'
import { summarise, type Summary } from './statistics.ts'

/** What is known of a row in the end. Each ratio is of a sample to the reference measured right before it. */
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
  readonly rows: readonly Row[]
  readonly reference: Target
  readonly credentials: Credentials
  readonly effort: Effort
  /** Pairs of a main row, and of any other. */
  readonly pairs: number
  readonly otherPairs: number
  /** Called after each pair. */
  readonly progress: (text: string) => void
}

interface Pair {
  readonly before: Sample
  readonly own: Sample
}

/** Measures all rows, round by round: whatever drifts meets every row alike. */
export async function measureRows(plan: Plan): Promise<Measurement[]> {
  const { rows, reference, credentials, effort, progress } = plan
  const measured = rows.map((row) => ({ row, pairs: [] as Pair[] }))
  for (let round = 1; round <= plan.pairs; round++) {
    for (const { row, pairs } of measured) {
      if (!row.isMain && round > plan.otherPairs) continue
      const before = await takeSample(row.against ?? reference, row.traffic, credentials, effort)
      const own = await takeSample(row.target, row.traffic, credentials, effort)
      pairs.push({ before, own })
      const ratio = (own.cpuMicros / before.cpuMicros).toFixed(2)
      progress(`${round}/${plan.pairs} ${row.name}: ${own.cpuMicros.toFixed(0)} µs, ${ratio} of the reference`)
    }
  }
  return measured.map(({ row, pairs }) => measurementOf(row, pairs))
}

function measurementOf({ name, title }: Row, pairs: readonly Pair[]): Measurement {
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
