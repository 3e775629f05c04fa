// Lists the isolates that report to the Durable Object. The list is in its memory only: an isolate that serves reports every few seconds.
import type { IsolateReport, IsolateSummary, ReportingIsolate } from '../exchange-types.ts'
import type { BreakerSummary, OpenBreaker } from '../health-types.ts'
import { increase } from './values.ts'

/** An isolate that has not reported for longer has no requests, or is gone. */
const REPORTING_SECONDS = 60
/** How many isolates are named; all of them are counted. */
const NAMED_ISOLATES_MAX = 20
const ISOLATES_MAX = 20_000

interface Listed extends ReportingIsolate {
  readonly breakers: Readonly<Record<string, OpenBreaker>>
}

/** The isolates that have reported within the last minute. */
export class IsolateList {
  readonly #isolates = new Map<string, Listed>()

  /** Adds the report of an isolate. */
  add({ isolate, kids, version = null, colo = null, breakers = {} }: IsolateReport, nowSeconds: number): void {
    // The latest report stands last.
    this.#isolates.delete(isolate)
    if (this.#isolates.size >= ISOLATES_MAX) this.#forget(nowSeconds)
    if (this.#isolates.size >= ISOLATES_MAX) return
    this.#isolates.set(isolate, { isolate, version, colo, kids, breakers, lastReport: Math.floor(nowSeconds) })
  }

  /** Returns how many there are, and the latest of them. */
  summary(nowSeconds: number): IsolateSummary {
    this.#forget(nowSeconds)
    const isolates = [...this.#isolates.values()]
    const [versions, kids, colos]: [Counts, Counts, Counts] = [{}, {}, {}]
    for (const isolate of isolates) {
      increase(versions, isolate.version ?? '', 1)
      increase(colos, isolate.colo ?? '', 1)
      for (const kid of isolate.kids) increase(kids, kid, 1)
    }
    const latest = isolates
      .slice(-NAMED_ISOLATES_MAX)
      .toReversed()
      .map(({ breakers: _breakers, ...isolate }) => isolate)
    return { count: isolates.length, versions, kids, colos, latest }
  }

  /** Returns the services that some isolates do not call. */
  breakers(nowSeconds: number): BreakerSummary[] {
    this.#forget(nowSeconds)
    const services = new Map<string, BreakerSummary>()
    for (const { breakers } of this.#isolates.values())
      for (const [service, { state, slowOperations, lastFailure }] of Object.entries(breakers)) {
        const known = services.get(service) ?? { service, open: 0, slow: 0, lastFailure: null }
        const isLater = lastFailure !== null && lastFailure.at > (known.lastFailure?.at ?? 0)
        services.set(service, {
          service,
          open: known.open + (state === 'closed' ? 0 : 1),
          slow: known.slow + (slowOperations > 0 ? 1 : 0),
          lastFailure: isLater ? lastFailure : known.lastFailure,
        })
      }
    return [...services.values()]
  }

  #forget(nowSeconds: number): void {
    for (const [name, { lastReport }] of this.#isolates) {
      if (nowSeconds - lastReport < REPORTING_SECONDS) return
      this.#isolates.delete(name)
    }
  }
}

type Counts = Record<string, number>
