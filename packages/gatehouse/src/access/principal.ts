// Reads the principal from the claims of a verified access token. This module verifies nothing.
import type { Claims } from './json.ts'
import type { Profile } from './own-profile.ts'
import { type ProfileShape, readProfile } from './profile.ts'
import { ProblemError } from './problem-error.ts'

/**
 * What kind of caller a token names. `user` is a person, `machine` an application on its own behalf, and `agent` an AI agent of the tenant.
 * `anonymous` is a caller without a token, or one whose token does not say what its subject is.
 */
export type PrincipalKind = 'user' | 'machine' | 'agent' | 'anonymous'

/**
 * The caller of a request, read from the claims of a verified token. Its JSON form starts with `id`, `permissions`, `email`. It is frozen,
 * because one object may serve many requests.
 */
export interface Principal {
  /** The `sub` claim; empty for a guest without a token. */
  readonly id: string
  /** The RBAC `permissions` claim: every permission that the tenant has assigned. */
  readonly permissions: readonly string[]
  /** `{claimNamespace}/email`, else `email`. */
  readonly email: string | null
  readonly kind: PrincipalKind
  /** The `scope` claim, split: the scopes that were requested and granted (RFC 8693 §4.2). */
  readonly scopes: readonly string[]
  /** The application: `azp`, else `client_id` (RFC 9068 §2.2). */
  readonly clientId: string | null
  /** Auth0's `org_id`. */
  readonly organization: string | null
  /** The part before `|` in `sub`: the connection that the user signed in with. */
  readonly provider: string | null
  /** The claims that the tenant adds, as src/profile.ts declares them. */
  readonly profile: Profile
  readonly claims: Claims
}

/** The principal of a request without a token on a route that does not require one. */
export const NOBODY: Principal = Object.freeze({
  id: '',
  permissions: Object.freeze([]),
  email: null,
  kind: 'anonymous',
  scopes: Object.freeze([]),
  clientId: null,
  organization: null,
  provider: null,
  profile: Object.freeze({}),
  claims: Object.freeze({}),
})

/**
 * Reads the principal from verified claims.
 *
 * @param claims the payload of a verified access token
 * @param claimNamespace the prefix of the tenant's custom claims, without a trailing slash
 * @param shape the declarations of the claims that the tenant adds
 * @throws ProblemError `token_malformed` when a claim that access depends on has the wrong type
 */
export function principalFrom(claims: Claims, claimNamespace: string | null, shape: ProfileShape = {}): Principal {
  const id = text(claims, 'sub')
  if (id === null || id === '') throw new ProblemError('token_malformed')
  const clientId = text(claims, 'azp') ?? text(claims, 'client_id')
  const bar = id.indexOf('|')
  const namespaced = claimNamespace === null ? null : text(claims, `${claimNamespace}/email`)
  return Object.freeze({
    id,
    permissions: Object.freeze(permissionsOf(claims)),
    email: namespaced ?? text(claims, 'email'),
    kind: kindOf(id, clientId, claims),
    scopes: Object.freeze(scopesOf(claims)),
    clientId,
    organization: text(claims, 'org_id'),
    provider: bar > 0 ? id.slice(0, bar) : null,
    profile: readProfile(shape, claims, claimNamespace),
    claims: freeze(claims),
  })
}

// Frozen at every level: one principal serves many requests, and no handler may change it for the next one.
function freeze(claims: Claims): Claims {
  const left: object[] = [claims]
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    for (const inner of Object.values(Object.freeze(value)) as unknown[])
      if (typeof inner === 'object' && inner !== null) left.push(inner)
  }
  return claims
}

// Auth0 writes `connection|id` for users only. The user or their identity provider chooses the part after the bar, so it decides nothing.
function kindOf(id: string, clientId: string | null, claims: Claims): PrincipalKind {
  if (id.includes('|')) return 'user'
  const profile = text(claims, 'sub_profile')
  if (profile !== null) return kindOfProfile(profile)
  if (id.startsWith('anon@')) return 'anonymous'
  if (id.startsWith('agt_')) return 'agent'
  if (claims['gty'] === 'client-credentials' || (clientId !== null && id === `${clientId}@clients`)) return 'machine'
  return 'anonymous'
}

// A profile may have several names, separated by spaces. An unknown name is ignored.
function kindOfProfile(profile: string): PrincipalKind {
  const names = profile.split(' ')
  if (names.includes('ai_agent')) return 'agent'
  if (names.includes('service')) return 'machine'
  return names.includes('user') ? 'user' : 'anonymous'
}

function text(claims: Claims, name: string): string | null {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw new ProblemError('token_malformed')
  return value
}

function scopesOf(claims: Claims): string[] {
  return (text(claims, 'scope') ?? '').split(' ').filter((scope) => scope !== '')
}

function permissionsOf(claims: Claims): string[] {
  const value = claims['permissions']
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new ProblemError('token_malformed')
  return value.map((permission: unknown) => {
    if (typeof permission !== 'string') throw new ProblemError('token_malformed')
    return permission
  })
}
