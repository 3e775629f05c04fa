// What a session holds: who, until when, and the tokens that the browser never sees.
import type { SessionLifetime } from '../session-lifetime.ts'
import type { Tokens } from './tenant-client.ts'

/** Longest profile claim that is kept: the cookie is sent with every request. */
const PROFILE_MAX_CHARACTERS = 512

/** A person who is logged in. Times are in seconds since the epoch. */
export interface Session {
  /** The `sub` claim. */
  readonly subject: string
  /** The tenant's own session, by which it can be ended from there. */
  readonly sid: string | null
  readonly name: string | null
  readonly email: string | null
  readonly picture: string | null
  /** Auth0's `org_id`. */
  readonly organization: string | null
  readonly accessToken: string
  readonly accessExpiresAt: number
  /** `null` where the tenant gives none: then the session ends with its access token. */
  readonly refreshToken: string | null
  readonly startedAt: number
  /** When its tokens were got: with the login, or later by a renewal. */
  readonly renewedAt: number
  /** When the person was last seen, as far as the cookie says. */
  readonly seenAt: number
  readonly endsAt: number
}

/**
 * The session that a login begins.
 *
 * @param nowSeconds the present, in seconds since the epoch
 * @param maxSeconds how long it may last, however often it is renewed
 */
export function sessionFrom(tokens: Tokens, nowSeconds: number, maxSeconds: number): Session {
  const { accessToken, expiresAt, refreshToken, claims } = tokens
  const text = (name: string) => shortText(claims[name])
  return {
    subject: String(claims['sub']),
    sid: text('sid'),
    name: text('name'),
    email: text('email'),
    picture: text('picture'),
    organization: text('org_id'),
    accessToken,
    accessExpiresAt: expiresAt,
    refreshToken,
    startedAt: nowSeconds,
    renewedAt: nowSeconds,
    seenAt: nowSeconds,
    endsAt: nowSeconds + maxSeconds,
  }
}

/** When a session is over unless it is used before then, in seconds since the epoch. */
export function idleEndOf({ startedAt, seenAt, endsAt }: Session, lifetime: SessionLifetime): number {
  // A maximum that was lowered counts for sessions that had begun, too.
  return Math.min(endsAt, startedAt + lifetime.sessionMaxSeconds, seenAt + lifetime.sessionIdleSeconds)
}

/** Reads a session out of what a cookie held; `null` for what is none of this version. */
export function parseSession(value: Readonly<Record<string, unknown>>): Session | null {
  const { subject, accessToken, accessExpiresAt, startedAt, renewedAt, seenAt, endsAt } = value
  if (typeof subject !== 'string' || typeof accessToken !== 'string') return null
  if (typeof accessExpiresAt !== 'number' || typeof startedAt !== 'number' || typeof endsAt !== 'number') return null
  const text = (name: string) => {
    const member = value[name]
    return typeof member === 'string' ? member : null
  }
  return {
    subject,
    sid: text('sid'),
    name: text('name'),
    email: text('email'),
    picture: text('picture'),
    organization: text('organization'),
    accessToken,
    accessExpiresAt,
    refreshToken: text('refreshToken'),
    startedAt,
    // A cookie of an older version has neither.
    renewedAt: typeof renewedAt === 'number' ? renewedAt : startedAt,
    seenAt: typeof seenAt === 'number' ? seenAt : startedAt,
    endsAt,
  }
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' && value.length <= PROFILE_MAX_CHARACTERS ? value : null
}
