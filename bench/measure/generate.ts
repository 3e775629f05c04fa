// Runs the counting load generator.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Traffic } from './traffic.ts'

const GENERATOR = fileURLToPath(new URL('generator.ts', import.meta.url))
const run = promisify(execFile)

/** What to send. */
export interface Order {
  readonly port: number
  readonly traffic: Traffic
  /** Index of the first token. */
  readonly first: number
  readonly count: number
  /** Requests per second; 0 for as fast as answers come. */
  readonly rate: number
  /** What every answer must be. */
  readonly status: number
}

/** What the generator prints. */
interface Report {
  readonly statuses: Readonly<Record<string, number>>
  readonly p50Millis: number
}

/** Sends so many requests. @returns the median latency in milliseconds @throws Error when an answer is not as expected */
export async function generate({ port, traffic, first, count, rate, status }: Order): Promise<number> {
  const args = { port, tokens: traffic.tokensFile, first, count, rate }
  const { stdout } = await run(process.execPath, [
    GENERATOR,
    ...Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ])
  const { statuses, p50Millis } = JSON.parse(stdout) as Report
  if (statuses[status] !== count) throw new Error(`expected ${count} times ${status}, got ${JSON.stringify(statuses)}`)
  return p50Millis
}
