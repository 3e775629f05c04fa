// The storage of a durable object: SQLite and named values, in memory. What must outlive the process belongs in KV or a database.
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

/** Named values, each kept as a copy. */
class NamedValues {
  readonly #values = new Map<string, unknown>()

  get(name: string): unknown {
    return structuredClone(this.#values.get(name))
  }

  put(name: string, value: unknown): void {
    this.#values.set(name, structuredClone(value))
  }

  delete(name: string): boolean {
    return this.#values.delete(name)
  }

  *list({ prefix = '' }: { prefix?: string } = {}): Generator<[string, unknown]> {
    for (const name of [...this.#values.keys()].toSorted()) if (name.startsWith(prefix)) yield [name, this.get(name)]
  }

  clear(): void {
    this.#values.clear()
  }
}

/** Storage with an alarm, which calls its object back. */
export class DurableStorage {
  readonly kv = new NamedValues()
  readonly sql = { exec: (sql: string, ...values: SQLInputValue[]) => this.#execute(sql, values) }
  readonly #ring: () => Promise<void>
  #database: DatabaseSync | null = null
  #alarm: { readonly at: number; readonly timer: ReturnType<typeof setTimeout> } | null = null

  /** @param ring called when the alarm goes off */
  constructor(ring: () => Promise<void>) {
    this.#ring = ring
  }

  async getAlarm(): Promise<number | null> {
    return this.#alarm?.at ?? null
  }

  /** @param at milliseconds since the epoch */
  async setAlarm(at: number): Promise<void> {
    await this.deleteAlarm()
    const timer = setTimeout(
      () => {
        this.#alarm = null
        void this.#ring()
      },
      Math.max(0, at - Date.now()),
    )
    // An alarm alone does not keep the process.
    Deno.unrefTimer(timer)
    this.#alarm = { at, timer }
  }

  async deleteAlarm(): Promise<void> {
    if (this.#alarm !== null) clearTimeout(this.#alarm.timer)
    this.#alarm = null
  }

  async deleteAll(): Promise<void> {
    this.kv.clear()
    this.#database?.close()
    this.#database = null
  }

  /** Whether there is nothing to keep. */
  get isEmpty(): boolean {
    return this.#alarm === null && this.#database === null && this.kv.list().next().done === true
  }

  #execute(sql: string, values: readonly SQLInputValue[]) {
    this.#database ??= new DatabaseSync(':memory:')
    const rows = this.#database
      .prepare(sql)
      .all(...values)
      .map((row) => ({ ...row }))
    return {
      toArray: () => rows,
      one: () => {
        const [row] = rows
        if (row === undefined || rows.length > 1) throw new Error(`one row was expected, and there are ${rows.length}`)
        return row
      },
      [Symbol.iterator]: () => rows[Symbol.iterator](),
    }
  }
}
