// Types of what the isolates of a gateway and its Durable Object tell each other.
import type { Background, RevocableCredential, Revocation, RevocationKind, RevocationTarget } from '../access/index.ts'
import type { Figures, Range, RangeFigures } from './figure-types.ts'
import type { SignIn, SignInReport } from './sign-in-types.ts'

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
export type RevocationSource = 'operator' | 'tenant' | 'logout'

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
  /** An isolate of an older version has none. */
  readonly signIns?: readonly SignIn[]
}

/** An isolate that has reported. */
export interface ReportingIsolate {
  readonly isolate: string
  readonly kids: readonly string[]
  /** Seconds since the epoch. */
  readonly lastReport: number
}

/** The figures of all isolates. */
export interface DeploymentFigures extends RangeFigures {
  /** The isolates that have reported within the last minute: how many, and the latest of them. */
  readonly isolates: { readonly count: number; readonly latest: readonly ReportingIsolate[] }
  /** How many revocations hold, by what they name. */
  readonly revocations: Readonly<Record<RevocationKind, number>>
  /** The figures since the Durable Object started, for counters that only grow. */
  readonly since: Figures
}

/** The part of the Durable Object that isolates call. */
export interface ExchangeStub {
  /** Takes the report of an isolate, and returns what has changed. @param report `null` after the first page of an answer */
  exchange(known: KnownState, report: IsolateReport | null): Promise<Changes>
  /** Stores a revocation, and returns what has changed. It returns only after the storage has it. */
  revoke(order: RevocationOrder, known: KnownState): Promise<Changes>
  /** Returns the figures of all isolates. */
  figures(range: Range, service: string | null): Promise<DeploymentFigures>
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
  inspect(): ExchangeStatus
  /** Returns the figures of all isolates. @throws ProblemError `exchange_unavailable` */
  figures(range: Range, service: string | null): Promise<DeploymentFigures>
  /** Counts sign-ins that the tenant tells of; 500 at most at once. @throws ProblemError `exchange_unavailable` */
  recordSignIns(signIns: readonly SignIn[]): Promise<void>
  /** Returns the sign-ins of a time range. @throws ProblemError `exchange_unavailable` */
  signIns(range: Range): Promise<SignInReport>
}
