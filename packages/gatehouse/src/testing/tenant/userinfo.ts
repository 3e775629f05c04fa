// Implements /userinfo: returns the user of an access token. Accepts an opaque token, or a JWT that names this endpoint in `aud`, in any
// of the three places of RFC 6750 §2; a token that is bound to a key only with a proof of it (RFC 9449 §7).
import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { profileClaims } from './claims.ts'
import { findUser } from './directory.ts'
import { publicKeySet } from './key-ring.ts'
import { OAuthError } from './oauth-error.ts'
import { readProof } from './proof-of-possession.ts'
import type { OpaqueRecord } from './records.ts'
import type { Tenant, TenantRequest } from './tenant.ts'

type SentToken = { token: string; scheme: 'Bearer' | 'DPoP' }

export async function showUserinfo(c: TenantRequest) {
  const tenant = c.get('tenant')
  c.header('cache-control', 'no-store')
  const [sent, ...others] = await readTokens(c)
  if (others.length > 0) return c.text('Bad Request', 400, challenge('invalid_request'))
  if (sent === undefined) return c.text('Unauthorized', 401, challenge())
  const bearer = await readBearer(tenant, sent.token)
  const user = bearer === null ? undefined : findUser(bearer.userId)
  if (bearer === null || user === undefined || !bearer.scope.split(' ').includes('openid')) {
    return c.text('Unauthorized', 401, challenge('invalid_token'))
  }
  if (!(await isProved(c, sent, bearer))) {
    return c.text('Unauthorized', 401, { 'www-authenticate': 'DPoP error="invalid_dpop_proof"' })
  }
  return c.json({ sub: user.id, ...profileClaims(tenant, user, bearer.scope) })
}

async function readTokens(c: TenantRequest): Promise<SentToken[]> {
  const [, scheme = '', inHeader] = /^(bearer|dpop) +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
  const inBody = c.req.method === 'POST' ? (await c.req.parseBody())['access_token'] : undefined
  const sent: SentToken[] = []
  if (inHeader !== undefined) sent.push({ token: inHeader, scheme: /^dpop$/i.test(scheme) ? 'DPoP' : 'Bearer' })
  for (const token of [c.req.query('access_token'), inBody]) {
    if (typeof token === 'string') sent.push({ token, scheme: 'Bearer' })
  }
  return sent
}

/** Returns whether the token was sent as it is bound: to a key with a proof of it, or unbound as a Bearer token. */
async function isProved(c: TenantRequest, { token, scheme }: SentToken, bearer: OpaqueRecord): Promise<boolean> {
  if (bearer.keyThumbprint === null) return scheme === 'Bearer'
  if (scheme === 'Bearer') return false
  try {
    return (await readProof(c, { accessToken: token })) === bearer.keyThumbprint
  } catch (cause) {
    if (cause instanceof OAuthError) return false
    throw cause
  }
}

function challenge(error?: 'invalid_request' | 'invalid_token') {
  return { 'www-authenticate': `Bearer realm="Users"${error === undefined ? '' : `, error="${error}"`}` }
}

async function readBearer(tenant: Tenant, token: string): Promise<OpaqueRecord | null> {
  if (!token.includes('.')) return tenant.ledger.opaqueToken(token)
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(publicKeySet(await tenant.ledger.keyRing())), {
      issuer: tenant.issuer,
      audience: `${tenant.issuer}userinfo`,
      algorithms: ['RS256'],
      currentDate: new Date(tenant.nowSeconds * 1000),
    })
    const { sub = '', scope, cnf } = payload
    return {
      userId: sub,
      scope: typeof scope === 'string' ? scope : '',
      keyThumbprint: thumbprintIn(cnf),
    }
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return null
    throw cause
  }
}

function thumbprintIn(confirmation: unknown): string | null {
  if (typeof confirmation !== 'object' || confirmation === null || !('jkt' in confirmation)) return null
  return typeof confirmation.jkt === 'string' ? confirmation.jkt : null
}
