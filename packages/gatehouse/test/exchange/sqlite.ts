// The SQL storage of a Durable Object, for tests in Node: an SQLite in memory.
import { DatabaseSync } from 'node:sqlite'

/** The part of the storage that our Durable Objects use. */
export interface TestSql {
  exec(query: string, ...values: (string | number | null)[]): { toArray(): Record<string, string | number | null>[] }
}

/** Opens an empty one. */
export function sqlite(): TestSql {
  const database = new DatabaseSync(':memory:')
  return {
    exec: (query, ...values) => {
      const rows = database.prepare(query).all(...values) as Record<string, string | number | null>[]
      return { toArray: () => rows }
    },
  }
}
