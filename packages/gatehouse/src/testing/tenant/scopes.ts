// Determines the granted scopes by Auth0's rules: the scopes that the API defines, their restriction by RBAC, and the default when none
// was requested.
import { API_SCOPES, assignedPermissions, OIDC_SCOPES, type GrantType, type Subject } from './directory.ts'

export type ScopeRequest = {
  requested: string | undefined
  subject: Subject
  /** Empty for none: then there is no API whose scopes could be granted. */
  audience: string
  grantType: GrantType
  rbac: boolean
}

/** The granted scopes, space-separated, in the order of the request. */
export function grantScopes({ requested, subject, audience, grantType, rbac }: ScopeRequest): string {
  const asked = [...new Set((requested ?? '').split(' ').filter((scope) => scope !== ''))]
  const allowed = audience === '' ? [] : allowedApiScopes(subject, rbac)
  if (subject.kind === 'machine') return (asked.length === 0 ? allowed : intersect(asked, allowed)).join(' ')
  // The password grant trusts the application: without a scope it gets the API's, unless roles decide.
  if (asked.length === 0 && grantType === 'password' && !rbac) return allowed.join(' ')
  // Nothing can follow an implicit response, so it never contains a refresh token.
  const oidc = OIDC_SCOPES.filter((scope) => grantType !== 'implicit' || scope !== 'offline_access')
  return intersect(asked, [...oidc, ...allowed]).join(' ')
}

function allowedApiScopes(subject: Subject, rbac: boolean): readonly string[] {
  return rbac || subject.kind === 'machine' ? assignedPermissions(subject) : API_SCOPES
}

function intersect(asked: readonly string[], allowed: readonly string[]): string[] {
  return asked.filter((scope) => allowed.includes(scope))
}
