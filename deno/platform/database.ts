// D1's place: SQLite in a file, with the part of D1's interface that statements need.
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

/** What a statement gave, as D1 says it. */
export interface Result<Row> {
  readonly success: true
  readonly results: Row[]
  readonly meta: { readonly changes: number; readonly last_row_id: number }
}

/** A database. */
export class Database {
  readonly #sqlite: DatabaseSync

  /** @param path of its file; `:memory:` for one that is not kept */
  constructor(path: string) {
    this.#sqlite = new DatabaseSync(path)
    this.#sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON')
  }

  prepare(sql: string): Statement {
    return new Statement(this.#sqlite, sql, [])
  }

  /** Runs statements in one transaction: all of them, or none. */
  async batch<Row>(statements: readonly Statement[]): Promise<Result<Row>[]> {
    return this.transact(() => statements.map((statement) => statement.execute<Row>()))
  }

  /** Runs a text of statements. */
  async exec(sql: string): Promise<void> {
    this.run(sql)
  }

  /** As `exec`, at once. */
  run(sql: string): void {
    this.#sqlite.exec(sql)
  }

  /** Does work in one transaction, at once. @throws what the work throws, after everything is as it was */
  transact<Outcome>(work: () => Outcome): Outcome {
    this.#sqlite.exec('BEGIN IMMEDIATE')
    try {
      const outcome = work()
      this.#sqlite.exec('COMMIT')
      return outcome
    } catch (cause) {
      this.#sqlite.exec('ROLLBACK')
      throw cause
    }
  }

  close(): void {
    this.#sqlite.close()
  }
}

/** A statement with the values of its parameters. */
export class Statement {
  readonly #sqlite: DatabaseSync
  readonly #sql: string
  readonly #values: readonly SQLInputValue[]

  constructor(sqlite: DatabaseSync, sql: string, values: readonly SQLInputValue[]) {
    this.#sqlite = sqlite
    this.#sql = sql
    this.#values = values
  }

  /** The same statement with these values. @throws TypeError for one that D1 takes neither */
  bind(...values: readonly unknown[]): Statement {
    return new Statement(this.#sqlite, this.#sql, values.map(storable))
  }

  /** The first row, or one column of it; `null` when there is none. */
  async first<Row>(column?: string): Promise<Row | null> {
    const [row] = this.execute<Record<string, unknown>>().results
    if (row === undefined) return null
    return (column === undefined ? row : (row[column] ?? null)) as Row
  }

  async all<Row>(): Promise<Result<Row>> {
    return this.execute<Row>()
  }

  async run<Row>(): Promise<Result<Row>> {
    return this.execute<Row>()
  }

  /** Runs it at once. */
  execute<Row>(): Result<Row> {
    const statement = this.#sqlite.prepare(this.#sql)
    // SQLite tells rows from no rows by the columns that a statement has, INSERT … RETURNING among them.
    if (statement.columns().length > 0) {
      const results = statement.all(...this.#values).map((row) => ({ ...row }) as Row)
      return { success: true, results, meta: { changes: 0, last_row_id: 0 } }
    }
    const { changes, lastInsertRowid } = statement.run(...this.#values)
    return { success: true, results: [], meta: { changes: Number(changes), last_row_id: Number(lastInsertRowid) } }
  }
}

function storable(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (value instanceof Uint8Array) return value
  throw new TypeError(`a value of type ${typeof value} can't be stored`)
}
