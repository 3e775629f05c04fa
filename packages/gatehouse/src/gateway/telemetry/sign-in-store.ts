// Keeps the sign-ins of a deployment for 30 days in its Durable Object: counts by minute and hour, one row per user and application, and the
// latest ones. A user is known by a keyed hash only.
import type { SqlStorage } from '../edge/revocation-store.ts'
import { type Range, RANGES } from '../figure-types.ts'
import {
  type ObservedSignIns,
  type RecordedSignIn,
  SIGN_IN_DIMENSIONS,
  type SignIn,
  type SignInCounts,
  type SignInObserver,
  type SignInReport,
} from '../sign-in-types.ts'
import { Buckets } from './buckets.ts'
import { addValues, increase, shortened } from './values.ts'

const KEPT_SECONDS = 30 * 86_400
/** How many rows of users there are at most. Further users are counted, but not told apart. */
const PERSONS_MAX = 50_000
/** Users whose last sign-in is too old are looked for once in this time: all rows are read for it. */
const PRUNING_PERIOD_SECONDS = 3_600
/** Counting users reads all their rows, so that the result is used again for this long. */
const PERSONS_KEPT_SECONDS = 60
const LATEST_MAX = 50
/** A session and its access token are issued within these seconds of each other: they are one sign-in. */
const SAME_SIGN_IN_SECONDS = 5

const DIMENSION_OF = {
  connections: 'connection',
  providers: 'provider',
  grants: 'grant',
  clients: 'client',
  countries: 'country',
  reasons: 'reason',
} as const satisfies Record<(typeof SIGN_IN_DIMENSIONS)[number], keyof RecordedSignIn>

/** A sign-in with a hash in place of its subject. */
export type HashedSignIn = Omit<SignIn, 'subject'> & { readonly person: string | null }

/** The sign-ins of a deployment. */
export class SignInStore {
  readonly #sql: SqlStorage
  readonly #figures: Buckets<SignInCounts>
  #latest: RecordedSignIn[]
  #isLatestWritten = true
  #prunedAt = 0
  /** The number of rows of users; `null` when they have to be counted again. */
  #rows: number | null = null
  readonly #persons = new Map<string, { readonly at: number; readonly count: number }>()

  constructor(sql: SqlStorage) {
    this.#sql = sql
    this.#figures = new Buckets(sql, { name: 'sign-ins', none: noSignIns, add: addSignIns })
    sql.exec(
      'CREATE TABLE IF NOT EXISTS persons (observer TEXT NOT NULL, person TEXT NOT NULL, client TEXT NOT NULL, last_at INTEGER NOT NULL, PRIMARY KEY (observer, person, client)) WITHOUT ROWID',
    )
    sql.exec('CREATE TABLE IF NOT EXISTS latest_sign_ins (id INTEGER PRIMARY KEY, sign_ins TEXT NOT NULL)')
    const [row] = sql.exec('SELECT sign_ins FROM latest_sign_ins').toArray()
    this.#latest = row === undefined ? [] : (JSON.parse(String(row['sign_ins'])) as RecordedSignIn[])
  }

