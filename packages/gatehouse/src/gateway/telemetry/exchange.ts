// The Durable Object of a deployment: it keeps what must be the same in every isolate, and counts what they hand over. Isolates ask it
// behind their responses.
import { DurableObject } from 'cloudflare:workers'
import type {
  Changes,
  DeploymentFigures,
  ExchangeStub,
  FigureQuery,
  IsolateReport,
  KnownState,
  RevocationList,
  RevocationOrder,
} from '../exchange-types.ts'
import { describeError, log } from '../../http/log.ts'
import { readVariables } from '../../tenant/variables.ts'
import type { Figures, Range } from '../figure-types.ts'
import { RevocationStore } from '../edge/revocation-store.ts'
import { SubjectHash } from '../edge/subject-hash.ts'
import type { SignIn, SignInReport } from '../sign-in-types.ts'
import { FigureStore } from './figure-store.ts'
import { addFigures } from './figures.ts'
import { IsolateList } from './isolate-list.ts'
import { PartStore } from './part-store.ts'
import { SignInStore } from './sign-in-store.ts'

/** What has ended is deleted once in this time: one deletion for many. */
const CLEANING_PERIOD_SECONDS = 60
/** How many sign-ins are taken at once. */
const SIGN_INS_MAX = 500
const HASH_KEY = 'person_hash_key'

/** The revocations and the figures of a deployment. */
export class Exchange extends DurableObject implements ExchangeStub {
  readonly #revocations = new RevocationStore(this.ctx.storage.sql, crypto.randomUUID())
  readonly #figures = new FigureStore(this.ctx.storage.sql)
  readonly #signIns = new SignInStore(this.ctx.storage.sql)
  #subjects: SubjectHash | null = null
  readonly #since: Figures = {}
  readonly #signInsSince = { gateway: { succeeded: 0, failed: 0 }, tenant: { succeeded: 0, failed: 0 } }
  readonly #parts = new PartStore(this.ctx.storage.sql)
  readonly #isolates = new IsolateList()

  async exchange(known: KnownState, report: IsolateReport | null): Promise<Changes> {
    // What goes wrong with figures must not keep a revocation from an isolate.
    if (report !== null)
      await this.#take(report).catch((cause: unknown) => log('error', 'report_failed', { cause: describeError(cause) }))
    return this.#revocations.since(known)
  }

  async revoke(order: RevocationOrder, known: KnownState): Promise<Changes> {
    this.#revocations.write(order, Date.now() / 1000)
    await this.#cleanRevocations()
    return this.#revocations.since(known)
  }

  async list(max: number): Promise<RevocationList> {
    return this.#revocations.list(max)
  }

  async figures(query: FigureQuery): Promise<DeploymentFigures> {
    const now = Date.now() / 1000
    return {
      ...this.#figures.read(query, now),
      isolates: this.#isolates.summary(now),
      breakers: this.#isolates.breakers(now),
      parts: this.#parts.read(query.range, now),
      revocations: this.#revocations.countByKind(),
      since: this.#since,
      signInsSince: this.#signInsSince,
    }
  }

  async recordSignIns(signIns: readonly SignIn[]): Promise<void> {
    if (signIns.length === 0) return
    const subjects = (this.#subjects ??= new SubjectHash(await this.#hashKey()))
    const hashed = await Promise.all(
      signIns.slice(0, SIGN_INS_MAX).map(async ({ subject, ...signIn }) => ({
        ...signIn,
        person: subject === null ? null : await subjects.hashOf(subject),
      })),
    )
    const { counted, minuteEnd } = this.#signIns.add(hashed, Date.now() / 1000)
    for (const observer of ['gateway', 'tenant'] as const) {
      this.#signInsSince[observer].succeeded += counted[observer]?.succeeded ?? 0
      this.#signInsSince[observer].failed += counted[observer]?.failed ?? 0
    }
    await this.#wakeAt(minuteEnd * 1000)
  }

  async signIns(range: Range): Promise<SignInReport> {
    return this.#signIns.read(range, Date.now() / 1000)
  }

  /** Deletes what has ended, and writes the figures of the last minute. */
  override async alarm(): Promise<void> {
    const now = Date.now() / 1000
    this.#figures.flush(now)
    this.#parts.flush(now)
    this.#signIns.flush(now)
    await this.#cleanRevocations()
  }

  async #take(report: IsolateReport): Promise<void> {
    const now = Date.now() / 1000
    this.#isolates.add(report, now)
    addFigures(this.#since, report.figures)
    await this.recordSignIns(report.signIns ?? [])
    this.#parts.add(report.parts ?? {}, now)
    await this.#wakeAt(this.#figures.add(report.figures, now) * 1000)
  }

  // With the salt of the log, the hashes are those of the log. Without one, the storage has a key of its own, which nobody sees.
  async #hashKey(): Promise<string> {
    const salt = readVariables(this.env).read('GATEHOUSE_LOG_SALT')
    if (typeof salt === 'string' && salt !== '') return salt
    const { storage } = this.ctx
    const stored = await storage.get<string>(HASH_KEY)
    if (stored !== undefined) return stored
    const key = crypto.randomUUID() + crypto.randomUUID()
    await storage.put(HASH_KEY, key)
    return key
  }

  async #cleanRevocations(): Promise<void> {
    const next = this.#revocations.prune(Date.now() / 1000)
    if (next !== null) await this.#wakeAt(Math.ceil(next / CLEANING_PERIOD_SECONDS) * CLEANING_PERIOD_SECONDS * 1000)
  }

  async #wakeAt(millis: number): Promise<void> {
    const { storage } = this.ctx
    const planned = await storage.getAlarm()
    if (planned === null || planned > millis) await storage.setAlarm(millis)
  }
}
