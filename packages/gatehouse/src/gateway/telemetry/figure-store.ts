// Keeps the figures of all isolates in the Durable Object, by time and service.
import type { SqlStorage } from '../edge/revocation-store.ts'
import type { FigureQuery } from '../exchange-types.ts'
import { type Figures, type RangeFigures, RANGES, type ServiceFigures, type Step } from '../figure-types.ts'
import { Buckets } from './buckets.ts'
import { addService, noFigures } from './figures.ts'

/** How long the figures of a range are used again: all its rows are read for them. */
const REUSED_SECONDS = { hour: 0, day: 5, week: 30, month: 60 } as const
const REUSED_MAX = 20

/** The figures of a deployment. */
export class FigureStore {
  readonly #buckets: Buckets<ServiceFigures>
  readonly #recent = new Map<string, { readonly at: number; readonly figures: RangeFigures }>()

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

  /** Returns the figures of a range. */
  read(query: FigureQuery, nowSeconds: number): RangeFigures {
    const key = JSON.stringify([query.range, query.service, query.code])
    const recent = this.#recent.get(key)
    if (recent !== undefined && nowSeconds - recent.at < REUSED_SECONDS[query.range]) return recent.figures
    const figures = this.#sum(query, nowSeconds)
    if (this.#recent.size >= REUSED_MAX) this.#recent.clear()
    this.#recent.set(key, { at: nowSeconds, figures })
    return figures
  }

  #sum({ range, service, code }: FigureQuery, nowSeconds: number): RangeFigures {
    const total = noFigures()
    const services: Record<string, number> = {}
    const steps: Step[] = []
    this.#buckets.read(range, nowSeconds, (at, figures) => {
      const step = { at, ok: 0, refused: 0, failed: 0 }
      for (const [name, own] of Object.entries(figures)) {
        const counted = code === null ? own : ofCode(own, code)
        services[name] = (services[name] ?? 0) + counted.requests
        if (service !== null && service !== name) continue
        addService(total, counted)
        step.ok += counted.ok
        step.refused += counted.refused
        step.failed += counted.failed
      }
      if (step.ok + step.refused + step.failed > 0) steps.push(step)
    })
    const { problems: _problems, ...totals } = total
    return { range, stepSeconds: RANGES[range].stepSeconds, service, code, totals, services, steps }
  }
}

// The problems with one code, as if a service had answered nothing else.
function ofCode(own: ServiceFigures, code: string): ServiceFigures {
  const figures = noFigures()
  const problems = own.problems[code]
  if (!Object.hasOwn(own.problems, code) || problems === undefined) return figures
  const { refused, failed, ...values } = problems
  return {
    ...figures,
    ...values,
    requests: refused + failed,
    refused,
    failed,
    codes: { [code]: refused + failed },
  }
}
