// Implements the token exchange (RFC 8693) as Auth0's on-behalf-of exchange: an access token of a user for this API becomes one for another
// API, with the same subject, and the application that asks as the actor.
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose'
import { isRecord } from '../../access/json.ts'
import { accessTokenClaims, accessTokenType } from './claims.ts'
import { type Caller, requireSecret } from './client-authentication.ts'
import { API_IDENTIFIER, EMAIL_CLAIM, findUser, type User } from './directory.ts'
import type { TokenAnswer } from './grants.ts'
import { publicKeySet } from './key-ring.ts'
import { OAuthError } from './oauth-error.ts'
import { type JsonObject, signCompact } from './signing.ts'
import { assignedPermissions, type TargetApi } from './target-api.ts'
import { findApi, type Tenant } from './tenant.ts'

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
/** As many as Auth0 writes. */
const ACTORS_MAX = 5

export async function exchangeOnBehalf(
  tenant: Tenant,
  caller: Caller,
  form: Record<string, string>,
): Promise<TokenAnswer> {
  requireSecret(caller)
  const { subject_token: token = '', subject_token_type: type, requested_token_type: wanted = ACCESS_TOKEN } = form
  if (type !== ACCESS_TOKEN || wanted !== ACCESS_TOKEN)
    throw new OAuthError('invalid_request', 'Only access tokens are exchanged, and for access tokens')
  const { linkedApi } = caller.client
  const claims = await verifySubjectToken(tenant, token, linkedApi ?? API_IDENTIFIER)
  const user = findUser(claims.sub ?? '') ?? mintedUser(claims)
  if (user === null) throw new OAuthError('invalid_grant', 'The subject token is not of a user')
  const clientId = caller.client.id
  const act = { sub: clientId, ...actorsBefore(claims) }
  if (depthOf(act) > ACTORS_MAX) throw new OAuthError('invalid_request', 'The chain of actors is longer than five')
  const subject = { kind: 'user', user } as const
  const asked = { audience: form['audience'] ?? '', scope: form['scope'] }
  const { api, scope } =
    linkedApi === undefined
      ? await developmentTarget(tenant, asked)
      : await grantedTarget(tenant, caller, subject, asked)
  const { profile, algorithm, lifetimeSeconds } = api
  // As at Auth0, the organization stays. Nothing says how the user has logged in.
  const { org_id: organization } = claims
  const kept = { organization: typeof organization === 'string' ? organization : undefined }
  const nothing = { gty: undefined, keyThumbprint: undefined, methods: undefined, ...kept }
  const { current } = await tenant.ledger.keyRing()
  const header = { alg: algorithm, typ: accessTokenType(profile), kid: current.kid }
  const body = { ...accessTokenClaims(tenant, { api, subject, clientId, scope, ...nothing }, profile), act }
  return {
    access_token: await signCompact(header, body, current, algorithm),
    issued_token_type: ACCESS_TOKEN,
    ...(scope !== '' && { scope }),
    expires_in: lifetimeSeconds,
    token_type: 'Bearer',
  }
}

async function verifySubjectToken(tenant: Tenant, token: string, audience: string): Promise<JWTPayload> {
  try {
    const keys = createLocalJWKSet(publicKeySet(await tenant.ledger.keyRing()))
    const currentDate = new Date(tenant.nowSeconds * 1000)
    return (await jwtVerify(token, keys, { issuer: tenant.issuer, audience, currentDate })).payload
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause
    throw new OAuthError('invalid_grant', 'The subject token is not good')
  }
}

// A test mints tokens of subjects that the tenant has no user for.
function mintedUser({ sub = '', [EMAIL_CLAIM]: email, permissions }: JWTPayload): User | null {
  if (!sub.includes('|')) return null
  const names: readonly unknown[] = Array.isArray(permissions) ? permissions : []
  return {
    id: sub,
    email: typeof email === 'string' ? email : '',
    name: sub,
    nickname: sub,
    password: '',
    updatedAt: '',
    permissions: names.filter((name) => typeof name === 'string'),
  }
}

// Behind the current actor stands the one before it, or the application that the user logged in to.
function actorsBefore({ act, azp, client_id: id }: JWTPayload): JsonObject {
  if (isRecord(act)) return { act }
  const client = azp ?? id
  return typeof client === 'string' ? { act: { sub: client } } : {}
}

function depthOf(act: unknown): number {
  return isRecord(act) ? 1 + depthOf(act['act']) : 0
}

interface AskedTarget {
  readonly audience: string
  readonly scope: string | undefined
}

interface Target {
  readonly api: TargetApi
  readonly scope: string
}

// An API of development is known by whatever name a service gives it, so that no set-up is needed.
async function developmentTarget(tenant: Tenant, { audience, scope }: AskedTarget): Promise<Target> {
  if (audience === '') throw new OAuthError('invalid_request', 'Missing required parameter: audience')
  const known = await findApi(tenant, audience)
  const own = await findApi(tenant, API_IDENTIFIER)
  if (known === null && own === null) throw new OAuthError('access_denied', `Service not found: ${audience}`)
  const api = known ?? { ...(own as TargetApi), audience }
  const names = namesIn(scope)
  return {
    api,
    scope: (audience === API_IDENTIFIER ? names.filter((name) => api.scopes.includes(name)) : names).join(' '),
  }
}

// An application that was made by the Management API gets what its grants and the roles of the user allow.
async function grantedTarget(
  tenant: Tenant,
  { client }: Caller,
  subject: { kind: 'user'; user: User },
  { audience, scope }: AskedTarget,
): Promise<Target> {
  const api = await findApi(tenant, audience)
  if (api === null) throw new OAuthError('access_denied', `Service not found: ${audience}`)
  const granted = api.userScopes[client.id]
  if (granted === undefined)
    throw new OAuthError('access_denied', `Client is not authorized to access "${audience}" on behalf of a user.`)
  const assigned = api.rbac ? assignedPermissions(subject, api) : api.scopes
  const names = namesIn(scope).filter((name) => granted.includes(name) && assigned.includes(name))
  return { api, scope: names.join(' ') }
}

function namesIn(scope: string = ''): string[] {
  return scope.split(' ').filter((name) => name !== '' && name !== 'openid')
}
