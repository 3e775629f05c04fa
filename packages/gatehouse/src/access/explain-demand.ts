// Explains why a caller with a valid token may not call a route, for explain.ts.
import { actorsOf } from './actor.ts'
import { authenticationClaim, authenticationDemandOf } from './authentication.ts'
import type { Finding, ExplanationInput } from './explanation-input.ts'
import type { Policy } from './policy.ts'
import type { Principal } from './principal.ts'
import { quote, quoteAll } from './quote.ts'
import type { ProblemError, AccessProblemCode } from './problem-error.ts'

type DemandFinder = (who: Principal, required: readonly string[], input: ExplanationInput) => Finding

const DEMANDS: Readonly<Partial<Record<AccessProblemCode, DemandFinder>>> = {
  token_not_access: (who) => ['the token of a user, a machine or an agent', kindOf(who)],
  user_required: (who) => ['the token of a user', kindOf(who)],
  machine_required: (who) => ['the token of a machine, by client credentials', kindOf(who)],
  scope_missing: (who, required) => [`in scope: ${quoteAll(required)}`, findScopes(required, who)],
  permission_missing: (who, required) => [`in permissions: ${quoteAll(required)}`, findPermissions(required, who)],
  email_missing: (who, _, { trust }) => {
    const namespace = trust?.claimNamespace ?? null
    return [`${namespace === null ? '' : `${quote(`${namespace}/email`)} or `}"email"`, findEmail(who)]
  },
  insufficient_user_authentication: (who, _, input) => {
    const { maxAgeSeconds = 0, acrValues = [] } = authenticationDemandOf(input.policy)
    const factor = acrValues.length === 0 ? '' : `, with acr ${quoteAll(acrValues)} or amr "mfa"`
    return [`a login at most ${maxAgeSeconds} s ago${factor}`, findLogin(who, input)]
  },
  actor_required: (who, _, { policy }) => {
    const ids = actorsIn(policy)
    return [ids.length === 0 ? 'an actor: a claim act' : `act with sub ${quoteAll(ids)}`, findActor(who)]
  },
  actor_forbidden: (who) => ['no claim act', findActor(who)],
  agent_required: (who) => ['an agent as the subject, or as the outermost act', `${kindOf(who)}, ${findActor(who)}`],
  claim_missing: ({ claims }, _, { policy }) => {
    const demanded = claimsIn(policy)
    const expected = demanded.map(({ name, test }) => `${quote(name)} that ${test.kind} ${quoteClaim(test.value)}`)
    const found = demanded.map(({ name }) => `${quote(name)}: ${quoteClaim(claims[name])}`)
    return [expected.join(', '), found.join(', ')]
  },
  organization_required: ({ organization }, _, { policy }) => {
    const ids = organizationsIn(policy)
    return [
      `org_id ${ids.length === 0 ? 'of any organization' : quoteAll(ids)}`,
      organization === null ? 'no org_id: the login named no organization' : `org_id ${quote(organization)}`,
    ]
  },
}

function findActor(who: Principal): string {
  const actors = actorsOf(who)
  if (actors === null) return 'a malformed claim act, or one of more than five actors'
  const [current] = actors
  return current === undefined ? 'no claim act' : `act with sub ${quote(current.id)}`
}

function quoteClaim(value: unknown): string {
  if (Array.isArray(value))
    return `a list of ${value.length === 0 ? 'nothing' : value.slice(0, 8).map(quoteClaim).join(', ')}`
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : quote(value)
}

function findLogin({ claims }: Principal, { trust, now }: ExplanationInput): string {
  const namespace = trust?.claimNamespace ?? null
  const time = authenticationClaim(claims, 'auth_time', namespace)
  const factors = (['acr', 'amr'] as const).map(
    (name) => `${name} ${quoteClaim(authenticationClaim(claims, name, namespace))}`,
  )
  const login = typeof time === 'number' ? `a login ${Math.round(now - time)} s ago` : `auth_time ${quote(time)}`
  return [login, ...factors].join(', ')
}

function claimsIn(policy: Policy): readonly Extract<Policy, { readonly kind: 'claim' }>[] {
  if ('policies' in policy) return policy.policies.flatMap(claimsIn)
  return policy.kind === 'claim' ? [policy] : []
}

/** Returns what a policy required and what the principal has; nothing for a code that is about something else. */
export function explainDemand(
  { code, facts }: ProblemError,
  who: Principal,
  input: ExplanationInput,
): Finding | undefined {
  return DEMANDS[code]?.(who, facts.required ?? [], input)
}

function kindOf({ kind, id, claims }: Principal): string {
  const profile = claims['sub_profile']
  const more = profile === undefined ? '' : `, sub_profile ${quote(profile)}`
  return `${kind}: sub ${quote(id)}, gty ${quote(claims['gty'])}${more}`
}

function findScopes(required: readonly string[], { scopes, permissions }: Principal): string {
  const missing = required.filter((name) => !scopes.includes(name))
  const assigned = missing.filter((name) => permissions.includes(name))
  const more = assigned.length > 0 ? `; assigned as permission but not requested as scope: ${quoteAll(assigned)}` : ''
  return `in scope: ${quoteAll(scopes)}${more}`
}

function findPermissions(required: readonly string[], { scopes, permissions, claims }: Principal): string {
  if (claims['permissions'] === undefined) return 'no claim permissions: the API does not add them to its tokens'
  const granted = required.filter((name) => scopes.includes(name) && !permissions.includes(name))
  const more = granted.length > 0 ? `; granted as scope but not assigned as permission: ${quoteAll(granted)}` : ''
  return `in permissions: ${quoteAll(permissions)}${more}`
}

function findEmail({ kind, email, claims }: Principal): string {
  if (email === '') return 'an empty one'
  const other = Object.keys(claims).find((name) => name.endsWith('/email'))
  if (other !== undefined) return `${quote(other)}, which is not in AUTH0_CLAIM_NAMESPACE`
  return kind === 'machine' ? 'the token of a machine, which has no email' : 'no such claim'
}

function actorsIn(policy: Policy): readonly string[] {
  if ('policies' in policy) return policy.policies.flatMap(actorsIn)
  return policy.kind === 'actor' ? policy.any : []
}

function organizationsIn(policy: Policy): readonly string[] {
  if ('policies' in policy) return policy.policies.flatMap(organizationsIn)
  return policy.kind === 'organization' ? policy.any : []
}
