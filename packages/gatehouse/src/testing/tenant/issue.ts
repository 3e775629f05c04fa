// Issues the tokens of a grant: signed with the current key, or opaque when no API was requested. The authorization and the token
// endpoint share it, so that both issue the same tokens.
import { base64url } from 'jose'
import {
  type AccessTokenOrder,
  accessTokenClaims,
  accessTokenType,
  type IdTokenOrder,
  idTokenClaims,
} from './claims.ts'
import { subjectId } from './directory.ts'
import { signCompact } from './signing.ts'
import type { Tenant } from './tenant.ts'

/** An access token for the API, or an opaque one for `/userinfo` only when `audience` is empty. */
export async function issueAccessToken(tenant: Tenant, order: AccessTokenOrder): Promise<string> {
  const { profile, algorithm, audience, lifetimeSeconds } = order.api
  if (audience === '') {
    const record = {
      userId: subjectId(order.subject),
      scope: order.scope,
      keyThumbprint: order.keyThumbprint ?? null,
    }
    return tenant.ledger.keepOpaqueToken(record, lifetimeSeconds)
  }
  const { current } = await tenant.ledger.keyRing()
  const header = { alg: algorithm, typ: accessTokenType(profile), kid: current.kid }
  return signCompact(header, accessTokenClaims(tenant, order, profile), current, algorithm)
}

export async function issueIdToken(tenant: Tenant, order: IdTokenOrder): Promise<string> {
  const { current } = await tenant.ledger.keyRing()
  return signCompact({ alg: 'RS256', typ: 'JWT', kid: current.kid }, idTokenClaims(tenant, order), current, 'RS256')
}

/** `at_hash` and `c_hash` of OpenID Connect Core §3.3.2.11: the left half of the SHA-256. */
export async function leftHalfHash(value: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value))
  return base64url.encode(new Uint8Array(digest).slice(0, 16))
}
