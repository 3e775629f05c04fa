// Figures of requests, as isolates hand them over to the exchange: counts by service, and within each by status, code, latency, route,
// client and location. They are plain data that can be added up in any order. No count names a person.
import { CODE_DIMENSIONS, type CodeFigures, DIMENSIONS, type Figures, type ServiceFigures } from '../figure-types.ts'
import type { Outcome, RecordedRequest } from '../handler.ts'
import { LATENCY_BOUNDS_MILLIS } from './counters.ts'
import type { Place } from './place.ts'
import { addValues, increase, REST, shortened } from './values.ts'

/** How many codes of a service have figures of their own, and how many values each list of theirs. */
const CODES_MAX = 20
const CODE_VALUES_MAX = 10

/** Returns figures without a request. */
export function noFigures(): ServiceFigures {
  return {
    requests: 0,
    ok: 0,
    refused: 0,
    failed: 0,
    millis: 0,
    latencies: Array.from({ length: LATENCY_BOUNDS_MILLIS.length + 1 }, () => 0),
    statuses: {},
    codes: {},
    routes: {},
    clients: {},
    colos: {},
    countries: {},
    problems: {},
  }
}

function noProblems(): CodeFigures {
  return { refused: 0, failed: 0, routes: {}, clients: {}, colos: {}, countries: {} }
}

/** Counts a request that was answered. */
export function countRequest(
  figures: Figures,
  { row, method, verdict }: Pick<RecordedRequest, 'method' | 'row' | 'verdict'>,
  { status, code, millis }: Outcome,
  place: Place | undefined,
): void {
  const own = (figures[row?.service ?? 'gateway'] ??= noFigures())
  own.requests += 1
  own[status >= 500 ? 'failed' : status >= 400 ? 'refused' : 'ok'] += 1
  own.millis += millis
  const bound = LATENCY_BOUNDS_MILLIS.findIndex((upper) => millis <= upper)
  const bucket = bound === -1 ? LATENCY_BOUNDS_MILLIS.length : bound
  own.latencies[bucket] = (own.latencies[bucket] ?? 0) + 1
  increase(own.statuses, String(status), 1)
  const problem = code === null ? null : problemsOf(own, code)
  if (code !== null) increase(own.codes, code, 1)
  if (problem !== null) problem[status >= 500 ? 'failed' : 'refused'] += 1
  const values = [
    // A path that matches no route is never counted by name: it may have an id in it.
    ['routes', row === null ? null : `${method} ${row.path}`],
    ['clients', verdict?.principal.clientId],
    ['colos', place?.colo],
    ['countries', place?.country],
  ] as const
  for (const [dimension, value] of values) {
    if (typeof value !== 'string') continue
    increase(own[dimension], value, 1)
    if (problem !== null) increase(problem[dimension], value, 1, CODE_VALUES_MAX)
  }
}

// Services invent codes: further ones are counted together.
function problemsOf({ problems }: ServiceFigures, code: string): CodeFigures {
  const name = shortened(code)
  const isKnown = Object.hasOwn(problems, name) || Object.keys(problems).length < CODES_MAX
  const key = isKnown ? name : REST
  // A service may name its code like a member that every object has.
  if (!Object.hasOwn(problems, key)) problems[key] = noProblems()
  return problems[key] ?? noProblems()
}

/** Adds figures to others. */
export function addFigures(into: Figures, added: Figures): void {
  for (const [service, figures] of Object.entries(added)) addService((into[service] ??= noFigures()), figures)
}

/** Adds the figures of one service to others. */
export function addService(into: ServiceFigures, added: ServiceFigures): void {
  for (const name of ['requests', 'ok', 'refused', 'failed', 'millis'] as const) into[name] += added[name]
  into.latencies = into.latencies.map((count, index) => count + (added.latencies[index] ?? 0))
  for (const name of DIMENSIONS) addValues(into[name], added[name])
  // An isolate of an older version has none.
  for (const [code, problems] of Object.entries(added.problems ?? {})) addProblems(problemsOf(into, code), problems)
}

function addProblems(into: CodeFigures, added: CodeFigures): void {
  into.refused += added.refused
  into.failed += added.failed
  for (const name of CODE_DIMENSIONS) addValues(into[name], added[name], CODE_VALUES_MAX)
}
