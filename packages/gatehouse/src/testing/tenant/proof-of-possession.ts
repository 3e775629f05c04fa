// Checks DPoP proofs (RFC 9449 §4.3) as Auth0 does: ES256 only, and a nonce of the tenant's in every proof of a public client at the
// token endpoint.
import { base64url, calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose'
import { OAuthError } from './oauth-error.ts'
import type { TenantRequest } from './tenant.ts'

export const PROOF_ALGORITHMS = ['ES256']
const PROOF_AGE_SECONDS = 60
const JTI_MAX_LENGTH = 256

export type ProofDemands = {
  /** Whether the proof must contain a nonce of this tenant. */
  needsNonce?: boolean
  /** The access token that was sent with the proof. */
  accessToken?: string
}

/**
 * Checks the request's proof.
 * @returns the thumbprint of its key (RFC 7638), or `undefined` when there is no proof
 * @throws OAuthError `invalid_dpop_proof`; `use_dpop_nonce` with a new nonce in the header DPoP-Nonce
 */
export async function readProof(
  c: TenantRequest,
  { needsNonce = false, accessToken }: ProofDemands = {},
): Promise<string | undefined> {
  const proof = c.req.header('dpop')
  if (proof === undefined) return undefined
  const { payload, thumbprint } = await verifyProof(proof, c.get('tenant').nowSeconds)
  const { htm, htu, ath, nonce, jti } = payload
  if (htm !== c.req.method) refuse('htm is not the method of the request')
  if (typeof htu !== 'string' || withoutQuery(htu) !== withoutQuery(c.req.url))
    refuse('htu is not the URL of the request')
  if (accessToken !== undefined && ath !== (await hash(accessToken))) refuse('ath is not the hash of the access token')
  if (typeof jti !== 'string' || jti === '' || jti.length > JTI_MAX_LENGTH) refuse('jti is missing')
  const { ledger } = c.get('tenant')
  if (needsNonce && !(typeof nonce === 'string' && (await ledger.hasProofNonce(nonce)))) {
    c.header('dpop-nonce', await ledger.makeProofNonce())
    throw new OAuthError('use_dpop_nonce', 'Authorization server requires nonce in DPoP proof')
  }
  const isNew = await ledger.spendOnce(await hash(`${thumbprint} ${jti}`), 2 * PROOF_AGE_SECONDS)
  if (!isNew) refuse('the proof was used before')
  return thumbprint
}

async function verifyProof(proof: string, nowSeconds: number): Promise<{ payload: JWTPayload; thumbprint: string }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: PROOF_ALGORITHMS,
      requiredClaims: ['iat', 'jti', 'htm', 'htu'],
      maxTokenAge: PROOF_AGE_SECONDS,
      clockTolerance: PROOF_AGE_SECONDS,
      currentDate: new Date(nowSeconds * 1000),
    })
    const { jwk } = protectedHeader
    if (jwk === undefined) return refuse('jwk is missing')
    return { payload, thumbprint: await calculateJwkThumbprint(jwk) }
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof TypeError) return refuse(cause.message)
    throw cause
  }
}

function refuse(reason: string): never {
  throw new OAuthError('invalid_dpop_proof', `Invalid DPoP proof: ${reason}`)
}

function withoutQuery(url: string): string | undefined {
  const parsed = URL.parse(url)
  return parsed === null ? undefined : parsed.origin + parsed.pathname
}

/** SHA-256 in base64url. */
async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url.encode(new Uint8Array(digest))
}
