// Defines what a route requires of its caller, as data that JSON can represent, and the one function that evaluates it.
import type { Principal } from './principal.ts'
import type { ProblemDetails } from './problem-error-class.ts'
import { ProblemError, type AccessProblemCode } from './problem-error.ts'

/** The requirements of a route. Data only, because the gateway reads it from a generated table. */
export type Policy =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'guest' }
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'user' }
  | { readonly kind: 'machine' }
  | { readonly kind: 'emailRequired' }
  | { readonly kind: 'organization'; readonly any: readonly string[] }
  | { readonly kind: 'scopes'; readonly all: readonly string[] }
  | { readonly kind: 'anyScope'; readonly any: readonly string[] }
  | { readonly kind: 'permissions'; readonly all: readonly string[] }
  | { readonly kind: 'anyPermission'; readonly any: readonly string[] }
  | { readonly kind: 'and'; readonly policies: readonly Policy[] }
  | { readonly kind: 'or'; readonly policies: readonly Policy[] }

/** The member with the list of each kind of policy; `null` for those without one. */
const LISTS = {
  anyone: null,
  guest: null,
  signedIn: null,
  user: null,
  machine: null,
  emailRequired: null,
  organization: 'any',
  scopes: 'all',
  anyScope: 'any',
  permissions: 'all',
  anyPermission: 'any',
  and: 'policies',
  or: 'policies',
} as const satisfies Record<Policy['kind'], string | null>

/** Checks whether a value is a policy: the content of a contract was not necessarily checked by the type checker. */
export function isPolicy(value: unknown): value is Policy {
  const { kind, ...fields } = Object(value) as Readonly<Record<string, unknown>>
  const list = Object.entries(LISTS).find(([known]) => known === kind)?.[1]
  if (list === undefined) return false
  if (list === null) return true
  const items = fields[list]
  return (
    Array.isArray(items) && items.every((item) => (list === 'policies' ? isPolicy(item) : typeof item === 'string'))
  )
}

/** Whether a policy reads the token: `ignored` never, `optional` if there is one, `required` always. */
export type TokenNeed = 'ignored' | 'optional' | 'required'

/** No token is read: the caller has no identity. */
export const anyone: Policy = { kind: 'anyone' }

/** A token may be absent; one that is sent must be valid. */
export const guest: Policy = { kind: 'guest' }

/** A valid token of a user, a machine or an agent. A token of an anonymous session names no subject and is refused. */
export const signedIn: Policy = { kind: 'signedIn' }

/** A valid token of a user. */
export function user(): Policy {
  return { kind: 'user' }
}

/** A valid token of an application on its own behalf. An AI agent of the tenant is neither that nor a user. */
export function machine(): Policy {
  return { kind: 'machine' }
}

/** A valid token that contains the email address of its user: `{claimNamespace}/email`, else `email`. */
export function emailRequired(): Policy {
  return { kind: 'emailRequired' }
}

/**
 * A valid token for one of these organizations (`org_id`), or for any organization if none is named. The names of organizations may
 * change, so they are not compared.
 *
 * @throws TypeError for a value that is not the id of an organization, such as its name
 */
export function organization(...any: readonly string[]): Policy {
  for (const id of any) {
    if (!ORGANIZATION_ID.test(id))
      throw new TypeError(`"${id}" is no id of an organization, such as org_9ybsU1dN2dKfDkBi`)
  }
  return { kind: 'organization', any }
}

/** All of these in the `scope` claim. @throws TypeError for a name that RFC 6749 §3.3 does not allow */
export function scopes(...all: readonly [string, ...string[]]): Policy {
  return { kind: 'scopes', all: checked(all) }
}

/** At least one of these in the `scope` claim. @throws TypeError as {@link scopes} */
export function anyScope(...any: readonly [string, ...string[]]): Policy {
  return { kind: 'anyScope', any: checked(any) }
}

/** All of these in the RBAC `permissions` claim, whether or not they were requested as scopes. @throws TypeError as {@link scopes} */
export function permissions(...all: readonly [string, ...string[]]): Policy {
  return { kind: 'permissions', all: checked(all) }
}

/** At least one of these in the RBAC `permissions` claim. @throws TypeError as {@link scopes} */
export function anyPermission(...any: readonly [string, ...string[]]): Policy {
  return { kind: 'anyPermission', any: checked(any) }
}

/** Every one of these policies. @throws TypeError when one of them is `anyone` or `guest`, which would add nothing */
export function and(...policies: readonly [Policy, Policy, ...Policy[]]): Policy {
  return { kind: 'and', policies: demanding('and', policies) }
}

