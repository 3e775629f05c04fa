// The key set from Workers KV, read on each request, and jose.
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { bearer } from './bearer.ts'
import type { Check } from './pair.ts'

/** The check. */
export const check: Check = async (c, next) => {
  const token = bearer(c)
  if (token === undefined) return c.json({ error: 'no token' }, 401)
  try {
    const jwks = await c.env.KEYS.get<JSONWebKeySet>('jwks', 'json')
    if (jwks === null) return c.json({ error: 'no keys' }, 503)
    const { ISSUER: issuer, AUDIENCE: audience } = c.env
    await jwtVerify(token, createLocalJWKSet(jwks), { issuer, audience, algorithms: ['RS256'] })
  } catch {
    return c.json({ error: 'bad token' }, 401)
  }
  return await next()
}
