// Keeps the figures of all isolates in the Durable Object: the last hour by minute, and the last 30 days by hour. Each minute and each hour
// is one row, and rows are written once a minute, so that the storage costs the same for one isolate and for thousands.
import type { SqlStorage } from '../edge/revocation-store.ts'
import { type Figures, type Range, type RangeFigures, RANGES, type Step } from '../figure-types.ts'
import { addFigures, addService, noFigures } from './figures.ts'

const MINUTE_SECONDS = 60
const HOUR_SECONDS = 3_600

interface Bucket {
  readonly at: number
  readonly figures: Figures
}

/** The figures of a deployment. */
export class FigureStore {
  readonly #sql: SqlStorage
  #minute: Bucket | null = null

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(
      'CREATE TABLE IF NOT EXISTS figures (range TEXT NOT NULL, at INTEGER NOT NULL, figures TEXT NOT NULL, PRIMARY KEY (range, at)) WITHOUT ROWID',
    )
  }

  /** Adds what an isolate has counted. It is written with its minute. @returns when the minute ends, in seconds since the epoch */
  add(figures: Figures, nowSeconds: number): number {
    const at = startOf(nowSeconds, MINUTE_SECONDS)
    if (this.#minute !== null && this.#minute.at < at) this.flush(nowSeconds)
    this.#minute ??= { at, figures: {} }
    addFigures(this.#minute.figures, figures)
    return this.#minute.at + MINUTE_SECONDS
  }

  /** Writes the current minute, and deletes what is older than its range. */
  flush(nowSeconds: number): void {
    const minute = this.#minute
    if (minute === null) return
    this.#minute = null
    this.#merge('hour', minute.at, minute.figures)
    this.#merge('month', startOf(minute.at, HOUR_SECONDS), minute.figures)
    for (const [range, { stepSeconds, steps }] of Object.entries(RANGES))
      this.#sql.exec('DELETE FROM figures WHERE range = ? AND at <= ?', range, nowSeconds - stepSeconds * (steps + 1))
  }

  /** Returns the figures of a range, of one service or of all. */
  read(range: Range, service: string | null, nowSeconds: number): RangeFigures {
    const { stepSeconds, steps } = RANGES[range]
    const oldest = startOf(nowSeconds, stepSeconds) - stepSeconds * (steps - 1)
    const buckets = new Map<number, Figures>()
    for (const row of this.#sql
      .exec('SELECT at, figures FROM figures WHERE range = ? AND at >= ? ORDER BY at', range, oldest)
      .toArray())
      buckets.set(Number(row['at']), JSON.parse(String(row['figures'])) as Figures)
    if (this.#minute !== null) {
      const at = startOf(this.#minute.at, stepSeconds)
      const figures = buckets.get(at) ?? {}
      addFigures(figures, this.#minute.figures)
      buckets.set(at, figures)
    }
    const totals = noFigures()
    const services: Record<string, number> = {}
    const read: Step[] = []
    for (const [at, figures] of buckets) {
      const step = noFigures()
      for (const [name, own] of Object.entries(figures)) {
        services[name] = (services[name] ?? 0) + own.requests
        if (service === null || service === name) addService(step, own)
      }
      addService(totals, step)
      if (step.requests > 0) read.push({ at, ok: step.ok, refused: step.refused, failed: step.failed })
    }
    return { range, stepSeconds, service, totals, services, steps: read }
  }

  #merge(range: Range, at: number, figures: Figures): void {
    const [row] = this.#sql.exec('SELECT figures FROM figures WHERE range = ? AND at = ?', range, at).toArray()
    const merged = row === undefined ? {} : (JSON.parse(String(row['figures'])) as Figures)
    addFigures(merged, figures)
    this.#sql.exec('INSERT OR REPLACE INTO figures VALUES (?, ?, ?)', range, at, JSON.stringify(merged))
  }
}

function startOf(seconds: number, stepSeconds: number): number {
  return Math.floor(seconds / stepSeconds) * stepSeconds
}
