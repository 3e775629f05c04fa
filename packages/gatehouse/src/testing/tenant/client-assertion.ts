// Implements private_key_jwt (RFC 7523 §3, OpenID Connect Core §9): a client authenticates with a JWT that one of its own keys has
// signed. Its public keys come from the control `PATCH /_tenant/clients/:id {publicKeys}`; at Auth0 they come from the dashboard.
import { base64url, decodeJwt, decodeProtectedHeader, errors, importJWK, type JWTPayload, jwtVerify } from 'jose'
import type { Client } from './directory.ts'
import { OAuthError } from './oauth-error.ts'
import type { Tenant } from './tenant.ts'

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
export const ASSERTION_ALGORITHMS = ['RS256', 'RS384', 'PS256']
const ASSERTION_MAX_AGE_SECONDS = 5 * 60

/** The client that an assertion names; nothing has been checked. */
export function assertedClientId(assertion: string): string {
  try {
    return decodeJwt(assertion).sub ?? ''
  } catch (cause) {
    if (cause instanceof errors.JOSEError) throw refused('it is no JWT', cause)
    throw cause
  }
}

/** Checks that the client has signed the assertion, for this tenant and now, and sends it for the first time. */
export async function verifyAssertion(tenant: Tenant, client: Client, assertion: string): Promise<void> {
  const { exp = 0, jti } = await verifyWithAnyKey(tenant, client, assertion)
  if (exp > tenant.nowSeconds + ASSERTION_MAX_AGE_SECONDS) throw refused('exp is more than five minutes away')
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${client.id} ${jti}`))
  const isNew = await tenant.ledger.spendOnce(base64url.encode(new Uint8Array(digest)), ASSERTION_MAX_AGE_SECONDS)
  if (!isNew) throw refused('it was used before')
}

async function verifyWithAnyKey(tenant: Tenant, client: Client, assertion: string): Promise<JWTPayload> {
  let failure: unknown = new errors.JWKSNoMatchingKey()
  for (const jwk of client.publicKeys) {
    try {
      const { alg } = decodeProtectedHeader(assertion)
      const { payload } = await jwtVerify(assertion, await importJWK(jwk, alg), {
        issuer: client.id,
        subject: client.id,
        audience: [tenant.issuer, `${tenant.issuer}oauth/token`],
        algorithms: ASSERTION_ALGORITHMS,
        requiredClaims: ['exp', 'jti'],
        currentDate: new Date(tenant.nowSeconds * 1000),
      })
      return payload
    } catch (cause) {
      if (!(cause instanceof errors.JOSEError || cause instanceof TypeError)) throw cause
      failure = cause
    }
  }
  throw refused(failure instanceof Error ? failure.message : 'no key fits', failure)
}

function refused(reason: string, cause?: unknown): OAuthError {
  return Object.assign(new OAuthError('invalid_client', `Invalid client assertion: ${reason}`), { cause })
}
