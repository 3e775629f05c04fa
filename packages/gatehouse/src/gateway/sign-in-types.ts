// Types of the sign-ins that the isolates of a gateway and the events of its tenant hand over, and of their figures.
import type { Range, Step } from './figure-types.ts'

/**
 * What told of a sign-in: `token` when an isolate verified a new access token of a user, `session` when the gateway itself logged a user in,
 * `tenant` for an event of the tenant.
 */
export type SignInSource = 'token' | 'session' | 'tenant'

/**
 * A sign-in of a user, or an attempt that failed.
 *
 * @example
 * await exchange.recordSignIns([
 *   { source: 'tenant', at: 1_800_000_000, subject: 'auth0|1', isFailed: false, connection: 'google-oauth2', client: 'web', country: 'DE' },
 * ])
 */
export interface SignIn {
  readonly source: SignInSource
  /** When, in seconds since the epoch. */
  readonly at: number
  /** The `sub` of the user; `null` when it is unknown. Only its keyed hash is stored. */
  readonly subject: string | null
  readonly isFailed: boolean
  /** Why it failed: a short code such as `access_denied`. */
  readonly reason?: string | null
  /** Whether it is the user's first one, where the source knows; by default the storage decides. */
  readonly isFirst?: boolean
  /** The name of the connection, such as `Username-Password-Authentication`. */
  readonly connection?: string | null
  /** The identity provider, such as `google-oauth2`. */
  readonly provider?: string | null
  /** How the token was got, such as `authorization_code`. */
  readonly grant?: string | null
  /** The client id of the application. */
  readonly client?: string | null
  /** The country in two letters (ISO 3166-1). */
  readonly country?: string | null
}

/** A sign-in as it is stored and shown: with a hash in place of the subject. */
export interface RecordedSignIn {
  readonly source: SignInSource
  readonly at: number
  /** A keyed hash of the subject; `null` when it is unknown. It is the same as in the log if `GATEHOUSE_LOG_SALT` is set. */
  readonly person: string | null
  readonly isFailed: boolean
  readonly isFirst: boolean
  readonly reason: string | null
  readonly connection: string | null
  readonly provider: string | null
  readonly grant: string | null
  readonly client: string | null
  readonly country: string | null
}

/** The lists of counts of sign-ins. */
export const SIGN_IN_DIMENSIONS = ['connections', 'providers', 'grants', 'clients', 'countries', 'reasons'] as const

/** A list of counts of sign-ins by value. */
export type SignInDimension = (typeof SIGN_IN_DIMENSIONS)[number]

/** Counts of sign-ins. */
export interface SignInCounts extends Record<SignInDimension, Record<string, number>> {
  succeeded: number
  failed: number
  /** How many of them were the first of their user within 30 days, or ever if the tenant said so. */
  first: number
}

/** Who sees sign-ins: the gateway by itself, or the tenant. One sign-in is often seen by both. */
export type SignInObserver = 'gateway' | 'tenant'

/** The sign-ins of a time range that one observer saw. */
export interface ObservedSignIns extends SignInCounts {
  /** How many different users there were. */
  readonly persons: number
  /** The oldest step first; a step without a sign-in is missing. */
  readonly steps: readonly Pick<Step, 'at' | 'failed' | 'ok'>[]
}

/** The sign-ins of a time range. */
export interface SignInReport {
  readonly range: Range
  readonly stepSeconds: number
  readonly observers: Readonly<Record<SignInObserver, ObservedSignIns>>
  /** The latest of them, the newest first. */
  readonly latest: readonly RecordedSignIn[]
}
