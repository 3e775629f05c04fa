// Evaluates what a route requires of its caller: the one function that does.
import { actorsOf } from './actor.ts'
import { type AuthenticationTerms, isMultiFactor, isRecentLogin } from './authentication.ts'
import { passes } from './claim-test.ts'
import type { Policy } from './policy.ts'
import type { Principal } from './principal.ts'
import type { ProblemDetails } from './problem-error-class.ts'
import { type AccessProblemCode, ProblemError } from './problem-error.ts'

/**
 * Allows a principal or refuses it.
 *
 * @param terms what a login is judged by
 * @throws ProblemError `scope_missing`, `permission_missing`, `user_required`, `machine_required`, `email_missing`,
 *   `organization_required`, `insufficient_user_authentication`, `actor_required`, `actor_forbidden`, `agent_required`, `claim_missing`, or
 *   `token_not_access` for an anonymous session where a subject is required
 */
export function authorize(policy: Policy, principal: Principal, terms: AuthenticationTerms): void {
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
      return demandUser(principal)
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
    case 'recentLogin':
      demandUser(principal)
      return demandLogin(isRecentLogin(principal.claims, policy.withinSeconds, terms))
    case 'mfa':
      demandUser(principal)
      return demandLogin(
        isMultiFactor(principal.claims, terms) && isRecentLogin(principal.claims, policy.withinSeconds, terms),
      )
    case 'actor':
      demandSomebody(principal)
      return demand(isActor(principal, policy.any), 'actor_required')
    case 'directly':
      demandSomebody(principal)
      return demand(!Object.hasOwn(principal.claims, 'act'), 'actor_forbidden')
    case 'agent':
      demandSomebody(principal)
      return demand(isAgent(principal), 'agent_required')
    case 'claim':
      demandSomebody(principal)
      return demand(passes(policy.test, ownClaim(principal, policy.name)), 'claim_missing')
    case 'and':
      for (const part of policy.policies) authorize(part, principal, terms)
      return
    case 'or':
      return authorizeOneOf(policy.policies, principal, terms)
    default:
      // A policy of a newer or foreign table: a caller that cannot be checked is refused.
      policy satisfies never
      throw new TypeError('unknown policy')
  }
}

// The first refusal is thrown, and any error that is not a refusal.
function authorizeOneOf(policies: readonly Policy[], principal: Principal, terms: AuthenticationTerms): void {
  let refusal: unknown = new TypeError('or() without a policy')
  for (const [index, policy] of policies.entries()) {
    try {
      return authorize(policy, principal, terms)
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

function demandUser(principal: Principal): void {
  demandSomebody(principal)
  demand(principal.kind === 'user', 'user_required')
}

function demandLogin(fulfilled: boolean): void {
  demand(fulfilled, 'insufficient_user_authentication')
}

// RFC 8693 §4.1: the actors before the current one decide nothing.
function isActor(principal: Principal, any: readonly string[]): boolean {
  const [current] = actorsOf(principal) ?? []
  return current !== undefined && (any.length === 0 || any.includes(current.id))
}

function isAgent(principal: Principal): boolean {
  const actors = actorsOf(principal)
  if (actors === null) return false
  return actors[0]?.isAgent ?? principal.kind === 'agent'
}

function ownClaim({ claims }: Principal, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined
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