/**
 * At least one of these policies. A caller that satisfies none of them gets the refusal of the first one.
 *
 * @throws TypeError when one of them is `anyone` or `guest`, which would allow every caller
 * @example
 * access: or(scopes('read:payments'), machine())
 */
export function or(...policies: readonly [Policy, Policy, ...Policy[]]): Policy {
  return { kind: 'or', policies: demanding('or', policies) }
}

function demanding(name: string, policies: readonly Policy[]): readonly Policy[] {
  if (policies.length === 0 || policies.some((policy) => tokenNeed(policy) !== 'required'))
    throw new TypeError(`${name}(...) takes policies that demand a token; anyone and guest stand alone`)
  return policies
}

/** Returns whether a policy reads the token. */
export function tokenNeed(policy: Policy): TokenNeed {
  if (policy.kind === 'anyone') return 'ignored'
  return policy.kind === 'guest' ? 'optional' : 'required'
}

/**
 * Allows a principal or refuses it.
 *
 * @throws ProblemError `scope_missing`, `permission_missing`, `user_required`, `machine_required`, `email_missing`,
 *   `organization_required`, or `token_not_access` for an anonymous session where a subject is required
 */
export function authorize(policy: Policy, principal: Principal): void {
  switch (policy.kind) {
    case 'anyone':
    case 'guest':
      return
    case 'signedIn':
      return demandSomebody(principal)
    case 'user':
      demandSomebody(principal)
      return demand(principal.kind === 'user', 'user_required')
    case 'machine':
      demandSomebody(principal)
      return demand(principal.kind === 'machine', 'machine_required')
    case 'emailRequired':
      demandSomebody(principal)
      return demand(principal.email !== null && principal.email !== '', 'email_missing')
    case 'organization':
      demandSomebody(principal)
      return demand(isMember(principal.organization, policy.any), 'organization_required')
    case 'scopes':
      return demand(hasAll(principal.scopes, policy.all), 'scope_missing', { required: policy.all })
    case 'anyScope':
      return demand(hasAny(principal.scopes, policy.any), 'scope_missing', { required: policy.any })
    case 'permissions':
      return demand(hasAll(principal.permissions, policy.all), 'permission_missing', { required: policy.all })
    case 'anyPermission':
      return demand(hasAny(principal.permissions, policy.any), 'permission_missing', { required: policy.any })
    case 'and':
      for (const part of policy.policies) authorize(part, principal)
      return
    case 'or':
      return authorizeOneOf(policy.policies, principal)
    default:
      // A policy of a newer or foreign table: a caller that cannot be checked is refused.
      policy satisfies never
      throw new TypeError('unknown policy')
  }
}

// The first refusal is thrown, and any error that is not a refusal.
function authorizeOneOf(policies: readonly Policy[], principal: Principal): void {
  let refusal: unknown = new TypeError('or() without a policy')
  for (const [index, policy] of policies.entries()) {
    try {
      return authorize(policy, principal)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (index === 0) refusal = error
    }
  }
  throw refusal
}

/** Returns the scopes and permissions that a policy names, for a challenge (RFC 6750 §3, `scope`). */
export function scopesOf(policy: Policy): readonly string[] {
  if ('policies' in policy) return [...new Set(policy.policies.flatMap(scopesOf))]
  if (policy.kind === 'organization') return []
  if ('all' in policy) return policy.all
  return 'any' in policy ? policy.any : []
}

function demand(fulfilled: boolean, code: AccessProblemCode, facts?: ProblemDetails): void {
  if (!fulfilled) throw new ProblemError(code, facts)
}

function demandSomebody({ kind }: Principal): void {
  demand(kind !== 'anonymous', 'token_not_access')
}

function isMember(organization: string | null, any: readonly string[]): boolean {
  if (organization === null || organization === '') return false
  return any.length === 0 || any.includes(organization)
}

function hasAll(held: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((name) => held.includes(name))
}

function hasAny(held: readonly string[], wanted: readonly string[]): boolean {
  return wanted.some((name) => held.includes(name))
}

const ORGANIZATION_ID = /^org_[A-Za-z0-9]+$/
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/

function checked(names: readonly string[]): readonly string[] {
  if (names.length === 0) throw new TypeError('a policy names at least one scope or permission')
  for (const name of names) {
    if (!SCOPE_TOKEN.test(name)) throw new TypeError(`"${name}" is no scope-token (RFC 6749 §3.3)`)
  }
  return names
}
