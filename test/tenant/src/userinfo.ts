// /userinfo: who the bearer of an access token is. Takes an opaque token, or a JWT that names this endpoint in `aud`.
import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { profileClaims } from './claims.ts'
import { findUser } from './directory.ts'
import { publicKeySet } from './key-ring.ts'
import type { OpaqueRecord } from './records.ts'
import type { Tenant, TenantRequest } from './tenant.ts'

export async function showUserinfo(c: TenantRequest) {
  const tenant = c.get('tenant')
  const token = /^bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const bearer = token === undefined ? null : await readBearer(tenant, token)
  const user = bearer === null ? undefined : findUser(bearer.userId)
  c.header('cache-control', 'no-store')
  if (bearer === null || user === undefined || !bearer.scope.split(' ').includes('openid')) {
    const error = token === undefined ? '' : ' error="invalid_token"'
    return c.text('Unauthorized', 401, { 'www-authenticate': `Bearer realm="Users"${error}` })
  }
  return c.json({ sub: user.id, ...profileClaims(tenant, user, bearer.scope) })
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
    return { userId: payload.sub ?? '', scope: typeof payload['scope'] === 'string' ? payload['scope'] : '' }
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return null
    throw cause
  }
}
