// Implements POST /_tenant/mint: issues any token, valid or not. The order replaces the defaults of this tenant.
import * as z from 'zod'
import { accessTokenClaims, accessTokenType, idTokenClaims } from './claims.ts'
import { API_IDENTIFIER, findUser, type Subject, USERS } from './directory.ts'
import type { KeyRing, SigningKey } from './key-ring.ts'
import { randomId } from './random.ts'
import { type JsonObject, SIGNING_ALGORITHMS, type SigningAlgorithm, signCompact } from './signing.ts'
import type { TargetApi } from './target-api.ts'
import { findApi, findClient, type Tenant } from './tenant.ts'

const jsonObject = z.record(z.string(), z.unknown())

export const mintOrder = z.strictObject({
  user: z.string().exactOptional(),
  client: z.string().exactOptional(),
  scope: z.string().exactOptional(),
  claims: jsonObject.default({}),
  header: jsonObject.default({}),
  key: z.enum(['current', 'next', 'previous', 'unlisted']).default('current'),
  alg: z.enum(SIGNING_ALGORITHMS).default('RS256'),
  profile: z.enum(['auth0', 'rfc9068']).exactOptional(),
  expiresInSeconds: z.int().exactOptional(),
  kind: z.enum(['access', 'id']).default('access'),
})

export type MintOrder = z.infer<typeof mintOrder>

const HEADER_ALGORITHMS = {
  RS256: 'RS256',
  PS256: 'PS256',
  'HS256-with-public-key': 'HS256',
  none: 'none',
} as const satisfies Record<SigningAlgorithm, string>

/** Issues the ordered token. Throws a RangeError for an unknown user, client or key. */
export async function mintToken(tenant: Tenant, order: MintOrder): Promise<string> {
  const subject = await findSubject(tenant, order)
  const api = await findApi(tenant, API_IDENTIFIER)
  if (api === null) throw new RangeError(`there is no API ${API_IDENTIFIER}`)
  const profile = order.profile ?? api.profile
  const claims = withLifetime(tenant, order, baseClaims(tenant, order, subject, api))
  const key = pickKey(await tenant.ledger.keyRing(), order.key)
  const typ = order.kind === 'id' ? 'JWT' : accessTokenType(profile)
  const header = { alg: HEADER_ALGORITHMS[order.alg], typ, kid: key.kid }
  return signCompact(merge(header, order.header), merge(claims, order.claims), key, order.alg)
}

function baseClaims(tenant: Tenant, order: MintOrder, subject: Subject, api: TargetApi): JsonObject {
  const clientId = order.client ?? 'local-app'
  if (order.kind === 'id') {
    if (subject.kind === 'machine') throw new RangeError('an id token is for a user')
    return idTokenClaims(tenant, {
      user: subject.user,
      clientId,
      scope: order.scope ?? 'openid profile email',
      sessionId: randomId(24),
      nonce: undefined,
      authTimeSeconds: undefined,
      methods: [],
      organization: undefined,
      accessTokenHash: undefined,
      codeHash: undefined,
    })
  }
  const isMachine = subject.kind === 'machine'
  const scope = order.scope ?? (isMachine ? api.scopes.join(' ') : '')
  const gty = isMachine ? 'client-credentials' : undefined
  const nothing = { organization: undefined, keyThumbprint: undefined, methods: [] }
  const details = { api, subject, clientId, scope, gty, ...nothing } as const
  return accessTokenClaims(tenant, details, order.profile ?? api.profile)
}

async function findSubject(tenant: Tenant, order: MintOrder): Promise<Subject> {
  const client = order.client === undefined ? undefined : await findClient(tenant, order.client)
  if (order.client !== undefined && client === undefined) throw new RangeError(`unknown client: ${order.client}`)
  if (order.user === undefined && client !== undefined) return { kind: 'machine', client }
  const user = order.user === undefined ? USERS[0] : findUser(order.user)
  if (user === undefined) throw new RangeError(`unknown user: ${order.user}`)
  return { kind: 'user', user }
}

/** An expired token was issued a whole lifetime before, so that `iat` is never after `exp`. */
function withLifetime(tenant: Tenant, order: MintOrder, claims: JsonObject): JsonObject {
  if (order.expiresInSeconds === undefined) return claims
  const exp = tenant.nowSeconds + order.expiresInSeconds
  const iat = order.expiresInSeconds > 0 ? tenant.nowSeconds : exp - tenant.settings.accessTokenLifetimeSeconds
  return { ...claims, iat, exp }
}

function pickKey(ring: KeyRing, name: MintOrder['key']): SigningKey {
  const key = ring[name]
  if (key === undefined) throw new RangeError(`there is no ${name} key: rotate first`)
  return key
}

/** Merges `changes` into `base`; null removes a member. */
function merge(base: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== null))
}
