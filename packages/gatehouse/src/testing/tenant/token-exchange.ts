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
import type { TargetApi } from './target-api.ts'
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
  const claims = await verifySubjectToken(tenant, token)
  const user = findUser(claims.sub ?? '') ?? mintedUser(claims)
  if (user === null) throw new OAuthError('invalid_grant', 'The subject token is not of a user')
  const clientId = caller.client.id
  const act = { sub: clientId, ...actorsBefore(claims) }
  if (depthOf(act) > ACTORS_MAX) throw new OAuthError('invalid_request', 'The chain of actors is longer than five')
  const api = await targetOf(tenant, form['audience'] ?? '')
  const subject = { kind: 'user', user } as const
  const scope = scopesFor(api, form['scope'])
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

async function verifySubjectToken(tenant: Tenant, token: string): Promise<JWTPayload> {
  try {
    const keys = createLocalJWKSet(publicKeySet(await tenant.ledger.keyRing()))
    const currentDate = new Date(tenant.nowSeconds * 1000)
    return (await jwtVerify(token, keys, { issuer: tenant.issuer, audience: API_IDENTIFIER, currentDate })).payload
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

// An API of development is known by whatever name a service gives it, so that no set-up is needed.
async function targetOf(tenant: Tenant, audience: string): Promise<TargetApi> {
  if (audience === '') throw new OAuthError('invalid_request', 'Missing required parameter: audience')
  const known = await findApi(tenant, audience)
  if (known !== null) return known
  const own = await findApi(tenant, API_IDENTIFIER)
  if (own === null) throw new OAuthError('access_denied', `Service not found: ${audience}`)
  return { ...own, audience }
}

function scopesFor({ audience, scopes }: TargetApi, requested: string = ''): string {
  const asked = requested.split(' ').filter((scope) => scope !== '' && scope !== 'openid')
  return (audience === API_IDENTIFIER ? asked.filter((scope) => scopes.includes(scope)) : asked).join(' ')
}
