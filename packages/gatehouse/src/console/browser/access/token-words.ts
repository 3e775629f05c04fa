// Says in words what an access token contains, and what is wrong with it for this gateway. Decoded, not verified.
import type { Claims } from '../../../access/json.ts'
import type { Principal } from '../../../access/principal.ts'
import { claimsOf, principalOf } from '../reader/token-claims.ts'
import { duration } from '../words.ts'

/** What a token says. */
export interface Reading {
  readonly principal: Principal | null
  readonly isExpired: boolean
  /** What is wrong with it, as sentences. */
  readonly findings: readonly string[]
  /** Its claims in words, each with its heading. */
  readonly claims: readonly (readonly [heading: string, words: string])[]
}

/** What the gateway expects. */
interface Expected {
  readonly audience?: string
  readonly tenant?: string
}

const KINDS = {
  user: 'a person',
  machine: 'a machine',
  agent: 'an agent',
  anonymous: 'somebody unknown',
} as const satisfies Record<Principal['kind'], string>

/** Reads a token. @param nowMillis since the epoch */
export function readToken(token: string, expected: Expected, nowMillis: number): Reading {
  const claims = claimsOf(token)
  if (claims === null) return { principal: null, isExpired: false, findings: [OPAQUE], claims: [] }
  const principal = principalOf(claims)
  const expiresIn = typeof claims['exp'] === 'number' ? claims['exp'] - nowMillis / 1000 : null
  const isExpired = expiresIn !== null && expiresIn <= 0
  return {
    principal,
    isExpired,
    findings: findingsOf(claims, principal, expected, expiresIn),
    claims: principal === null ? [] : describe(claims, principal, expiresIn),
  }
}

const OPAQUE =
  'This is no JSON Web Token. A tenant gives an opaque token when no audience was asked for: ask for one again, with the audience of the API.'

function findingsOf(
  claims: Claims,
  principal: Principal | null,
  { audience, tenant }: Expected,
  expiresIn: number | null,
): string[] {
  const audiences = [claims['aud']].flat()
  return [
    ...(principal === null ? ['It names no subject (sub), so the gateway refuses it.'] : []),
    ...(expiresIn === null ? ['It does not say when it expires (exp), so the gateway refuses it.'] : []),
    ...(expiresIn !== null && expiresIn <= 0 ? [`It expired ${duration(-expiresIn)} ago: log in again.`] : []),
    ...(audience === undefined || audiences.includes(audience)
      ? []
      : [`It is for ${audiences.join(', ') || 'no audience'}, and the gateway takes ${audience}.`]),
    ...(tenant === undefined || String(claims['iss']).replace(/\/$/, '') === tenant
      ? []
      : [`It was issued by ${String(claims['iss'])}, and the gateway trusts ${tenant}/ first.`]),
    ...(claims['nonce'] !== undefined || claims['at_hash'] !== undefined
      ? ['It looks like an id token, which is for the application alone: send the access token.']
      : []),
  ]
}

function describe(claims: Claims, principal: Principal, expiresIn: number | null): Reading['claims'] {
  const { id, kind, email, clientId, organization, provider, scopes, permissions } = principal
  const claimed: readonly (readonly [string, string | null])[] = [
    ['Who', `${KINDS[kind]}: ${email ?? id}`],
    ['Subject', id],
    ['Signed in with', provider],
    ['Application', clientId],
    ['Organization', organization],
    ['For', [claims['aud']].flat().join(', ')],
    ['Issued by', typeof claims['iss'] === 'string' ? claims['iss'] : null],
    ['Expires', expiresIn === null || expiresIn <= 0 ? null : `in ${duration(expiresIn)}`],
    ['Scopes granted', scopes.join(', ') || 'none'],
    ['Permissions', permissions.join(', ') || 'none'],
  ]
  return claimed.flatMap(([heading, words]) => (words === null ? [] : [[heading, words] as const]))
}
