// Counts the instructions of a request to everything that runs on workerd, and those of first requests. Each count is repeated in a fresh process.
import { readFileSync } from 'node:fs'
import { summarise, type Summary } from '../measure/statistics.ts'
import type { Traffic } from '../measure/traffic.ts'
import type { WorkerdTarget } from '../targets/workers.ts'
import type { Counter } from './counter.ts'
import { countFirstRequests, type FirstRequestCost } from './first-request.ts'
import { instructionsPerRequest } from './steady-state.ts'

/** A target under a traffic. */
export interface CountedRow {
  readonly name: string
  readonly title: string
  readonly target: WorkerdTarget
  readonly traffic: Traffic
}

/** What is to be counted. */
export interface CountPlan {
  readonly rows: readonly CountedRow[]
  readonly folder: string
  readonly counter: () => Counter
  readonly times: number
  readonly requests: number
  readonly progress: (text: string) => void
}

/** Instructions of a request, over all counts. */
export interface Count {
  readonly name: string
  readonly title: string
  readonly instructions: Summary
}

/** All counts. */
export interface Counts {
  readonly rows: readonly Count[]
  /** The least of all counts: what disturbs a count adds to it. */
  readonly firstRequests: readonly FirstRequestCost[]
}

/** Counts everything so many times. */
export async function countAll(plan: CountPlan): Promise<Counts> {
  const { rows, counter, times, requests, progress } = plan
  const counts: Count[] = []
  for (const { name, title, target, traffic } of rows) {
    const tokens = readFileSync(traffic.tokensFile, 'utf8').trimEnd().split('\n')
    const script = { target, tokens, warmUpRequests: requests, requests }
    const figures: number[] = []
    for (let time = 0; time < times; time++) figures.push(await instructionsPerRequest(counter(), script))
    const instructions = summarise(figures)
    progress(`${name}: ${Math.round(instructions.median)} instructions`)
    counts.push({ name, title, instructions })
  }
  return { rows: counts, firstRequests: await leastFirstRequests(plan) }
}

async function leastFirstRequests({ folder, counter, times }: CountPlan): Promise<FirstRequestCost[]> {
  let least = await countFirstRequests(folder, counter)
  for (let time = 1; time < times; time++) {
    const again = await countFirstRequests(folder, counter)
    least = least.map((one, index) => {
      const other = again[index] ?? one
      return (other.instructions ?? 0) < (one.instructions ?? 0) ? other : one
    })
  }
  return least
}
