// Checks the proof that the sender of a token holds the key that the token is bound to (DPoP, RFC 9449 §4.3).
import { base64url, calculateJwkThumbprint, compactVerify, decodeJwt, decodeProtectedHeader, type JWK } from 'jose'
import { decodeBase64url } from './base64url.ts'
import { isRecord } from './json.ts'
import type { ProofNonces } from './nonce.ts'
import { ProblemError } from './problem-error.ts'
import { isRocaWeak } from './roca.ts'
import { isSameTarget } from './target.ts'
import { ALGORITHMS_OF } from './trust.ts'

/** Signature algorithms of a proof (RFC 9449 §4.2: asymmetric ones only). Ed25519 (RFC 9864) is the new name of EdDSA with that curve. */
export const PROOF_ALGORITHMS = [...ALGORITHMS_OF.EC, ...ALGORITHMS_OF.RSA, 'Ed25519', 'EdDSA'] as const

/** How old or how far ahead a proof may be: bounds how long a stolen one could be tried and how long a `jti` is kept. */
const PROOF_WINDOW_SECONDS = 60
/** Bounds what a client can make us parse and remember. */
const PROOF_MAX_CHARACTERS = 8 * 1024
const JTI_MAX_CHARACTERS = 256

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** What a proof must fit. */
export interface ProofTarget {
  /** The access token that it goes with. */
  readonly token: string
  /** The `cnf.jkt` of the token: the thumbprint of the key it is bound to (RFC 7638). */
  readonly thumbprint: string
  /** The request that it was made for; `null` where the request on hand is another one (a domain behind the gateway). */
  readonly request: { readonly method: string; readonly url: string } | null
  /** The nonces of which the proof must hold one; `null` where none is demanded. */
  readonly nonces: ProofNonces | null
  readonly nowSeconds: number
}

/** A proof that fits: what must not be seen a second time before it is too old anyway. */
export interface Proof {
  readonly jti: string
  /** Seconds since the epoch. */
  readonly expiresAt: number
}

/**
 * Checks a DPoP proof.
 *
 * @param proof the value of the `DPoP` header; two headers arrive joined by a comma and are refused
 * @throws ProblemError `proof_invalid`; `proof_nonce`, which carries a nonce, when nothing is wrong but the nonce (RFC 9449 §9)
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
