// Evaluates what a route requires of its caller: the one function that does.
import type { Policy } from './policy.ts'
import type { Principal } from './principal.ts'
import type { ProblemDetails } from './problem-error-class.ts'
import { type AccessProblemCode, ProblemError } from './problem-error.ts'

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
    case 'signedBy':
      // Whoever asks here has not verified the signature.
      throw new TypeError('a signature is verified over the body of a request, and no token says anything of it')
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
