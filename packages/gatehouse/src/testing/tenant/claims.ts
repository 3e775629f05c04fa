// Builds the claims of a token: Auth0's two access token profiles, the id token and the userinfo response. This module neither signs nor
// stores.
import { CLAIM_NAMESPACE, EMAIL_CLAIM, type Subject, subjectId, type User } from './directory.ts'
import { randomId } from './random.ts'
import { loginClaims } from './login-claims.ts'
import type { AuthenticationMethod, Profile } from './records.ts'
import type { JsonObject } from './signing.ts'
import { actionClaims, assignedPermissions, type TargetApi } from './target-api.ts'
import type { Tenant } from './tenant.ts'

const ID_TOKEN_LIFETIME_SECONDS = 36_000

export type Gty = 'client-credentials' | 'password' | 'refresh_token'

export type AccessTokenOrder = {
  api: TargetApi
  subject: Subject
  clientId: string
  /** Granted, not merely requested. */
  scope: string
  gty: Gty | undefined
  organization: string | undefined
  /** Of the key that the token is bound to (RFC 9449 §6). */
  keyThumbprint: string | undefined
  /** How the person has authenticated. */
  methods: readonly AuthenticationMethod[] | undefined
}

const splitScope = (scope: string): string[] => scope.split(' ').filter((each) => each !== '')

/** The claims of an access token for the API, in the given profile. */
export function accessTokenClaims(tenant: Tenant, order: AccessTokenOrder, profile: Profile): JsonObject {
  const { api, subject, clientId, scope, gty, organization, keyThumbprint, methods } = order
  const withUserinfo = splitScope(scope).includes('openid')
  return {
    ...(subject.kind === 'user' &&
      api.isOfDevelopment && {
        ...subject.user.claims,
        [EMAIL_CLAIM]: subject.user.email,
        ...prefixed(loginClaims(methods)),
      }),
    ...(subject.kind === 'user' && actionClaims(subject.user, clientId, api, methods)),
    iss: tenant.issuer,
    sub: subjectId(subject),
    aud: withUserinfo ? [api.audience, `${tenant.issuer}userinfo`] : api.audience,
    iat: tenant.nowSeconds,
    exp: tenant.nowSeconds + api.lifetimeSeconds,
    ...(scope !== '' && { scope }),
    ...(organization !== undefined && { org_id: organization }),
    ...(keyThumbprint !== undefined && { cnf: { jkt: keyThumbprint } }),
    ...(profile === 'auth0' && gty !== undefined && { gty }),
    ...(profile === 'auth0' ? { azp: clientId } : { jti: randomId(16), client_id: clientId }),
    ...(api.withPermissions && { permissions: [...assignedPermissions(subject, api)] }),
  }
}

// As an Action does it, which may set none of these under their own names.
function prefixed(claims: object | null): JsonObject {
  return Object.fromEntries(Object.entries(claims ?? {}).map(([name, value]) => [`${CLAIM_NAMESPACE}/${name}`, value]))
}

export function accessTokenType(profile: Profile): 'JWT' | 'at+jwt' {
  return profile === 'auth0' ? 'JWT' : 'at+jwt'
}

export type IdTokenOrder = {
  user: User
  clientId: string
  /** As requested: the claims of an id token depend on the scopes openid, profile and email only. */
  scope: string
  sessionId: string
  nonce: string | undefined
  authTimeSeconds: number | undefined
  methods: readonly AuthenticationMethod[] | undefined
  organization: string | undefined
  /** `at_hash` and `c_hash`: what came with an id token through the browser. */
  accessTokenHash: string | undefined
  codeHash: string | undefined
}

export function idTokenClaims(tenant: Tenant, order: IdTokenOrder): JsonObject {
  const { user, clientId, scope, sessionId, nonce, authTimeSeconds, organization, accessTokenHash, codeHash } = order
  const { acr, amr } = loginClaims(order.methods) ?? {}
  return {
    ...profileClaims(tenant, user, scope),
    iss: tenant.issuer,
    aud: clientId,
    sub: user.id,
    iat: tenant.nowSeconds,
    exp: tenant.nowSeconds + ID_TOKEN_LIFETIME_SECONDS,
    sid: sessionId,
    ...(nonce !== undefined && { nonce }),
    ...(authTimeSeconds !== undefined && { auth_time: authTimeSeconds }),
    // As Auth0: of a login with one factor the token says nothing.
    ...(acr !== undefined && { acr, amr }),
    ...(organization !== undefined && { org_id: organization }),
    ...(accessTokenHash !== undefined && { at_hash: accessTokenHash }),
    ...(codeHash !== undefined && { c_hash: codeHash }),
  }
}

/** The claims of the scopes `profile` and `email`, in id tokens and from `/userinfo`. */
export function profileClaims(tenant: Tenant, user: User, scope: string): JsonObject {
  const scopes = splitScope(scope)
  return {
    ...(scopes.includes('profile') && {
      nickname: user.nickname,
      name: user.name,
      picture: `${tenant.issuer}u/avatar/${encodeURIComponent(user.nickname)}.svg`,
      updated_at: user.updatedAt,
    }),
    ...(scopes.includes('email') && { email: user.email, email_verified: true }),
  }
}
