// Types of what the isolates of a gateway and its Durable Object tell each other.
import type { Background, RevocableCredential, Revocation, RevocationKind, RevocationTarget } from '../access/index.ts'
import type { Figures, Range, RangeFigures } from './figure-types.ts'
import type { BreakerSummary, OpenBreaker, PartHistory, PartReport } from './health-types.ts'
import type { SignIn, SignInObserver, SignInReport } from './sign-in-types.ts'

/** The state that an isolate has taken over: the storage that it is of, and the last change in it. */
export interface KnownState {
  /** Empty before the first exchange. */
  readonly epoch: string
  readonly revision: number
}

/** The changes since a state. */
export interface Changes extends KnownState {
  readonly revocations: readonly Revocation[]
  /** The revocations that were taken back. */
  readonly undone: readonly RevocationTarget[]
  /** Whether there are no more of them. */
  readonly isComplete: boolean
}

/** Where a revocation comes from. Logouts are many, and Workers KV keeps them too: they are stored for a shorter time. */
export const REVOCATION_SOURCES = ['operator', 'tenant', 'logout'] as const

/** One of them. */
export type RevocationSource = (typeof REVOCATION_SOURCES)[number]

/** The revocations that hold. */
export interface RevocationList {
  /** The newest of them, the newest first. */
  readonly revocations: readonly (Revocation & { readonly source: RevocationSource })[]
  readonly count: number
}

/** A revocation to store, or to take back. */
export interface RevocationOrder extends RevocationTarget {
  /** Seconds since the epoch. */
  readonly issuedBefore: number
  /** For how long after that a token or a session can be alive that was issued before. */
  readonly keptSeconds: number
  readonly source: RevocationSource
  readonly isUndone: boolean
}

/** What an isolate hands over. */
export interface IsolateReport {
  /** A random name of the isolate. */
  readonly isolate: string
  /** The ids of the keys that it verifies tokens with. */
  readonly kids: readonly string[]
  readonly figures: Figures
  // An isolate of an older version has none of these.
  readonly signIns?: readonly SignIn[]
  /** The version of the Worker; `null` when the Worker has no such binding. */
  readonly version?: string | null
  /** The data center, as Cloudflare names it. */
  readonly colo?: string | null
  /** The parts that it has checked since it reported last. */
  readonly parts?: Readonly<Record<string, PartReport>>
  /** The breakers of its HTTP origins that are not closed. */
  readonly breakers?: Readonly<Record<string, OpenBreaker>>
}

/** An isolate that has reported. */
export interface ReportingIsolate {
  readonly isolate: string
  readonly version: string | null
  readonly colo: string | null
  readonly kids: readonly string[]
  /** Seconds since the epoch. */
  readonly lastReport: number
}

/** The isolates that have reported within the last minute. */
export interface IsolateSummary {
  readonly count: number
  /** How many there are of each version. */
  readonly versions: Readonly<Record<string, number>>
  /** How many have each key. An isolate that lacks a key fetches it with the first token that names it. */
  readonly kids: Readonly<Record<string, number>>
  readonly colos: Readonly<Record<string, number>>
  /** The latest of them. */
  readonly latest: readonly ReportingIsolate[]
}

/** What figures are asked for. */
export interface FigureQuery {
  readonly range: Range
  /** Only this service. */
  readonly service: string | null
  /** Only the problems with this code. */
  readonly code: string | null
}

/** The figures of all isolates. */
export interface DeploymentFigures extends RangeFigures {
  readonly isolates: IsolateSummary
  readonly parts: readonly PartHistory[]
  readonly breakers: readonly BreakerSummary[]
  /** How many revocations hold, by what they name. */
  readonly revocations: Readonly<Record<RevocationKind, number>>
  /** The figures since the Durable Object started, for counters that only grow. */
  readonly since: Figures
  /** The sign-ins since then. */
  readonly signInsSince: Readonly<Record<SignInObserver, { readonly succeeded: number; readonly failed: number }>>
}

/** The part of the Durable Object that isolates call. */
export interface ExchangeStub {
  /** Takes the report of an isolate, and returns what has changed. @param report `null` after the first page of an answer */
  exchange(known: KnownState, report: IsolateReport | null): Promise<Changes>
  /** Stores a revocation, and returns what has changed. It returns only after the storage has it. */
  revoke(order: RevocationOrder, known: KnownState): Promise<Changes>
  /** Returns the revocations that hold, up to a number of them. */
  list(max: number): Promise<RevocationList>
  /** Returns the figures of all isolates. */
  figures(query: FigureQuery): Promise<DeploymentFigures>
  /** Counts sign-ins; 500 at most at once, and the rest is dropped. */
  recordSignIns(signIns: readonly SignIn[]): Promise<void>
  /** Returns the sign-ins of a time range. */
  signIns(range: Range): Promise<SignInReport>
}

/** The part of the binding of the Durable Object that is used here. */
export interface ExchangeNamespace {
  getByName(name: string): ExchangeStub
}

/** The part of the exchange that a request needs. */
export interface RevocationWatch {
  /** How often revocations are asked for, in milliseconds; 0 for never. */
  readonly periodMillis: number
  /** Asks for them if that is due. @returns what to wait for before a token is judged; usually nothing */
  keepUp(nowMillis: number, background: Background): Promise<void> | undefined
  /** Returns whether a token was revoked, as far as is known here. */
  isRevoked(credential: RevocableCredential): boolean
}

/** The state of the exchange, for the status page. */
export interface ExchangeStatus {
  /** How often this isolate asks; 0 for never. */
  readonly syncSeconds: number
  /** Whether the last attempt succeeded; `null` before the first. */
  readonly isReachable: boolean | null
  /** The last success, in seconds since the epoch. */
  readonly lastExchange: number | null
  /** How many revocations this isolate knows, by what they name. */
  readonly revocations: Readonly<Record<RevocationKind, number>>
}

/** The exchange of an isolate, as the routes of the gateway use it. */
export interface ExchangeAccess extends RevocationWatch {
  /** Whether this gateway has an exchange. */
  readonly isOn: boolean
  /**
   * Stores a revocation, or takes one back. When it returns, the storage has it, and so has this isolate.
   *
   * @throws ProblemError `exchange_unavailable`: it may or may not have been stored
   */
  revoke(order: RevocationOrder): Promise<void>
  /** Returns the revocations that hold, up to a number of them. @throws ProblemError `exchange_unavailable` */
  list(max: number): Promise<RevocationList>
  inspect(): ExchangeStatus
  /** Returns the figures of all isolates. @throws ProblemError `exchange_unavailable` */
  figures(query: FigureQuery): Promise<DeploymentFigures>
  /** Counts sign-ins that the tenant tells of; 500 at most at once. @throws ProblemError `exchange_unavailable` */
  recordSignIns(signIns: readonly SignIn[]): Promise<void>
  /** Returns the sign-ins of a time range. @throws ProblemError `exchange_unavailable` */
  signIns(range: Range): Promise<SignInReport>
}
