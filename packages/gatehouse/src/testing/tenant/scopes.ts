// Determines the granted scopes by Auth0's rules: the scopes that the API defines, their restriction by RBAC, and the default when none
// was requested.
import { OIDC_SCOPES, type GrantType, type Subject } from './directory.ts'
import { assignedPermissions, type TargetApi } from './target-api.ts'

export type ScopeRequest = {
  requested: string | undefined
  subject: Subject
  api: TargetApi
  grantType: GrantType
}

/** The granted scopes, space-separated, in the order of the request. */
export function grantScopes({ requested, subject, api, grantType }: ScopeRequest): string {
  const asked = [...new Set((requested ?? '').split(' ').filter((scope) => scope !== ''))]
  const allowed = api.audience === '' ? [] : allowedApiScopes(subject, api)
  if (subject.kind === 'machine') return (asked.length === 0 ? allowed : intersect(asked, allowed)).join(' ')
  // The password grant trusts the application: without a scope it gets the API's, unless roles decide.
  if (asked.length === 0 && grantType === 'password' && !api.rbac) return allowed.join(' ')
  // Nothing can follow an implicit response, so it never contains a refresh token.
  const mayRefresh = grantType !== 'implicit' && api.givesRefreshTokens
  const oidc = OIDC_SCOPES.filter((scope) => mayRefresh || scope !== 'offline_access')
  return intersect(asked, [...oidc, ...allowed]).join(' ')
}

function allowedApiScopes(subject: Subject, api: TargetApi): readonly string[] {
  return api.rbac || subject.kind === 'machine' ? assignedPermissions(subject, api) : api.scopes
}

function intersect(asked: readonly string[], allowed: readonly string[]): string[] {
  return asked.filter((scope) => allowed.includes(scope))
}
