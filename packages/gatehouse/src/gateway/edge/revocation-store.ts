// Stores the revocations of a deployment in the SQL storage of its Durable Object. Each change has a number, so that an isolate takes over
// only what it does not know. What was taken back stays as a row without a time until it would have ended: isolates must learn of it.
import { REVOCATION_KINDS, type Revocation, type RevocationKind, type RevocationTarget } from '../../access/index.ts'
import {
  type Changes,
  type KnownState,
  REVOCATION_SOURCES,
  type RevocationList,
  type RevocationOrder,
  type RevocationSource,
} from '../exchange-types.ts'

/** How many rows there may be: each isolate keeps all of them in memory, with about 200 bytes each. */
const ROWS_MAX = 50_000
/** How many of them may come from logouts, so that there is room for the others. */
const LOGOUT_ROWS_MAX = 40_000
/** How many rows more an operator may add: what the tenant tells must not keep an operator from revoking. */
const OPERATOR_ROWS = 1_000
/** How many changes one answer has at most: about 500 KiB. */
const PAGE_ROWS = 5_000

/** A value of the SQL storage. */
type SqlValue = string | number | null
type SqlRow = Readonly<Record<string, unknown>>

/** The part of the SQL storage of a Durable Object that is used here. */
export interface SqlStorage {
  exec(query: string, ...values: SqlValue[]): Iterable<SqlRow> & { toArray(): SqlRow[] }
}

/** Thrown when there is no room for another revocation. Nothing was stored then. */
export class RevocationsFullError extends Error {
  override readonly name = 'RevocationsFullError'
}

/** The revocations of a deployment. */
export class RevocationStore {
  readonly #sql: SqlStorage
  readonly #epoch: string
  /** `null` when they have to be counted again. */
  #counts: { readonly rows: number; readonly logouts: number } | null = null
  /** The revision of everyone's revocation for which the others have made room. */
  #droppedFor: unknown = null

  /** @param newEpoch a random name for a storage that is used for the first time */
  constructor(sql: SqlStorage, newEpoch: string) {
    this.#sql = sql
    sql.exec(
      'CREATE TABLE IF NOT EXISTS revocations (kind TEXT NOT NULL, name TEXT NOT NULL, issued_before REAL, ends_at REAL NOT NULL, source TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID',
    )
    sql.exec('CREATE UNIQUE INDEX IF NOT EXISTS revocations_by_revision ON revocations (revision)')
    sql.exec('CREATE INDEX IF NOT EXISTS revocations_by_end ON revocations (ends_at)')
    // A table of its own: a version before this one writes rows of revocations without it.
    sql.exec(
      'CREATE TABLE IF NOT EXISTS undone (kind TEXT NOT NULL, name TEXT NOT NULL, issued_before REAL NOT NULL, ends_at REAL NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID',
    )
    sql.exec('CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID')
    sql.exec("INSERT INTO state VALUES ('epoch', ?), ('revision', '0') ON CONFLICT DO NOTHING", newEpoch)
    this.#epoch = String(this.#state('epoch'))
  }

