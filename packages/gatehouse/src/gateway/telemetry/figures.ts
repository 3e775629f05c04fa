// Figures of requests, as isolates hand them over to the exchange: counts by service, and within each by status, code, latency, route,
// client and location. They are plain data that can be added up in any order. No count names a person.
import { DIMENSIONS, type Figures, type ServiceFigures } from '../figure-types.ts'
import type { Outcome, RecordedRequest } from '../handler.ts'
import { LATENCY_BOUNDS_MILLIS } from './counters.ts'
import { addValues, increase } from './values.ts'

/** The location of the data center that answered, and of the client, as Cloudflare names them. */
export interface Place {
  readonly colo?: unknown
  readonly country?: unknown
}

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
  }
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
  if (code !== null) increase(own.codes, code, 1)
  // A path that matches no route is never counted by name: it may have an id in it.
  if (row !== null) increase(own.routes, `${method} ${row.path}`, 1)
  const clientId = verdict?.principal.clientId ?? null
  if (clientId !== null) increase(own.clients, clientId, 1)
  if (typeof place?.colo === 'string') increase(own.colos, place.colo, 1)
  if (typeof place?.country === 'string') increase(own.countries, place.country, 1)
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
}

/** The figures that an isolate has not handed over yet. */
export class FigureCollector {
  #figures: Figures = {}

  /** Counts a request that was answered. */
  count(request: RecordedRequest, outcome: Outcome, place: Place | undefined): void {
    countRequest(this.#figures, request, outcome, place)
  }

  /** Returns what was counted since the last time. */
  take(): Figures {
    const taken = this.#figures
    this.#figures = {}
    return taken
  }

  /** Takes figures back that could not be handed over: they go with the next ones. */
  keep(figures: Figures): void {
    addFigures(this.#figures, figures)
  }
}
