// Keeps in the Durable Object whether the parts of the gateway are ready, since when, and how their checks went in the last 30 days.
import type { SqlStorage } from '../edge/revocation-store.ts'
import type { Range } from '../figure-types.ts'
import type { PartChecks, PartHistory, PartReport, PartStep } from '../health-types.ts'
import { Buckets } from './buckets.ts'
import { addValues } from './values.ts'

/** A part that no isolate has checked for this long is gone, as after a deploy without it. */
const FORGOTTEN_SECONDS = 86_400
/** How many parts there are at most. */
const PARTS_MAX = 200
const REASONS_MAX = 10

interface PartState {
  readonly isReady: boolean
  readonly reason: string | null
  readonly since: number
  readonly lastCheck: number
}

/** The readiness of a deployment. */
export class PartStore {
  readonly #sql: SqlStorage
  readonly #checks: Buckets<PartChecks>
  readonly #states: Map<string, PartState>

  constructor(sql: SqlStorage) {
    this.#sql = sql
    this.#checks = new Buckets(sql, { name: 'parts', none: noChecks, add: addChecks })
    sql.exec('CREATE TABLE IF NOT EXISTS parts (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID')
    this.#states = new Map(
      sql
        .exec('SELECT name, state FROM parts')
        .toArray()
        .map((row) => [String(row['name']), JSON.parse(String(row['state'])) as PartState]),
    )
  }

  /** Adds what an isolate has found. @returns when the current minute ends, in seconds since the epoch */
  add(parts: Readonly<Record<string, PartReport>>, nowSeconds: number): number {
    const now = Math.floor(nowSeconds)
    for (const [name, { isReady, reason }] of Object.entries(parts)) {
      const known = this.#states.get(name)
      if (known === undefined && this.#states.size >= PARTS_MAX) continue
      const isChanged = known?.isReady !== isReady
      const state = { isReady, reason, since: isChanged ? now : known.since, lastCheck: now }
      this.#states.set(name, state)
      // The time of the latest check is written with the next change.
      if (isChanged) this.#sql.exec('INSERT OR REPLACE INTO parts VALUES (?, ?)', name, JSON.stringify(state))
    }
    return this.#checks.add(parts, nowSeconds)
  }

  /** Writes the current minute, and deletes what is too old. */
  flush(nowSeconds: number): void {
    this.#checks.flush(nowSeconds)
    for (const [name, { lastCheck }] of this.#states) {
      if (nowSeconds - lastCheck < FORGOTTEN_SECONDS) continue
      this.#states.delete(name)
      this.#sql.exec('DELETE FROM parts WHERE name = ?', name)
    }
  }

  /** Returns the state of each part, and its checks within a range. */
  read(range: Range, nowSeconds: number): PartHistory[] {
    const steps = new Map<string, PartStep[]>()
    this.#checks.read(range, nowSeconds, (at, parts) => {
      for (const [name, { ready, failed }] of Object.entries(parts)) {
        const own = steps.get(name) ?? []
        own.push({ at, ready, failed })
        steps.set(name, own)
      }
    })
    return [...this.#states].map(([name, state]) => ({ name, ...state, steps: steps.get(name) ?? [] }))
  }
}

/** Returns no checks. */
export function noChecks(): PartChecks {
  return { ready: 0, failed: 0, reasons: {} }
}

/** Adds checks to others. */
export function addChecks(into: PartChecks, added: PartChecks): void {
  into.ready += added.ready
  into.failed += added.failed
  addValues(into.reasons, added.reasons, REASONS_MAX)
}
