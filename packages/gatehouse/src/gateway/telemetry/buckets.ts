// Keeps figures in the Durable Object: the last hour by minute, and the last 30 days by hour. Each minute and each hour is one row, and rows
// are written once a minute, so that the storage costs the same for one isolate and for thousands.
import type { SqlStorage } from '../edge/revocation-store.ts'
import { type Range, RANGES } from '../figure-types.ts'

const MINUTE_SECONDS = 60
const HOUR_SECONDS = 3_600
/** How long rows are kept, by the length of their step. */
const KEPT_SECONDS = { [MINUTE_SECONDS]: 61 * MINUTE_SECONDS, [HOUR_SECONDS]: 721 * HOUR_SECONDS }

/** A row of a Durable Object's storage may have 2 MB. Ten services with every list full have a quarter of a megabyte. */
const ROW_MAX_CHARACTERS = 1_000_000

/** Figures by name. A name that is not there has no figures yet. */
type Named<One> = Record<string, One>

/** How the figures of one kind are made and added up. */
export interface FigureKind<One> {
  /** Names the rows of this kind in the storage. */
  readonly name: string
  readonly none: () => One
  readonly add: (into: One, added: One) => void
}

/** The figures of one kind, by time. */
export class Buckets<One> {
  readonly #sql: SqlStorage
  readonly #kind: FigureKind<One>
  #minute: { readonly at: number; readonly figures: Named<One> } | null = null

  constructor(sql: SqlStorage, kind: FigureKind<One>) {
    this.#sql = sql
    this.#kind = kind
    sql.exec(
      'CREATE TABLE IF NOT EXISTS buckets (kind TEXT NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL, figures TEXT NOT NULL, PRIMARY KEY (kind, step, at)) WITHOUT ROWID',
    )
  }

  /** Adds figures to the current minute, with which they are written. @returns when it ends, in seconds since the epoch */
  add(figures: Named<One>, nowSeconds: number): number {
    const at = startOf(nowSeconds, MINUTE_SECONDS)
    if (this.#minute !== null && this.#minute.at < at) this.flush(nowSeconds)
    this.#minute ??= { at, figures: {} }
    this.#addAll(this.#minute.figures, figures)
    return this.#minute.at + MINUTE_SECONDS
  }

  /** Writes the current minute if there is one, and deletes what is too old. */
  flush(nowSeconds: number): void {
    const minute = this.#minute
    this.#minute = null
    for (const [step, keptSeconds] of Object.entries(KEPT_SECONDS)) {
      if (minute !== null) this.#merge(Number(step), startOf(minute.at, Number(step)), minute.figures)
      this.#sql.exec(
        'DELETE FROM buckets WHERE kind = ? AND step = ? AND at <= ?',
        this.#kind.name,
        Number(step),
        nowSeconds - keptSeconds,
      )
    }
  }

  /** Calls a function with the figures of each step of a range, the oldest first. */
  read(range: Range, nowSeconds: number, each: (at: number, figures: Named<One>) => void): void {
    const { stepSeconds, steps } = RANGES[range]
    const oldest = startOf(nowSeconds, stepSeconds) - stepSeconds * (steps - 1)
    let open = this.#minute
    // One row at a time: all of a month may be more than the memory holds.
    for (const row of this.#sql.exec(
      'SELECT at, figures FROM buckets WHERE kind = ? AND step = ? AND at >= ? ORDER BY at',
      this.#kind.name,
      stepSeconds,
      oldest,
    )) {
      const [at, figures] = [Number(row['at']), JSON.parse(String(row['figures'])) as Named<One>]
      if (open !== null && startOf(open.at, stepSeconds) === at) {
        this.#addAll(figures, open.figures)
        open = null
      }
      each(at, figures)
    }
    if (open !== null) each(startOf(open.at, stepSeconds), open.figures)
  }

  #merge(step: number, at: number, figures: Named<One>): void {
    const key = [this.#kind.name, step, at] as const
    const [row] = this.#sql.exec('SELECT figures FROM buckets WHERE kind = ? AND step = ? AND at = ?', ...key).toArray()
    const merged = row === undefined ? {} : (JSON.parse(String(row['figures'])) as Named<One>)
    this.#addAll(merged, figures)
    const text = JSON.stringify(merged)
    // A minute more than the storage takes is lost, and the others stay.
    if (text.length <= ROW_MAX_CHARACTERS)
      this.#sql.exec('INSERT OR REPLACE INTO buckets VALUES (?, ?, ?, ?)', ...key, text)
  }

  #addAll(into: Named<One>, added: Named<One>): void {
    for (const [name, one] of Object.entries(added)) this.#kind.add((into[name] ??= this.#kind.none()), one)
  }
}

function startOf(seconds: number, stepSeconds: number): number {
  return Math.floor(seconds / stepSeconds) * stepSeconds
}
