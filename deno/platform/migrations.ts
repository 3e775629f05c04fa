// Brings a database up to date: each file of its folder of migrations once, in the order of their names, as wrangler does.
import type { Database } from './database.ts'

/** A migration: its file's name, and what it says. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

/** The migrations of a folder; none when there is no such folder. */
export function migrationsIn(folder: string): Migration[] {
  try {
    return Array.from(Deno.readDirSync(folder))
      .filter(({ name }) => name.endsWith('.sql'))
      .map(({ name }) => ({ name, sql: Deno.readTextFileSync(`${folder}/${name}`) }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return []
    throw cause
  }
}

/** Applies what was not applied before, each in a transaction of its own. @returns the names of those */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<string[]> {
  await database.exec(
    'CREATE TABLE IF NOT EXISTS d1_migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL) STRICT',
  )
  const { results } = await database.prepare('SELECT name FROM d1_migrations').all<{ name: string }>()
  const applied = new Set(results.map(({ name }) => name))
  const due = migrations.filter(({ name }) => !applied.has(name))
  for (const { name, sql } of due) {
    database.transact(() => {
      database.run(sql)
      database.prepare("INSERT INTO d1_migrations VALUES (?, datetime('now'))").bind(name).execute()
    })
  }
  return due.map(({ name }) => name)
}
