// Checks the registered claims of a token whose signature is valid (RFC 7519 §4.1, RFC 9068 §4).
import type { Claims } from './json.ts'
import { ProblemError } from './problem-error.ts'
import type { TrustDocument } from './trust.ts'

/** How far the issuer's clock may differ from ours. */
export const CLOCK_TOLERANCE_SECONDS = 5

/**
 * Checks `aud`, `exp`, `nbf`, `iat`, and refuses an id token by name.
 *
 * @param nowSeconds the current time, in seconds since the epoch
 * @returns the `exp` claim, in seconds since the epoch
 * @throws ProblemError `token_audience`, `token_expired`, `token_not_yet_valid`, `token_not_access`, `token_malformed` (a claim of the wrong type)
 */
export function checkClaims(claims: Claims, trust: TrustDocument, nowSeconds: number): number {
  const audiences = audiencesOf(claims)
  const idToken = isIdToken(claims, audiences, trust.clientId)
  if (!audiences.some((audience) => trust.audiences.includes(audience))) {
    throw new ProblemError(idToken ? 'token_not_access' : 'token_audience')
  }
  const expiresAt = instant(claims, 'exp')
  if (expiresAt === null) throw new ProblemError('token_malformed')
  if (expiresAt <= nowSeconds - CLOCK_TOLERANCE_SECONDS) throw new ProblemError('token_expired')
  for (const start of ['nbf', 'iat']) {
    const instantOfStart = instant(claims, start)
    if (instantOfStart !== null && instantOfStart > nowSeconds + CLOCK_TOLERANCE_SECONDS) {
      throw new ProblemError('token_not_yet_valid')
    }
  }
  if (idToken) throw new ProblemError('token_not_access')
  return expiresAt
}

// OpenID Connect Core §2, §3.1.3.6: only id tokens have these claims, or the client itself as their audience.
function isIdToken(claims: Claims, audiences: readonly string[], clientId: string | null): boolean {
  if (Object.hasOwn(claims, 'nonce') || Object.hasOwn(claims, 'at_hash')) return true
  return clientId !== null && audiences.includes(clientId)
}

function audiencesOf(claims: Claims): readonly string[] {
  const value = claims['aud']
  if (value === undefined) return []
  if (typeof value === 'string') return [value]
  if (!Array.isArray(value)) throw new ProblemError('token_malformed')
  return value.map((audience: unknown) => {
    if (typeof audience !== 'string') throw new ProblemError('token_malformed')
    return audience
  })
}

function instant(claims: Claims, name: string): number | null {
  const value = claims[name]
  if (value === undefined) return null
  if (typeof value !== 'number' || !(Math.abs(value) <= Number.MAX_SAFE_INTEGER))
    throw new ProblemError('token_malformed')
  return value
}
