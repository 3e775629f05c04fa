// Reads an access token for its reader: decoded, not verified, because verification is the gateway's task.
import type { Claims } from '../../../access/json.ts'
import { type Principal, principalFrom } from '../../../access/principal.ts'
import { ProblemError } from '../../../problem/problem-error.ts'
import type { Token } from '../login/login.ts'

/** The claims of a token; `null` when it is opaque. */
export function claimsOf(token: string): Claims | null {
  const [, payload = ''] = token.split('.')
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0))
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof claims === 'object' && claims !== null ? (claims as Claims) : null
  } catch {
    return null
  }
}

/** The principal as the services see it; `null` when the token is opaque, or names no subject. */
export function principalOf(claims: Claims | null): Principal | null {
  if (claims === null) return null
  const email = Object.keys(claims).find((name) => name.endsWith('/email'))
  try {
    return principalFrom(claims, email?.slice(0, -'/email'.length) ?? null)
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

/**
 * When a token expires, in milliseconds since the epoch by the reader's clock; `null`: unknown. A duration is more reliable than a time:
 * the reader's clock may be wrong.
 */
export function expiryOf({ expires_in: seconds }: Token, claims: Claims | null, nowMillis: number): number | null {
  if (seconds !== undefined) return nowMillis + seconds * 1000
  const at = claims?.['exp']
  return typeof at === 'number' ? at * 1000 : null
}
