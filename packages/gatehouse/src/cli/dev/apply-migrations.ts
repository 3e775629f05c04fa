// A program of its own, because it loads wrangler: applies migrations to local databases, and remembers them there as wrangler does.
//
//   node apply-migrations.ts STATE '[{ "id": …, "migrationsDir": …, … }]'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv } from 'node:process'
import { getPlatformProxy, unstable_splitSqlQuery as splitSql } from 'wrangler'
import { type LocalDatabase, migrationFiles, REFUSED_EXIT_CODE } from './migrations.ts'

/** The part of a D1 database that is used here. */
interface Database {
  prepare(sql: string): Statement
  batch(statements: readonly Statement[]): Promise<unknown>
}
interface Statement {
  bind(...values: readonly string[]): Statement
  all(): Promise<{ results: Readonly<Record<string, unknown>>[] }>
}

/** A migration that the database does not take. */
class RefusedMigration extends Error {}

const [, , state = '', list = '[]'] = argv
const databases = JSON.parse(list) as LocalDatabase[]
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-migrations-'))
const configPath = join(folder, 'wrangler.json')
const bindings = databases.map(({ id, name }, index) => ({
  binding: `DB${index}`,
  database_name: name,
  preview_database_id: id,
}))
writeFileSync(configPath, JSON.stringify({ name: 'migrations', d1_databases: bindings }))
try {
  const proxy = await getPlatformProxy<Record<string, Database>>({
    configPath,
    // The path that `wrangler dev --persist-to` uses.
    persist: { path: resolve(state, 'v3') },
  })
  try {
    for (const [index, database] of databases.entries()) {
      const binding = proxy.env[`DB${index}`]
      if (binding !== undefined) await migrate(binding, database)
    }
  } finally {
    await proxy.dispose()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = error instanceof RefusedMigration ? REFUSED_EXIT_CODE : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function migrate(database: Database, { folder, migrationsDir, migrationsTable }: LocalDatabase): Promise<void> {
  const table = `"${migrationsTable.replaceAll('"', '""')}"`
  await database
    .prepare(
      `CREATE TABLE IF NOT EXISTS ${table} (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`,
    )
    .all()
  const { results } = await database.prepare(`SELECT name FROM ${table}`).all()
  const applied = results.map(({ name }) => name)
  for (const file of migrationFiles(migrationsDir).filter((name) => !applied.includes(name))) {
    const statements = splitSql(readFileSync(join(migrationsDir, file), 'utf8')).map((sql) => database.prepare(sql))
    try {
      // One transaction: a migration is applied whole or not at all.
      await database.batch([...statements, database.prepare(`INSERT INTO ${table} (name) VALUES (?)`).bind(file)])
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      // Another process is writing to it: the migration may be right.
      if (/SQLITE_(?:BUSY|LOCKED)|database (?:table )?is locked/.test(reason)) throw error
      throw new RefusedMigration(`${folder}/migrations/${file} can't be applied: ${reason}`, { cause: error })
    }
  }
}
