// The SQL storage of a Durable Object, for tests in Node: an SQLite in memory.
import { DatabaseSync } from 'node:sqlite'

type Row = Record<string, string | number | null>

/** The part of the storage that our Durable Objects use. */
export interface TestSql {
  exec(query: string, ...values: (string | number | null)[]): Iterable<Row> & { toArray(): Row[] }
}

/** Opens an empty one. */
export function sqlite(): TestSql {
  const database = new DatabaseSync(':memory:')
  return {
    exec: (query, ...values) => {
      const rows = database.prepare(query).all(...values) as Row[]
      return { toArray: () => rows, [Symbol.iterator]: () => rows[Symbol.iterator]() }
    },
  }
}
