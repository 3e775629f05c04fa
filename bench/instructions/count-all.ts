// Counts the instructions of a request to every target, each several times in fresh processes.
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { ConnectionClosedError } from '../measure/connection.ts'
import { summarise } from '../measure/statistics.ts'
import type { Row } from '../targets/all.ts'
import type { Counter } from './counter.ts'
import { countRequest, type RequestCost, type Script } from './steady-state.ts'

/** The row that is counted most often, by a shorter script, for the spread of the instrument. */
const SPREAD_ROW = 'whole'
const SPREAD_SCRIPT = { warmUpRequests: 300, requests: 100 }

/** How often a count may break off. */
const ATTEMPTS_MAX = 3

/** What is to be counted. */
export interface CountPlan {
  readonly rows: readonly Row[]
  readonly counter: () => Counter
  /** How often a main row is counted, another one, and the one for the spread. */
  readonly times: number
  readonly otherTimes: number
  readonly spreadTimes: number
  readonly main: ReadonlySet<string>
  readonly warmUpRequests: number
  readonly requests: number
  readonly progress: (text: string) => void
}

/** Instructions of a request. */
export interface Count {
  readonly name: string
  readonly title: string
  /** Of all requests by their number; the median of all counts. */
  readonly figure: number
  /** Of the request in the middle, which neither the collector nor the compiler interrupts; the median of all counts. */
  readonly plain: number
  /** How much more the largest count is than the smallest, as a share of it. */
  readonly spread: number
  readonly times: number
}

/** All counts. */
export interface Counts {
  readonly rows: readonly Count[]
  /** How far ten single counts of one row differ: the largest over the smallest, less 1. */
  readonly spread: number
}

/** Counts every row, as many rows at a time as there are processors: what else the machine does makes no difference to a count. */
export async function countAll(plan: CountPlan): Promise<Counts> {
  const { rows, times, otherTimes, spreadTimes, main } = plan
  const counts = new Map<Row, Count>()
  const tasks = rows.map((row) => async (): Promise<void> => {
    counts.set(row, await countRow(row, main.has(row.name) ? times : otherTimes, plan))
  })
  let spread = Number.NaN
  const spreadRow = rows.find(({ name }) => name === SPREAD_ROW)
  if (spreadRow !== undefined)
    tasks.push(async () => {
      spread = (await countRow(spreadRow, spreadTimes, { ...plan, ...SPREAD_SCRIPT })).spread
    })
  const work = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await task()
  }
  await Promise.all(cpus().map(work))
  return { rows: rows.flatMap((row) => counts.get(row) ?? []), spread }
}

async function countRow({ name, title, target, traffic }: Row, times: number, plan: CountPlan): Promise<Count> {
  const { warmUpRequests, requests, progress } = plan
  const tokens = readFileSync(traffic.tokensFile, 'utf8').trimEnd().split('\n')
  const status = target.guarded ? traffic.status : 200
  const script: Script = { target, tokens, warmUpRequests, requests, status }
  const costs: RequestCost[] = []
  for (let time = 0; time < times; time++) costs.push(await countOnce(script, plan))
  const { median, min, max } = summarise(costs.map((cost) => cost.mean))
  const [figure, plain] = [median, summarise(costs.map((cost) => cost.median)).median].map(Math.round) as [
    number,
    number,
  ]
  const spread = max / min - 1
  progress(
    `${name}: ${figure} instructions, ${plain} without the collector; ${times} within ${(spread * 100).toFixed(2)} %`,
  )
  return { name, title, figure, plain, spread, times }
}

// A process of many threads does not always come to its end in the emulator. Its count says nothing; the next one does.
async function countOnce(script: Script, { counter, progress }: CountPlan): Promise<RequestCost> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await countRequest(counter(), script)
    } catch (error) {
      if (!(error instanceof ConnectionClosedError) || attempt === ATTEMPTS_MAX) throw error
      progress(`${script.target.name}: ${error.message}; it is counted anew`)
    }
  }
}
