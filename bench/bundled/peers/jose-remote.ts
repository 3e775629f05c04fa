// jose's remote key set at module level, as its documentation and most tutorials have it.
import { env } from 'cloudflare:workers'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { bearer } from './bearer.ts'
import type { Check } from './pair.ts'

const keys = createRemoteJWKSet(new URL(env.JWKS_URI))

/** The check. */
export const check: Check = async (c, next) => {
  const token = bearer(c)
  if (token === undefined) return c.json({ error: 'no token' }, 401)
  try {
    await jwtVerify(token, keys, { issuer: c.env.ISSUER, audience: c.env.AUDIENCE, algorithms: ['RS256'] })
  } catch {
    return c.json({ error: 'bad token' }, 401)
  }
  return await next()
}
