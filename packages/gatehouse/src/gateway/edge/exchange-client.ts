// An isolate's side of the exchange: it takes over the revocations of the deployment every few seconds while it serves, behind its
// responses. Only a request after a pause waits for it, so that no token is judged by what was known long ago.
import {
  type Background,
  type Clock,
  type RevocableCredential,
  Revocations,
  withTimeLimit,
} from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type {
  Changes,
  DeploymentFigures,
  ExchangeAccess,
  ExchangeNamespace,
  ExchangeStatus,
  ExchangeStub,
  FigureQuery,
  IsolateReport,
  KnownState,
  RevocationList,
  RevocationOrder,
} from '../exchange-types.ts'
import type { Range } from '../figure-types.ts'
import type { SignIn, SignInReport } from '../sign-in-types.ts'

/** One Durable Object for all isolates. */
const OBJECT_NAME = 'exchange'
/** Longest that the Durable Object may take; then the exchange has failed, and the next one starts when it is due. */
const ANSWER_TIMEOUT_MILLIS = 4_000
/** Longest that a request waits for the exchange after a pause. */
const WAIT_MILLIS = 1_000
/** What is older than this many periods is too old to judge a token by. */
const PERIODS_TO_WAIT = 2
/** How many answers one exchange takes: the maximum of rows in the storage fits in it. */
const PAGES_MAX = 11
const RETRY_AFTER_SECONDS = 5

/** Gives what an isolate hands over. */
export interface Reporter {
  /** Returns what was counted since the last time. */
  take(): IsolateReport
  /** Takes a report back that could not be handed over. */
  keep(report: IsolateReport): void
}

/** The dependencies of an {@link ExchangeClient}. */
export interface ExchangeClientOptions {
  /** `undefined` when the Worker has no such binding. */
  readonly namespace: ExchangeNamespace | undefined
  /** How often an isolate that serves asks; 0 for never. */
  readonly syncSeconds: number
  readonly clock: Clock
  /** What the isolate hands over; nothing by default. */
  readonly reporter?: Reporter | undefined
  readonly log: (level: 'info' | 'warn', event: string, facts: Readonly<Record<string, unknown>>) => void
}

/** The exchange as an isolate sees it. */
export class ExchangeClient implements ExchangeAccess {
  readonly revocations = new Revocations()
  readonly #options: ExchangeClientOptions
  readonly #periodMillis: number
  #known: KnownState = { epoch: '', revision: 0 }
  #nextAtMillis: number
  #succeededAtMillis: number | null = null
  #isReachable: boolean | null = null
  #running: { readonly done: Promise<void>; readonly sinceMillis: number } | null = null

  constructor(options: ExchangeClientOptions) {
    this.#options = options
    this.#periodMillis = options.syncSeconds * 1000
    this.#nextAtMillis = this.isOn ? 0 : Infinity
  }

  /** Whether this gateway has an exchange. */
  get isOn(): boolean {
    return this.#options.namespace !== undefined && this.#periodMillis > 0
  }

  /** How often this isolate asks, in milliseconds; 0 for never. */
  get periodMillis(): number {
    return this.isOn ? this.#periodMillis : 0
  }

