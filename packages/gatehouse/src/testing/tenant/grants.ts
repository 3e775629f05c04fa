// Implements the grants of the token endpoint, except for the device's. Each checks its own credential (a code, a secret, a password, a
// refresh token) and returns the same response.
import { base64url } from 'jose'
import { readAudience } from './audience.ts'
import type { Gty } from './claims.ts'
import { type Caller, requireSecret } from './client-authentication.ts'
import { findUser, organizationRefusal, PASSWORD_REALM, type GrantType, type Subject } from './directory.ts'
import { issueAccessToken, issueIdToken } from './issue.ts'
import { checkPassword } from './login.ts'
import { OAuthError } from './oauth-error.ts'
import { randomId } from './random.ts'
import type { Grant } from './records.ts'
import { grantScopes } from './scopes.ts'
import { methodOf } from './session.ts'
import { findApi, type Tenant } from './tenant.ts'

type Form = Record<string, string>

export type TokenAnswer = {
  access_token: string
  refresh_token?: string
  id_token?: string
  scope?: string
  expires_in: number
  token_type: 'Bearer' | 'DPoP'
  /** Of a token exchange (RFC 8693 §2.2.1). */
  issued_token_type?: string
}

export async function exchangeAuthorizationCode(tenant: Tenant, caller: Caller, form: Form): Promise<TokenAnswer> {
  const record = await tenant.ledger.takeCode(form['code'] ?? '')
  if (record === null || record.grant.clientId !== caller.client.id) {
    throw new OAuthError('invalid_grant', 'Invalid authorization code')
  }
  // A page in a browser cannot keep a secret: with PKCE the verifier is sufficient.
  if (record.codeChallenge === undefined || caller.client.mustAuthenticate === true) requireSecret(caller)
  if (form['redirect_uri'] !== record.redirectUri) {
    const sent = form['redirect_uri'] ?? 'null'
    throw new OAuthError(
      'invalid_grant',
      `The redirect URI is wrong. You sent ${sent}, and we expected ${record.redirectUri}`,
    )
  }
  if (!(await verifierMatches(form['code_verifier'], record.codeChallenge))) {
    throw new OAuthError('invalid_grant', 'Failed to verify code verifier')
  }
  if (record.keyThumbprint !== undefined && record.keyThumbprint !== caller.keyThumbprint) {
    throw new OAuthError('invalid_dpop_proof', 'The proof is not of the key that dpop_jkt names')
  }
  return answerUser(tenant, caller, record.grant, {
    grantType: 'authorization_code',
    gty: undefined,
    nonce: record.nonce,
  })
}

export async function exchangeRefreshToken(tenant: Tenant, caller: Caller, form: Form): Promise<TokenAnswer> {
  const { client, keyThumbprint = null } = caller
  const rotated = await tenant.ledger.rotateRefreshToken(form['refresh_token'] ?? '', client.id, keyThumbprint)
  if (rotated === null) throw new OAuthError('invalid_grant', 'Unknown or invalid refresh token.')
  const grant = { ...rotated.grant, scope: narrowScope(rotated.grant.scope, form['scope']) }
  const { refreshToken } = rotated
  return answerUser(tenant, caller, grant, {
    grantType: 'refresh_token',
    gty: 'refresh_token',
    nonce: undefined,
    refreshToken,
  })
}

export async function exchangePassword(tenant: Tenant, caller: Caller, form: Form): Promise<TokenAnswer> {
  requireSecret(caller)
  const audience = await readUserAudience(tenant, form)
  const user = checkPassword(form['username'] ?? '', form['password'])
  if (user === undefined) throw new OAuthError('invalid_grant', 'Wrong email or password.')
  const refusal = organizationRefusal(user, form['organization'])
  if (refusal !== null) throw new OAuthError('access_denied', refusal)
  const grant: Grant = {
    userId: user.id,
    clientId: caller.client.id,
    audience,
    scope: form['scope'],
    sessionId: randomId(24),
    authTimeSeconds: undefined,
    organization: form['organization'],
    methods: [methodOf('pwd', tenant.nowSeconds)],
  }
  return answerUser(tenant, caller, grant, { grantType: 'password', gty: 'password', nonce: undefined })
}

/** Auth0's own grant: like a password grant, for the users of one connection. */
export async function exchangePasswordOfRealm(tenant: Tenant, caller: Caller, form: Form): Promise<TokenAnswer> {
  const { realm = '' } = form
  if (realm === '') throw new OAuthError('invalid_request', 'Missing required parameter: realm')
  if (realm !== PASSWORD_REALM) throw new OAuthError('invalid_request', `Unknown realm: ${realm}`)
  // A connection knows its own users only: the others come from an identity provider that keeps their passwords.
  const isOfRealm = findUser(form['username'] ?? '')?.id.startsWith('auth0|') === true
  if (!isOfRealm) throw new OAuthError('invalid_grant', 'Wrong email or password.')
  return exchangePassword(tenant, caller, form)
}

