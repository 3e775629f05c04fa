// Checks the DPoP proof that the sender of a token has the key that the token is bound to (RFC 9449 §4.3).
import { base64url, calculateJwkThumbprint, compactVerify, decodeJwt, decodeProtectedHeader, type JWK } from 'jose'
import { decodeBase64url } from './base64url.ts'
import { isRecord } from './json.ts'
import type { ProofNonces } from './nonce.ts'
import { ProblemError } from './problem-error.ts'
import { isRocaWeak } from './roca.ts'
import { isSameTarget } from './target.ts'
import { ALGORITHMS_OF } from './trust.ts'

/**
 * The signature algorithms of a proof (RFC 9449 §4.2: asymmetric ones only). Ed25519 (RFC 9864) is the new name of EdDSA with that curve.
 */
export const PROOF_ALGORITHMS = [...ALGORITHMS_OF.EC, ...ALGORITHMS_OF.RSA, 'Ed25519', 'EdDSA'] as const

/**
 * How far the `iat` of a proof may be in the past or the future. It limits how long a stolen proof can be tried and how long a `jti` is
 * kept.
 */
const PROOF_WINDOW_SECONDS = 60
/** Limits the size of what a client can make us parse and store. */
const PROOF_MAX_CHARACTERS = 8 * 1024
const JTI_MAX_CHARACTERS = 256

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** The values that a proof must match. */
export interface ProofTarget {
  /** The access token that it was sent with. */
  readonly token: string
  /** The `cnf.jkt` of the token: the thumbprint of the key that it is bound to (RFC 7638). */
  readonly thumbprint: string
  /** The request that it was made for; `null` where the current request is another one (a domain behind the gateway). */
  readonly request: { readonly method: string; readonly url: string } | null
  /** The nonces of which the proof must contain one; `null` where none is required. */
  readonly nonces: ProofNonces | null
  readonly nowSeconds: number
}

/** A valid proof: the `jti` that must not be used again before the proof expires. */
export interface Proof {
  readonly jti: string
  /** Seconds since the epoch. */
  readonly expiresAt: number
}

/**
 * Checks a DPoP proof.
 *
 * @param proof the value of the `DPoP` header; two headers arrive joined by a comma and are refused
 * @throws ProblemError `proof_invalid`; `proof_nonce`, which contains a nonce, when only the nonce is wrong (RFC 9449 §9)
 */
export async function checkProof(proof: string | null, target: ProofTarget): Promise<Proof> {
  if (proof === null || proof.length > PROOF_MAX_CHARACTERS) throw new ProblemError('proof_invalid')
  const { alg, typ, jwk } = decode(() => decodeProtectedHeader(proof))
  const algorithm = PROOF_ALGORITHMS.find((allowed) => allowed === alg)
  if (algorithm === undefined || typ !== 'dpop+jwt' || !isPublicKey(jwk)) throw new ProblemError('proof_invalid')
  if (canBeFactored(jwk)) throw new ProblemError('proof_invalid')
  try {
    if ((await calculateJwkThumbprint(jwk)) !== target.thumbprint) throw new Error('another key')
    await compactVerify(proof, jwk, { algorithms: [algorithm] })
  } catch (cause) {
    throw new ProblemError('proof_invalid', { cause })
  }
  const claims = decode(() => decodeJwt<Record<string, unknown>>(proof))
  const result = await checkClaims(claims, target)
  const { nonces, nowSeconds } = target
  if (nonces !== null && !(await nonces.accepts(claims['nonce'], nowSeconds)))
    throw new ProblemError('proof_nonce', { nonce: await nonces.current(nowSeconds) })
  return result
}

async function checkClaims(
  claims: Readonly<Record<string, unknown>>,
  { token, request, nowSeconds }: ProofTarget,
): Promise<Proof> {
  const { jti, iat, htm, htu, ath } = claims
  const fits =
    typeof jti === 'string' &&
    jti !== '' &&
    jti.length <= JTI_MAX_CHARACTERS &&
    typeof iat === 'number' &&
    Math.abs(nowSeconds - iat) <= PROOF_WINDOW_SECONDS &&
    ath === (await hash(token)) &&
    (request === null || (htm === request.method && isSameTarget(htu, request.url)))
  if (!fits) throw new ProblemError('proof_invalid')
  return { jti, expiresAt: iat + PROOF_WINDOW_SECONDS }
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url.encode(new Uint8Array(digest))
}

function isPublicKey(jwk: unknown): jwk is JWK {
  return isRecord(jwk) && jwk['kty'] !== 'oct' && !PRIVATE_MEMBERS.some((member) => Object.hasOwn(jwk, member))
}

function canBeFactored({ n }: JWK): boolean {
  const modulus = typeof n === 'string' ? decodeBase64url(n) : null
  return modulus !== null && isRocaWeak(modulus)
}

function decode<Decoded>(decoder: () => Decoded): Decoded {
  try {
    return decoder()
  } catch (cause) {
    throw new ProblemError('proof_invalid', { cause })
  }
}
