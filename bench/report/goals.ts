// Compares the figures with their goals.
import type { Build } from '../../packages/gatehouse/src/cli/builds.ts'
import type { Counts } from '../instructions/count-all.ts'
import type { Measurement } from '../measure/measure.ts'
import type { Summary } from '../measure/statistics.ts'
import type { FirstRequest } from '../more/first-request.ts'
import type { FirstRequestCost } from '../instructions/first-request.ts'

/** Everything that was measured; what was left out is missing. */
export interface Findings {
  readonly counts: Counts | null
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
const GATEWAY_MAX_KIBIBYTES = 30
const DOMAIN_MAX_KIBIBYTES = 60
/** Half, and two fifths, of what they were before domains were bundled without the generator of documents. */
const GATEWAY_FIRST_REQUEST_MAX_MILLIONS = 52
const DOMAIN_FIRST_REQUEST_MAX_MILLIONS = 90

const cpu = (row: Measurement): Summary => row.cpuRatio
const rps = (row: Measurement): Summary => row.rpsRatio

/** Judges whatever was measured: the counts first, which are certain, then the medians of what was timed. */
export function judge(findings: Findings): Goal[] {
  return [...judgeCounts(findings.counts), ...judgeTimes(findings.measurements)]
}

function judgeCounts(counts: Counts | null): Goal[] {
  if (counts === null) return []
  const of = (name: string): number => {
    const found = counts.rows.find((row) => row.name === name)
    if (found === undefined) throw new TypeError(`nothing counts ${name}`)
    return found.instructions.min
  }
  const first = (name: string) => counts.firstRequests.find((cost) => cost.name === name)
  const [gateway, domain] = [first('gateway'), first('domain')]
  return [
    goal(
      'Instructions, a remembered token, against every check taken out',
      of('gatehouse') / of('reference'),
      '≤',
      1.03,
    ),
    goal('Instructions, everything on, against a bare pair that checks nothing', of('whole') / of('open'), '≤', 1.2),
    goal(
      'Instructions, everything on, against usual plumbing that checks nothing',
      of('whole') / of('naive'),
      '≤',
      0.95,
    ),
    goal(
      'First request of the gateway',
      millions(gateway),
      '≤',
      GATEWAY_FIRST_REQUEST_MAX_MILLIONS,
      'million instructions',
    ),
    goal('First request of a domain', millions(domain), '≤', DOMAIN_FIRST_REQUEST_MAX_MILLIONS, 'million instructions'),
    goal('Gateway bundle with login, gzipped', kibibytes(gateway), '≤', GATEWAY_MAX_KIBIBYTES, 'KiB'),
    goal('Domain bundle, gzipped', kibibytes(domain), '≤', DOMAIN_MAX_KIBIBYTES, 'KiB'),
  ].flat()
}

function millions(cost: FirstRequestCost | undefined): number | undefined {
  const instructions = cost?.instructions ?? null
  return instructions === null ? undefined : instructions / 1e6
}

function kibibytes(cost: FirstRequestCost | undefined): number | undefined {
  return cost && cost.gzippedBytes / 1024
}

function judgeTimes(measurements: readonly Measurement[]): Goal[] {
  const median = (name: string, of: (row: Measurement) => Summary): number | undefined => {
    const row = measurements.find((candidate) => candidate.name === name)
    return row && of(row).median
  }
  const against = (peer: string, of: (row: Measurement) => Summary): number | undefined => {
    const [own, other] = [median(MAIN_ROW, of), median(peer, of)]
    return own === undefined || other === undefined ? undefined : own / other
  }
  return [
    goal('CPU, every token new', median('new-tokens', cpu), '≤', 1.9),
    goal('Requests per second against the hono/jwk pair', against('hono-jwk', rps), '≥', 4.5),
    goal('Requests per second against the Express pair', against('express', rps), '≥', 2),
    goal('CPU against the Express pair', against('express', cpu), '≤', 0.35),
    goal('Requests per second against the Fastify pair', against('fastify', rps), '≥', 1.1),
    goal('CPU against the Fastify pair', against('fastify', cpu), '≤', 0.6),
    goal('Requests per second against HAProxy', against('haproxy', rps), '≥', 0.4),
  ].flat()
}

function goal(aim: string, value: number | undefined, sign: '≤' | '≥', limit: number, unit = '×'): Goal[] {
  if (value === undefined) return []
  const show = (figure: number): string => (unit === '×' ? `${figure.toFixed(2)}×` : `${figure.toFixed(1)} ${unit}`)
  const reached = sign === '≤' ? value <= limit : value >= limit
  return [{ aim, limit: `${sign} ${show(limit)}`, value: show(value), reached }]
}
