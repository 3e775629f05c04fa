// Defines the content of a session: the user, the end, and the tokens that the browser never sees.
import type { SessionLifetime } from '../session-lifetime.ts'
import type { Tokens } from './tenant-client.ts'

/** The longest profile claim that is kept, because the cookie is sent with every request. */
const PROFILE_MAX_CHARACTERS = 512

/** A user who is logged in. Times are in seconds since the epoch. */
export interface Session {
  /** The `sub` claim. */
  readonly subject: string
  /** The tenant's own session, by which the tenant can end it. */
  readonly sid: string | null
  readonly name: string | null
  readonly email: string | null
  readonly picture: string | null
  /** Auth0's `org_id`. */
  readonly organization: string | null
  readonly accessToken: string
  readonly accessExpiresAt: number
  /** `null` if the tenant issues none: then the session ends with its access token. */
  readonly refreshToken: string | null
  readonly startedAt: number
  /** When its tokens were issued: with the login, or later by a renewal. */
  readonly renewedAt: number
  /** When the user last sent a request, as far as the cookie says. */
  readonly seenAt: number
  readonly endsAt: number
}

/**
 * Creates the session of a login.
 *
 * @param nowSeconds the current time, in seconds since the epoch
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

/** When a session ends unless it is used before then, in seconds since the epoch. */
export function idleEndOf({ startedAt, seenAt, endsAt }: Session, lifetime: SessionLifetime): number {
  // A lowered maximum applies to existing sessions too.
  return Math.min(endsAt, startedAt + lifetime.sessionMaxSeconds, seenAt + lifetime.sessionIdleSeconds)
}

/** Parses a session from the content of a cookie; `null` for content that is not of this version. */
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
