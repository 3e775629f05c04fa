// Applies the migrations of the domains' local databases. Which files were applied is remembered beside the databases, so that a start
// without new ones does not load wrangler for it.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../project/config-files.ts'
import { programPath } from '../../project/program.ts'
import { databasesOf } from '../../project/worker-config.ts'
import type { ProjectWorker } from '../../project/workers.ts'
import { FailedProgram, runNode } from './command.ts'

const PROGRAM = programPath(import.meta.url, './apply-migrations')
const MEMORY = 'applied-migrations.json'
/** The exit code for a wrong migration: another try would change nothing. */
export const REFUSED_EXIT_CODE = 2
/** How often it is tried after another failure, for example if the database is locked by the Worker that uses it. */
const TRIES_MAX = 5
const PAUSE_MILLIS = 300

/** A local database, and the folder with its migrations. */
export interface LocalDatabase {
  /** The folder of its domain. */
  readonly folder: string
  readonly name: string
  /** The key by which wrangler distinguishes local databases. */
  readonly id: string
  readonly migrationsDir: string
  readonly migrationsTable: string
}

/**
 * Applies what is new since the last time.
 *
 * @param state the folder that wrangler keeps local databases in
 * @returns the folders of the domains that have a new migration
 * @throws CommandError for a migration that the database refuses
 */
export async function applyMigrations(workers: readonly ProjectWorker[], state: string): Promise<string[]> {
  const pending = pendingMigrations(workers, state)
  if (pending.length === 0) return []
  await apply(state, pending)
  const now = Object.fromEntries(pending.map((database) => [database.id, digestOf(database)]))
  const memoryPath = join(state, MEMORY)
  mkdirSync(dirname(memoryPath), { recursive: true })
  writeFileSync(memoryPath, JSON.stringify({ ...readMemory(memoryPath), ...now }))
  return [...new Set(pending.map(({ folder }) => folder))]
}

/** Returns the local databases whose migrations are not the ones that were applied last. @param state the folder that wrangler keeps local databases in */
export function pendingMigrations(workers: readonly ProjectWorker[], state: string): LocalDatabase[] {
  const applied = readMemory(join(state, MEMORY))
  return workers.flatMap(localDatabasesOf).filter((database) => applied[database.id] !== digestOf(database))
}

async function apply(state: string, pending: readonly LocalDatabase[]): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await runNode([PROGRAM, state, JSON.stringify(pending)])
    } catch (error) {
      const isFinal = error instanceof FailedProgram && error.exitCode === REFUSED_EXIT_CODE
      if (isFinal || tries === TRIES_MAX) throw error
      await sleep(PAUSE_MILLIS)
    }
  }
}

/** The files of a folder with migrations, in the order in which they are applied. */
export function migrationFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
}

function localDatabasesOf(worker: ProjectWorker): LocalDatabase[] {
  return databasesOf(readConfig(worker, 'development')).map((database) => ({ folder: worker.folder, ...database }))
}

function readMemory(path: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
  } catch {
    // Nothing was applied yet, as far as is known: the database itself knows better.
    return {}
  }
}

function digestOf({ migrationsDir }: LocalDatabase): string {
  const hash = createHash('sha256')
  for (const file of migrationFiles(migrationsDir))
    hash.update(`${file}\0`).update(readFileSync(join(migrationsDir, file)))
  return hash.digest('hex')
}
