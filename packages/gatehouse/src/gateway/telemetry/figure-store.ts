// Keeps the figures of all isolates in the Durable Object, by time and service.
import type { SqlStorage } from '../edge/revocation-store.ts'
import { type Figures, type Range, type RangeFigures, RANGES, type ServiceFigures, type Step } from '../figure-types.ts'
import { Buckets } from './buckets.ts'
import { addService, noFigures } from './figures.ts'

/** The figures of a deployment. */
export class FigureStore {
  readonly #buckets: Buckets<ServiceFigures>

  constructor(sql: SqlStorage) {
    this.#buckets = new Buckets(sql, { name: 'requests', none: noFigures, add: addService })
  }

  /** Adds what an isolate has counted. It is written with its minute. @returns when the minute ends, in seconds since the epoch */
  add(figures: Figures, nowSeconds: number): number {
    return this.#buckets.add(figures, nowSeconds)
  }

  /** Writes the current minute, and deletes what is older than its range. */
  flush(nowSeconds: number): void {
    this.#buckets.flush(nowSeconds)
  }

  /** Returns the figures of a range, of one service or of all. */
  read(range: Range, service: string | null, nowSeconds: number): RangeFigures {
    const totals = noFigures()
    const services: Record<string, number> = {}
    const steps: Step[] = []
    this.#buckets.read(range, nowSeconds, (at, figures) => {
      const step = noFigures()
      for (const [name, own] of Object.entries(figures)) {
        services[name] = (services[name] ?? 0) + own.requests
        if (service === null || service === name) addService(step, own)
      }
      addService(totals, step)
      if (step.requests > 0) steps.push({ at, ok: step.ok, refused: step.refused, failed: step.failed })
    })
    return { range, stepSeconds: RANGES[range].stepSeconds, service, totals, services, steps }
  }
}