export async function exchangeClientCredentials(tenant: Tenant, caller: Caller, form: Form): Promise<TokenAnswer> {
  requireSecret(caller)
  const audience = readAudience(tenant.settings, form)
  if (audience === '') throw new OAuthError('access_denied', 'Non-global clients are not allowed access to APIv1')
  const api = await findApi(tenant, audience)
  if (api === null) throw new OAuthError('access_denied', `Service not enabled within domain: ${audience}`)
  const { client } = caller
  if (api.machineScopes[client.id] === undefined)
    throw new OAuthError(
      'access_denied',
      `Client is not authorized to access "${audience}". You need to create a "client-grant"`,
    )
  const subject: Subject = { kind: 'machine', client }
  const scope = grantScopes({ requested: form['scope'], subject, api, grantType: 'client_credentials' })
  const order = {
    api,
    subject,
    clientId: client.id,
    scope,
    gty: 'client-credentials',
    organization: form['organization'],
    keyThumbprint: caller.keyThumbprint,
    methods: [],
  } as const
  return {
    access_token: await issueAccessToken(tenant, order),
    ...(scope !== '' && { scope }),
    expires_in: api.lifetimeSeconds,
    token_type: tokenType(caller),
  }
}

type UserAnswer = { grantType: GrantType; gty: Gty | undefined; nonce: string | undefined; refreshToken?: string }

export async function answerUser(
  tenant: Tenant,
  caller: Caller,
  grant: Grant,
  answer: UserAnswer,
): Promise<TokenAnswer> {
  const user = findUser(grant.userId)
  if (user === undefined) throw new OAuthError('invalid_grant', 'Unknown user')
  if (tenant.settings.blockedUserIds.includes(user.id)) throw new OAuthError('invalid_grant', 'user is blocked')
  const { grantType, gty, nonce } = answer
  const { clientId, audience, organization, sessionId, authTimeSeconds, methods } = grant
  const subject: Subject = { kind: 'user', user }
  const api = await findApi(tenant, audience)
  if (api === null) throw new OAuthError('access_denied', `Service not found: ${audience}`)
  const scope = grantScopes({ requested: grant.scope, subject, api, grantType })
  const scopes = scope.split(' ')
  const refreshToken =
    answer.refreshToken ??
    (scopes.includes('offline_access') ? await openRefreshFamily(tenant, caller, grant) : undefined)
  const { keyThumbprint } = caller
  const hashes = { accessTokenHash: undefined, codeHash: undefined }
  const idOrder = { user, clientId, scope, sessionId, nonce, authTimeSeconds, methods, organization, ...hashes }
  return {
    access_token: await issueAccessToken(tenant, {
      api,
      subject,
      clientId,
      scope,
      gty,
      organization,
      keyThumbprint,
      methods,
    }),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    ...(scopes.includes('openid') && { id_token: await issueIdToken(tenant, idOrder) }),
    ...(scope !== '' && { scope }),
    expires_in: api.lifetimeSeconds,
    token_type: tokenType(caller),
  }
}

/** RFC 9449 §5: the refresh tokens of a client without authentication are bound to the key of its proof; a secret binds them already. */
function openRefreshFamily(tenant: Tenant, caller: Caller, grant: Grant): Promise<string> {
  const { hasProvedItself, keyThumbprint = null } = caller
  return tenant.ledger.openRefreshFamily(grant, hasProvedItself ? null : keyThumbprint)
}

function tokenType({ keyThumbprint }: Caller): 'Bearer' | 'DPoP' {
  return keyThumbprint === undefined ? 'Bearer' : 'DPoP'
}

async function readUserAudience(tenant: Tenant, form: Form): Promise<string> {
  const audience = readAudience(tenant.settings, form)
  if ((await findApi(tenant, audience)) === null) {
    throw new OAuthError('access_denied', `Service not found: ${audience}`)
  }
  return audience
}

/** RFC 6749 §6: a refresh may ask for less than was granted, never for more. */
function narrowScope(granted: string | undefined, requested: string | undefined): string | undefined {
  if (requested === undefined || requested === '') return granted
  const before = (granted ?? '').split(' ')
  return requested
    .split(' ')
    .filter((scope) => before.includes(scope))
    .join(' ')
}

async function verifierMatches(verifier: string | undefined, challenge: string | undefined): Promise<boolean> {
  // A verifier without a challenge means that someone cut the challenge out of the authorization request.
  if (challenge === undefined) return verifier === undefined || verifier === ''
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier ?? ''))
  return base64url.encode(new Uint8Array(digest)) === challenge
}