  /**
   * Starts an exchange in the background if one is due. Usually that is a comparison.
   *
   * @returns a promise to wait for before a token is judged, if what is known is too old for that; it never rejects
   */
  keepUp(nowMillis: number, background: Background): Promise<void> | undefined {
    if (nowMillis < this.#nextAtMillis && this.#running === null) return undefined
    const running = this.#alive(nowMillis) ?? this.#start(nowMillis, background)
    if (running === null || this.#isRecent(nowMillis) || this.#isReachable === false) return undefined
    return Promise.race([running.done, this.#options.clock.sleep(WAIT_MILLIS)])
  }

  async revoke(order: RevocationOrder): Promise<void> {
    this.#requireOn()
    try {
      this.#adopt(await this.#ask((stub) => stub.revoke(order, this.#known)))
    } catch (cause) {
      this.#fail(cause)
      throw new ProblemError('exchange_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause })
    }
  }

  async list(max: number): Promise<RevocationList> {
    return await this.#require((stub) => stub.list(max))
  }

  async figures(query: FigureQuery): Promise<DeploymentFigures> {
    return await this.#require((stub) => stub.figures(query))
  }

  async recordSignIns(signIns: readonly SignIn[]): Promise<void> {
    await this.#require((stub) => stub.recordSignIns(signIns))
  }

  async signIns(range: Range): Promise<SignInReport> {
    return await this.#require((stub) => stub.signIns(range))
  }

  /** Returns whether a token or a session was revoked, as far as this isolate knows. */
  isRevoked(credential: RevocableCredential): boolean {
    return this.revocations.revokesCredential(credential)
  }

  inspect(): ExchangeStatus {
    const seconds = this.#succeededAtMillis === null ? null : Math.floor(this.#succeededAtMillis / 1000)
    return {
      syncSeconds: this.isOn ? this.#options.syncSeconds : 0,
      isReachable: this.#isReachable,
      lastExchange: seconds,
      revocations: this.revocations.inspect(),
    }
  }

  #requireOn(): void {
    if (!this.isOn)
      throw new ProblemError('exchange_unavailable', {
        detail: 'This gateway has no exchange: it lacks the binding EXCHANGE, or GATEHOUSE_SYNC_SECONDS is 0.',
      })
  }

  #isRecent(nowMillis: number): boolean {
    return (
      this.#succeededAtMillis !== null && nowMillis - this.#succeededAtMillis < PERIODS_TO_WAIT * this.#periodMillis
    )
  }

  // I/O ends with its request, so an exchange of another request may never settle.
  #alive(nowMillis: number) {
    if (this.#running !== null && nowMillis - this.#running.sinceMillis >= ANSWER_TIMEOUT_MILLIS) this.#running = null
    return this.#running
  }

  #start(nowMillis: number, background: Background) {
    if (nowMillis < this.#nextAtMillis) return null
    this.#nextAtMillis = nowMillis + this.#periodMillis
    const finish = async (): Promise<void> => {
      await this.#exchange(nowMillis)
      if (this.#running === running) this.#running = null
    }
    const running = { done: finish(), sinceMillis: nowMillis }
    this.#running = running
    background.waitUntil(running.done)
    return running
  }

  async #exchange(startedAtMillis: number): Promise<void> {
    const { reporter, log } = this.#options
    let report = reporter?.take() ?? null
    try {
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const changes = await this.#ask((stub) => stub.exchange(this.#known, report))
        report = null
        this.#adopt(changes)
        if (changes.isComplete) break
      }
      // The state is as old as its question.
      this.#succeededAtMillis = Math.max(this.#succeededAtMillis ?? 0, startedAtMillis)
      if (this.#isReachable === false) log('info', 'exchange_reached', {})
      this.#isReachable = true
    } catch (cause) {
      if (report !== null) reporter?.keep(report)
      this.#fail(cause)
    }
  }

  async #require<Answer>(call: (stub: ExchangeStub) => Promise<Answer>): Promise<Answer> {
    this.#requireOn()
    try {
      return await this.#ask(call)
    } catch (cause) {
      throw new ProblemError('exchange_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause })
    }
  }

  async #ask<Answer>(call: (stub: ExchangeStub) => Promise<Answer>): Promise<Answer> {
    const { namespace, clock } = this.#options
    if (namespace === undefined) throw new TypeError('the Worker has no binding EXCHANGE')
    return await withTimeLimit(call(namespace.getByName(OBJECT_NAME)), ANSWER_TIMEOUT_MILLIS, clock, noAnswer)
  }

  // Of two answers that overtake each other, the older one is the state: the next exchange asks for what came after it.
  #adopt({ epoch, revision, revocations, undone }: Changes): void {
    const isOlder = epoch === this.#known.epoch && revision < this.#known.revision
    if (!isOlder) for (const target of undone) this.revocations.remove(target)
    this.revocations.add(revocations)
    this.revocations.prune(this.#options.clock.now() / 1000)
    this.#known = { epoch, revision }
  }

  #fail(cause: unknown): void {
    if (this.#isReachable !== false) this.#options.log('warn', 'exchange_failed', { cause })
    this.#isReachable = false
  }
}

function noAnswer(): Error {
  return new Error(`no answer within ${ANSWER_TIMEOUT_MILLIS} ms`)
}
