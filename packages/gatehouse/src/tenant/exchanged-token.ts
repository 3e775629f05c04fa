// Reads the token that a tenant has exchanged for a service, and checks that it is what was asked for. It came from the tenant itself over TLS,
// or was encrypted by this gateway, so its signature is for the service to verify.
import { decodeJwt } from 'jose'
import { type Clock, isRecord, type RevocableCredential } from '../access/index.ts'
import type { ExchangeRule } from '../http/exchange-rule.ts'

/** The verified token of a caller. */
export interface CallerToken {
  readonly token: string
  readonly subject: string
  /** Its `iss`; `null` if it has none. */
  readonly issuer: string | null
}

/** The token of a service. */
export interface ExchangedToken {
  readonly accessToken: string
  /** Seconds since the epoch. */
  readonly expiresAt: number
  /** What a revocation can name of it. */
  readonly credential: RevocableCredential
}

/** What is expected of every exchanged token. */
export interface ExchangeTerms {
  /** The application that exchanges: the tokens must name it as the actor. */
  readonly clientId: string
  /** The issuers of the tenant that exchanges: one with a custom domain has several. */
  readonly issuers: readonly string[]
  readonly clock: Clock
}

/**
 * Reads a token.
 *
 * @param expiresAt what the tenant has said, in seconds since the epoch: it may be missing there, or later than the token says
 * @returns the token, or a sentence that says why it does not fit
 */
export function readExchangedToken(
  { accessToken, expiresAt }: Pick<ExchangedToken, 'accessToken' | 'expiresAt'>,
  caller: CallerToken,
  rule: ExchangeRule,
  terms: ExchangeTerms,
): ExchangedToken | string {
  const claims = claimsOf(accessToken)
  if (claims === null) return 'it is no JWT'
  const { iss, sub, aud, exp, act, scope } = claims
  const { audience, scopes } = rule
  if (typeof iss !== 'string' || !terms.issuers.includes(iss)) return 'it has another issuer'
  if (sub !== caller.subject) return 'it has another subject'
  const audiences: readonly unknown[] = [aud].flat()
  // The tenant adds its own for the scope `openid`.
  const allowed: readonly unknown[] = [audience, ...terms.issuers.map((issuer) => `${issuer}userinfo`)]
  if (!audiences.includes(audience) || !audiences.every((one) => allowed.includes(one)))
    return 'it has another audience'
  if (!isRecord(act) || act['sub'] !== terms.clientId) return 'it does not name the gateway as its actor'
  if (typeof exp !== 'number' || exp <= terms.clock.now() / 1000) return 'it has expired'
  if (scope !== undefined && typeof scope !== 'string') return 'its scopes are malformed'
  const granted = (scope ?? '').split(' ').filter((one) => one !== '')
  if (!granted.every((one) => scopes.includes(one))) return 'it has a scope that was not asked for'
  return { accessToken, expiresAt: Math.min(expiresAt, exp), credential: credentialIn(claims, caller.subject) }
}

type Claims = Readonly<Record<string, unknown>>

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function credentialIn(claims: Claims, subject: string): RevocableCredential {
  const { azp, client_id: clientId, org_id: organization, sid, iat } = claims
  return {
    subject,
    clientId: text(azp) ?? text(clientId),
    organization: text(organization),
    sid: text(sid),
    issuedAt: typeof iat === 'number' ? iat : null,
  }
}

function claimsOf(token: string): Claims | null {
  try {
    return decodeJwt(token)
  } catch {
    return null
  }
}
