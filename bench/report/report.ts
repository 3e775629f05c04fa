// What a report is made of.
import type { Measurement } from '../measure/measure.ts'
import type { Memory } from '../more/memory.ts'
import type { Asked } from '../more/simulation.ts'
import type { Remembered } from '../more/token-memory.ts'
import type { Findings } from './goals.ts'

/** Everything that a report is made of. */
export interface Report extends Findings {
  readonly measurements: readonly Measurement[]
  readonly asked: readonly Asked[]
  readonly remembered: readonly Remembered[]
  readonly memory: Memory | null
  readonly machine: string
  readonly pairs: number
  readonly newTokens: number
  readonly minutes: number
  readonly quick: boolean
}
