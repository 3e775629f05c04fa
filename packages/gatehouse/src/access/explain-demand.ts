// Explains why a caller with a valid token may not call a route, for explain.ts.
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
  organization_required: ({ organization }, _, { policy }) => {
    const ids = organizationsIn(policy)
    return [
      `org_id ${ids.length === 0 ? 'of any organization' : quoteAll(ids)}`,
      organization === null ? 'no org_id: the login named no organization' : `org_id ${quote(organization)}`,
    ]
  },
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

function organizationsIn(policy: Policy): readonly string[] {
  if ('policies' in policy) return policy.policies.flatMap(organizationsIn)
  return policy.kind === 'organization' ? policy.any : []
}