  /**
   * Adds sign-ins. A successful one that is known already is not counted again: each isolate sees the same token for the first time, and
   * the tenant sends an event twice at times. A failed one that comes again is counted again: nothing tells it from another attempt.
   *
   * @returns what was counted, and when the current minute ends, in seconds since the epoch
   */
  add(
    signIns: readonly HashedSignIn[],
    nowSeconds: number,
  ): { readonly counted: Partial<Record<SignInObserver, SignInCounts>>; readonly minuteEnd: number } {
    const counted: Partial<Record<SignInObserver, SignInCounts>> = {}
    for (const signIn of signIns) {
      // What the gateway is told late counts when it is told; nothing is stored for a user whom it would be too old for.
      if (nowSeconds - signIn.at >= KEPT_SECONDS || !Number.isFinite(signIn.at)) continue
      const seen = this.#see(signIn, nowSeconds)
      if (seen === 'known') continue
      const recorded = recordOf(signIn, signIn.isFirst ?? seen === 'first')
      addSignIns((counted[observerOf(signIn)] ??= noSignIns()), countsOf(recorded))
      this.#latest = [recorded, ...this.#latest].slice(0, LATEST_MAX)
      this.#isLatestWritten = false
    }
    return { counted, minuteEnd: this.#figures.add(counted, nowSeconds) }
  }

  /** Writes the current minute, and deletes what is too old. */
  flush(nowSeconds: number): void {
    this.#figures.flush(nowSeconds)
    if (nowSeconds - this.#prunedAt >= PRUNING_PERIOD_SECONDS) this.#prune(nowSeconds)
    if (!this.#isLatestWritten)
      this.#sql.exec('INSERT OR REPLACE INTO latest_sign_ins VALUES (1, ?)', JSON.stringify(this.#latest))
    this.#isLatestWritten = true
  }

  /** Returns the sign-ins of a range. */
  read(range: Range, nowSeconds: number): SignInReport {
    const observers = {
      gateway: { ...noSignIns(), persons: this.#countPersons('gateway', range, nowSeconds), steps: [] },
      tenant: { ...noSignIns(), persons: this.#countPersons('tenant', range, nowSeconds), steps: [] },
    } satisfies Record<SignInObserver, ObservedSignIns>
    this.#figures.read(range, nowSeconds, (at, figures) => {
      for (const observer of ['gateway', 'tenant'] as const) {
        const counts = figures[observer]
        if (counts === undefined) continue
        const total: SignInCounts & { steps: object[] } = observers[observer]
        addSignIns(total, counts)
        total.steps.push({ at, ok: counts.succeeded, failed: counts.failed })
      }
    })
    const latest = this.#keptLatest(nowSeconds)
    return { range, stepSeconds: RANGES[range].stepSeconds, observers, latest }
  }

  #prune(nowSeconds: number): void {
    this.#prunedAt = nowSeconds
    this.#sql.exec('DELETE FROM persons WHERE last_at <= ?', nowSeconds - KEPT_SECONDS)
    this.#rows = null
    const latest = this.#keptLatest(nowSeconds)
    if (latest.length < this.#latest.length) this.#isLatestWritten = false
    this.#latest = latest
  }

  #keptLatest(nowSeconds: number): RecordedSignIn[] {
    return this.#latest.filter(({ at }) => nowSeconds - at < KEPT_SECONDS)
  }

  // The row of a user in an application says when it last signed in.
  #see(signIn: HashedSignIn, nowSeconds: number): 'first' | 'known' | 'again' {
    const { person, isFailed, at } = signIn
    if (person === null || isFailed) return 'again'
    const observer = observerOf(signIn)
    const client = shortened(signIn.client ?? '')
    const rows = this.#sql
      .exec('SELECT client, last_at FROM persons WHERE observer = ? AND person = ?', observer, person)
      .toArray()
    const row = rows.find((known) => known['client'] === client)
    const lastAt = row === undefined ? -Infinity : Number(row['last_at'])
    // Tokens that are older than the last one were seen when they were new. Events of the tenant come in any order.
    if (observer === 'gateway' ? at <= lastAt + SAME_SIGN_IN_SECONDS : at === lastAt) return 'known'
    if (row !== undefined || this.#takeRoom())
      this.#sql.exec(
        'INSERT OR REPLACE INTO persons VALUES (?, ?, ?, ?)',
        observer,
        person,
        client,
        Math.max(Math.floor(at), lastAt),
      )
    const isRecent = rows.some((known) => nowSeconds - Number(known['last_at']) < KEPT_SECONDS)
    return isRecent ? 'again' : 'first'
  }

  #takeRoom(): boolean {
    this.#rows ??= this.#count('SELECT count(*) AS n FROM persons')
    if (this.#rows >= PERSONS_MAX) return false
    this.#rows += 1
    return true
  }

  #countPersons(observer: SignInObserver, range: Range, nowSeconds: number): number {
    const key = `${observer} ${range}`
    const known = this.#persons.get(key)
    if (known !== undefined && nowSeconds - known.at < PERSONS_KEPT_SECONDS) return known.count
    const { stepSeconds, steps } = RANGES[range]
    const count = this.#count(
      'SELECT count(DISTINCT person) AS n FROM persons WHERE observer = ? AND last_at >= ?',
      observer,
      nowSeconds - stepSeconds * steps,
    )
    this.#persons.set(key, { at: nowSeconds, count })
    return count
  }

  #count(query: string, ...values: (string | number)[]): number {
    return Number(this.#sql.exec(query, ...values).toArray()[0]?.['n'] ?? 0)
  }
}

/** Returns counts without a sign-in. */
function noSignIns(): SignInCounts {
  return {
    succeeded: 0,
    failed: 0,
    first: 0,
    connections: {},
    providers: {},
    grants: {},
    clients: {},
    countries: {},
    reasons: {},
  }
}

function addSignIns(into: SignInCounts, added: SignInCounts): void {
  for (const name of ['succeeded', 'failed', 'first'] as const) into[name] += added[name]
  for (const dimension of SIGN_IN_DIMENSIONS) addValues(into[dimension], added[dimension])
}

function countsOf(signIn: RecordedSignIn): SignInCounts {
  const counts = noSignIns()
  counts[signIn.isFailed ? 'failed' : 'succeeded'] = 1
  if (signIn.isFirst && !signIn.isFailed) counts.first = 1
  for (const dimension of SIGN_IN_DIMENSIONS) {
    const value = signIn[DIMENSION_OF[dimension]]
    if (value !== null) increase(counts[dimension], value, 1)
  }
  return counts
}

function recordOf(signIn: HashedSignIn, isFirst: boolean): RecordedSignIn {
  const { source, at, person, isFailed } = signIn
  const text = (name: 'client' | 'connection' | 'country' | 'grant' | 'provider' | 'reason'): string | null => {
    const value = signIn[name] ?? null
    return value === null ? null : shortened(value)
  }
  return {
    source,
    at: Math.floor(at),
    person,
    isFailed,
    isFirst,
    reason: text('reason'),
    connection: text('connection'),
    provider: text('provider'),
    grant: text('grant'),
    client: text('client'),
    country: text('country'),
  }
}

function observerOf({ source }: Pick<SignIn, 'source'>): SignInObserver {
  return source === 'tenant' ? 'tenant' : 'gateway'
}