  /**
   * Stores a revocation, or takes one back. Of two for the same tokens the later one counts: an event that arrives late changes nothing.
   * Nor does an event of the tenant that comes again after its revocation was taken back. There is room for everyone's at any
   * time. When there is none for another one, what everyone's covers goes, and then the oldest logout.
   *
   * @throws RevocationsFullError
   */
  write({ kind, name, issuedBefore, keptSeconds, source, isUndone }: RevocationOrder, nowSeconds: number): void {
    const [known] = this.#sql
      .exec('SELECT issued_before, ends_at, source FROM revocations WHERE kind = ? AND name = ?', kind, name)
      .toArray()
    if (isUndone) {
      if (known === undefined || known['issued_before'] === null) return
      const [undone, end] = [Number(known['issued_before']), Number(known['ends_at'])]
      this.#sql.exec(
        'INSERT INTO undone VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET issued_before = max(issued_before, excluded.issued_before), ends_at = max(ends_at, excluded.ends_at)',
        kind,
        name,
        undone,
        end,
      )
      this.#put({ kind, name }, null, end, source)
      this.#counts = null
      return
    }
    const [before, endsAt] = [known?.['issued_before'] ?? null, issuedBefore + keptSeconds]
    if (before !== null && Number(before) >= issuedBefore) return
    if (source === 'tenant' && this.#isUndone({ kind, name }, issuedBefore)) return
    if (known === undefined) this.#makeRoom(kind, source, nowSeconds)
    // A logout is dropped first when there is no room, so that it does not take over what somebody else revoked.
    const kept = before !== null && source === 'logout' ? sourceOf(known?.['source']) : source
    this.#put({ kind, name }, issuedBefore, Math.max(endsAt, Number(known?.['ends_at'] ?? 0)), kept)
    if (known !== undefined && known['source'] !== kept) this.#counts = null
  }

  /** Returns the changes since a state; all of them for another storage's state. */
  since(known: KnownState): Changes {
    const start = known.epoch === this.#epoch ? known.revision : 0
    const rows = this.#sql
      .exec(
        'SELECT kind, name, issued_before, ends_at, revision FROM revocations WHERE revision > ? ORDER BY revision LIMIT ?',
        start,
        PAGE_ROWS,
      )
      .toArray()
    const isComplete = rows.length < PAGE_ROWS
    const revocations: Revocation[] = []
    const undone: RevocationTarget[] = []
    for (const row of rows) {
      const target = { kind: kindOf(row['kind']), name: String(row['name']) }
      const issuedBefore = row['issued_before']
      if (issuedBefore === null) undone.push(target)
      else revocations.push({ ...target, issuedBefore: Number(issuedBefore), endsAt: Number(row['ends_at']) })
    }
    return {
      epoch: this.#epoch,
      revision: isComplete ? Number(this.#state('revision')) : Number(rows.at(-1)?.['revision']),
      revocations,
      undone,
      isComplete,
    }
  }

  /** Deletes what has ended. @returns when the next row ends, in seconds since the epoch; `null` without one */
  prune(nowSeconds: number): number | null {
    const next = this.#nextEnd()
    if (next === null || next > nowSeconds) return next
    for (const table of ['revocations', 'undone']) this.#sql.exec(`DELETE FROM ${table} WHERE ends_at <= ?`, nowSeconds)
    this.#counts = null
    return this.#nextEnd()
  }

  /** Returns those that hold, the newest first, and how many there are. @param max of the list */
  list(max: number): RevocationList {
    const rows = this.#sql
      .exec(
        'SELECT kind, name, issued_before, ends_at, source FROM revocations WHERE issued_before IS NOT NULL ORDER BY revision DESC LIMIT ?',
        max,
      )
      .toArray()
    const count = Object.values(this.countByKind()).reduce((sum, one) => sum + one, 0)
    return {
      count,
      revocations: rows.map((row) => ({
        kind: kindOf(row['kind']),
        name: String(row['name']),
        issuedBefore: Number(row['issued_before']),
        endsAt: Number(row['ends_at']),
        source: sourceOf(row['source']),
      })),
    }
  }

  /** Returns how many hold, by what they name. */
  countByKind(): Record<RevocationKind, number> {
    const counts = Object.fromEntries(REVOCATION_KINDS.map((kind) => [kind, 0])) as Record<RevocationKind, number>
    const rows = this.#sql
      .exec('SELECT kind, count(*) AS revocations FROM revocations WHERE issued_before IS NOT NULL GROUP BY kind')
      .toArray()
    for (const row of rows) counts[kindOf(row['kind'])] = Number(row['revocations'])
    return counts
  }

  #nextEnd(): number | null {
    const next = this.#sql.exec('SELECT min(ends_at) AS next FROM revocations').toArray()[0]?.['next'] ?? null
    return next === null ? null : Number(next)
  }

