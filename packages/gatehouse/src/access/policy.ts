// Defines what a route requires of its caller, as data that JSON can represent. authorization.ts has the one function that evaluates it.
import type { ClaimTest } from './claim-test.ts'
import type { SignatureScheme } from './signature-schemes.ts'

/**
 * What a route requires of its caller, as data that JSON can carry: the gateway has it in a generated table, and documents show it as `x-access`.
 * Make one with the functions of `gatehouse/access`, such as `scopes`.
 */
export type Policy =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'guest' }
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'user' }
  | { readonly kind: 'machine' }
  | { readonly kind: 'signedBy'; readonly secret: string; readonly scheme: SignatureScheme }
  | { readonly kind: 'emailRequired' }
  | { readonly kind: 'organization'; readonly any: readonly string[] }
  | { readonly kind: 'scopes'; readonly all: readonly string[] }
  | { readonly kind: 'anyScope'; readonly any: readonly string[] }
  | { readonly kind: 'permissions'; readonly all: readonly string[] }
  | { readonly kind: 'anyPermission'; readonly any: readonly string[] }
  | { readonly kind: 'recentLogin'; readonly withinSeconds: number }
  | { readonly kind: 'mfa'; readonly withinSeconds: number }
  | { readonly kind: 'actor'; readonly any: readonly string[] }
  | { readonly kind: 'directly' }
  | { readonly kind: 'agent' }
  | { readonly kind: 'claim'; readonly name: string; readonly test: ClaimTest }
  | { readonly kind: 'and'; readonly policies: readonly Policy[] }
  | { readonly kind: 'or'; readonly policies: readonly Policy[] }

/** Whether a policy reads the token: `ignored` never, `optional` if there is one, `required` always. */
export type TokenNeed = 'ignored' | 'optional' | 'required'

/**
 * Lets every caller in. No token is read, so the caller has no identity.
 *
 * @example
 * import { anyone } from 'gatehouse/access'
 *
 * export const access = anyone
 */
export const anyone: Policy = { kind: 'anyone' }

/**
 * Lets a caller in without a token. A token that is sent must be good, and then it says who calls.
 *
 * @example
 * import { guest } from 'gatehouse/access'
 *
 * export const access = guest
 */
export const guest: Policy = { kind: 'guest' }

/**
 * Requires a good token of a user, a machine or an agent. The token of an anonymous session names no subject and is refused.
 *
 * @example
 * import { signedIn } from 'gatehouse/access'
 *
 * export const access = signedIn
 */
export const signedIn: Policy = { kind: 'signedIn' }

/**
 * Requires a good token of a person. Any other caller is refused with 403 `user_required`.
 *
 * @example
 * import { user } from 'gatehouse/access'
 *
 * export const access = user()
 */
export function user(): Policy {
  return { kind: 'user' }
}

/**
 * Requires a good token of an application that acts for itself (RFC 6749 §4.4). An AI agent of the tenant is neither that nor a person.
 * Any other caller is refused with 403 `machine_required`.
 *
 * @example
 * import { machine } from 'gatehouse/access'
 *
 * export const access = machine()
 */
export function machine(): Policy {
  return { kind: 'machine' }
}

/**
 * Requires a good token that names the email address of its user, in the claim `{claimNamespace}/email`, else `email`. Any other token is
 * refused with 403 `email_missing`.
 *
 * @example
 * import { and, emailRequired, scopes } from 'gatehouse/access'
 *
 * export const access = and(emailRequired(), scopes('read:receipts'))
 */
export function emailRequired(): Policy {
  return { kind: 'emailRequired' }
}

/**
 * Requires a good token for one of these organizations, or for any organization when none is named. Any other token is refused with 403
 * `organization_required`.
 *
 * @param any ids of organizations as Auth0 writes them in `org_id`. Their names may change, so they are not looked at.
 * @throws TypeError for what is no id of an organization, such as its name
 *
 * @example
 * import { organization } from 'gatehouse/access'
 *
 * export const access = organization('org_9ybsU1dN2dKfDkBi')
 */
