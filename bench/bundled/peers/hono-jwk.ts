// Hono's own JWK middleware with `jwks_uri`, as its page shows it.
import { env } from 'cloudflare:workers'
import { jwk } from 'hono/jwk'
import type { Check } from './pair.ts'

const { ISSUER, AUDIENCE } = env

/** The check. */
export const check: Check = jwk({
  jwks_uri: (c) => c.env.JWKS_URI,
  alg: ['RS256'],
  verification: { iss: ISSUER, aud: AUDIENCE },
})