  #isUndone({ kind, name }: RevocationTarget, issuedBefore: number): boolean {
    const query = 'SELECT 1 FROM undone WHERE kind = ? AND name = ? AND issued_before >= ?'
    return this.#sql.exec(query, kind, name, issuedBefore).toArray().length > 0
  }

  #makeRoom(kind: RevocationKind, source: RevocationSource, nowSeconds: number): void {
    // There is one row for everyone, whatever else there is.
    if (kind !== 'all') {
      const max = source === 'operator' ? ROWS_MAX + OPERATOR_ROWS : ROWS_MAX
      if (this.#count().rows >= max) this.prune(nowSeconds)
      if (this.#count().rows >= max) this.#dropCovered()
      const { rows, logouts } = this.#count()
      // The oldest logout makes room for the next: Workers KV keeps it as long as its session can last.
      if (logouts > 0 && (rows >= max || (source === 'logout' && logouts >= LOGOUT_ROWS_MAX))) this.#dropLogout()
      else if (rows >= max)
        throw new RevocationsFullError(`there are ${rows} revocations: revoke everyone, which makes room for others`)
    }
    const { rows, logouts } = this.#count()
    this.#counts = { rows: rows + 1, logouts: logouts + (source === 'logout' ? 1 : 0) }
  }

  // What everyone's revocation covers stays while there is room: it holds again when everyone's is taken back.
  #dropCovered(): void {
    const [everyone] = this.#sql
      .exec("SELECT issued_before, ends_at, revision FROM revocations WHERE kind = 'all' AND issued_before IS NOT NULL")
      .toArray()
    if (everyone === undefined || everyone['revision'] === this.#droppedFor) return
    this.#sql.exec(
      "DELETE FROM revocations WHERE kind <> 'all' AND issued_before <= ? AND ends_at <= ?",
      Number(everyone['issued_before']),
      Number(everyone['ends_at']),
    )
    this.#droppedFor = everyone['revision']
    this.#counts = null
  }

  #dropLogout(): void {
    const { rows, logouts } = this.#count()
    this.#sql.exec(
      "DELETE FROM revocations WHERE revision = (SELECT min(revision) FROM revocations WHERE source = 'logout')",
    )
    this.#counts = { rows: rows - 1, logouts: logouts - 1 }
  }

  #count(): { readonly rows: number; readonly logouts: number } {
    if (this.#counts === null) {
      const [counts] = this.#sql
        .exec("SELECT count(*) AS total, count(CASE WHEN source = 'logout' THEN 1 END) AS logouts FROM revocations")
        .toArray()
      this.#counts = { rows: Number(counts?.['total']), logouts: Number(counts?.['logouts']) }
    }
    return this.#counts
  }

  #put({ kind, name }: RevocationTarget, issuedBefore: number | null, endsAt: number, source: string): void {
    this.#sql.exec("UPDATE state SET value = CAST(value AS INTEGER) + 1 WHERE name = 'revision'")
    this.#sql.exec(
      "INSERT OR REPLACE INTO revocations VALUES (?, ?, ?, ?, ?, (SELECT CAST(value AS INTEGER) FROM state WHERE name = 'revision'))",
      kind,
      name,
      issuedBefore,
      endsAt,
      source,
    )
  }

  #state(name: string): unknown {
    return this.#sql.exec('SELECT value FROM state WHERE name = ?', name).toArray()[0]?.['value']
  }
}

function sourceOf(value: unknown): RevocationSource {
  return REVOCATION_SOURCES.find((source) => source === value) ?? 'operator'
}

function kindOf(value: unknown): RevocationKind {
  const kind = REVOCATION_KINDS.find((known) => known === value)
  if (kind === undefined) throw new TypeError(`the storage has a revocation of an unknown kind: ${String(value)}`)
  return kind
}
