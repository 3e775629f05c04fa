// Compares the figures with their goals.
import type { Build } from '../../packages/gatehouse/src/cli/builds.ts'
import type { Measurement } from '../measure/measure.ts'
import type { Summary } from '../measure/statistics.ts'
import type { FirstRequest } from '../more/first-request.ts'

/** Everything that was measured; what was left out is missing. */
export interface Findings {
  readonly measurements: readonly Measurement[]
  readonly builds: readonly Build[]
  readonly firstRequests: readonly FirstRequest[]
}

/** One aim and what became of it. */
export interface Goal {
  readonly aim: string
  readonly limit: string
  readonly value: string
  readonly reached: boolean
}

const MAIN_ROW = 'one-token'
const GATEWAY_MAX_KIBIBYTES = 25
const FIRST_REQUEST_MAX_MILLIS = 10

const cpu = (row: Measurement): Summary => row.cpuRatio
const rps = (row: Measurement): Summary => row.rpsRatio

/** Judges whatever was measured, by medians. */
export function judge({ measurements, builds, firstRequests }: Findings): Goal[] {
  const goals: Goal[] = []
  const median = (name: string, of: (row: Measurement) => Summary): number | undefined => {
    const row = measurements.find((candidate) => candidate.name === name)
    return row && of(row).median
  }
  const add = (aim: string, value: number | undefined, sign: '≤' | '≥', limit: number, unit = '×'): void => {
    if (value === undefined) return
    const show = (figure: number): string => (unit === '×' ? `${figure.toFixed(2)}×` : `${figure.toFixed(1)} ${unit}`)
    const reached = sign === '≤' ? value <= limit : value >= limit
    goals.push({ aim, limit: `${sign} ${show(limit)}`, value: show(value), reached })
  }
  const against = (peer: string, of: (row: Measurement) => Summary): number | undefined => {
    const [own, other] = [median(MAIN_ROW, of), median(peer, of)]
    return own === undefined || other === undefined ? undefined : own / other
  }

  add('CPU, one token', median(MAIN_ROW, cpu), '≤', 1.1)
  add('CPU, 5,000 tokens', median('5000-tokens', cpu), '≤', 1.15)
  add('CPU, every token new', median('new-tokens', cpu), '≤', 1.9)
  add('CPU, everything on, against a bare pair that checks nothing', median('everything-on', cpu), '≤', 1.25)
  add('Requests per second against the hono/jwk pair', against('hono-jwk', rps), '≥', 4.5)
  add('Requests per second against the Express pair', against('express', rps), '≥', 2)
  add('CPU against the Express pair', against('express', cpu), '≤', 0.35)
  add('Requests per second against the Fastify pair', against('fastify', rps), '≥', 1.1)
  add('CPU against the Fastify pair', against('fastify', cpu), '≤', 0.6)
  add('Requests per second against HAProxy', against('haproxy', rps), '≥', 0.4)
  add(
    'p50 at 1,000 requests/s, one token',
    median(MAIN_ROW, (row) => row.p50Ratio),
    '≤',
    1.1,
  )
  const gateway = builds.find(({ name }) => name === 'gateway')
  add('Gateway bundle, gzipped', gateway && gateway.gzippedBytes / 1024, '≤', GATEWAY_MAX_KIBIBYTES, 'KiB')
  const first = firstRequests.find(({ name }) => name === 'gateway')
  add('First request of the gateway above a bare isolate', first?.millis.median, '≤', FIRST_REQUEST_MAX_MILLIS, 'ms')
  return goals
}