export function organization(...any: readonly string[]): Policy {
  for (const id of any) {
    if (!ORGANIZATION_ID.test(id))
      throw new TypeError(`"${id}" is no id of an organization, such as org_9ybsU1dN2dKfDkBi`)
  }
  return { kind: 'organization', any }
}

/**
 * Requires a good token with all of these scopes in its `scope` claim (RFC 8693 §4.2). Any other token is refused with 403 `scope_missing`.
 *
 * @throws TypeError for a name that is no scope-token (RFC 6749 §3.3)
 *
 * @example
 * import { scopes } from 'gatehouse/access'
 *
 * export const access = scopes('read:invoices', 'read:customers')
 */
export function scopes(...all: readonly [string, ...string[]]): Policy {
  return { kind: 'scopes', all: checked(all) }
}

/**
 * Requires a good token with at least one of these scopes in its `scope` claim. Any other token is refused with 403 `scope_missing`.
 *
 * @throws TypeError for a name that is no scope-token (RFC 6749 §3.3)
 *
 * @example
 * import { anyScope } from 'gatehouse/access'
 *
 * export const access = anyScope('read:invoices', 'write:invoices')
 */
export function anyScope(...any: readonly [string, ...string[]]): Policy {
  return { kind: 'anyScope', any: checked(any) }
}

/**
 * Requires a good token with all of these permissions in the `permissions` claim that Auth0's RBAC adds. Whether the client has asked for them
 * as scopes does not matter. Any other token is refused with 403 `permission_missing`.
 *
 * @throws TypeError for a name that is no scope-token (RFC 6749 §3.3)
 *
 * @example
 * import { permissions } from 'gatehouse/access'
 *
 * export const access = permissions('refund:payments')
 */
export function permissions(...all: readonly [string, ...string[]]): Policy {
  return { kind: 'permissions', all: checked(all) }
}

/**
 * Requires a good token with at least one of these permissions in its `permissions` claim. Any other token is refused with 403
 * `permission_missing`.
 *
 * @throws TypeError for a name that is no scope-token (RFC 6749 §3.3)
 *
 * @example
 * import { anyPermission } from 'gatehouse/access'
 *
 * export const access = anyPermission('refund:payments', 'manage:payments')
 */
export function anyPermission(...any: readonly [string, ...string[]]): Policy {
  return { kind: 'anyPermission', any: checked(any) }
}

/**
 * Requires every one of these policies. A caller is refused as the first policy that fails refuses it.
 *
 * @throws TypeError when one of them is `anyone` or `guest`, which would add nothing, or `signedBy`, which reads no token
 *
 * @example
 * import { and, scopes, user } from 'gatehouse/access'
 *
 * export const access = and(user(), scopes('read:payments'))
 */
export function and(...policies: readonly [Policy, Policy, ...Policy[]]): Policy {
  return { kind: 'and', policies: demanding('and', policies) }
}

/**
 * Requires at least one of these policies. A caller who satisfies none of them is refused as the first one refuses it.
 *
 * @throws TypeError when one of them is `anyone` or `guest`, which would let every caller pass, or `signedBy`, which reads no token
 *
 * @example
 * import { machine, or, scopes } from 'gatehouse/access'
 *
 * export const access = or(scopes('read:payments'), machine())
 */
export function or(...policies: readonly [Policy, Policy, ...Policy[]]): Policy {
  return { kind: 'or', policies: demanding('or', policies) }
}

function demanding(name: string, policies: readonly Policy[]): readonly Policy[] {
  if (policies.length === 0 || policies.some((policy) => tokenNeed(policy) !== 'required'))
    throw new TypeError(`${name}(...) takes policies that demand a token; anyone, guest and signedBy stand alone`)
  return policies
}

/** Returns whether a policy reads the token. */
export function tokenNeed(policy: Policy): TokenNeed {
  if (policy.kind === 'anyone' || policy.kind === 'signedBy') return 'ignored'
  return policy.kind === 'guest' ? 'optional' : 'required'
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
