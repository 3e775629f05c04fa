// Checks whether a token is bound to a key of its sender (RFC 7800 §3), and whether the request proves possession of that key: by a DPoP
// proof (RFC 9449) or by the certificate of its TLS connection (RFC 8705 §3).
import { base64url } from 'jose'
import { decodeBase64url } from './base64url.ts'
import type { Credential } from './bearer.ts'
import { checkProof } from './dpop.ts'
import { type Claims, isRecord } from './json.ts'
import type { ProofNonces } from './nonce.ts'
import { ProblemError } from './problem-error.ts'

/** The binding of a token: the thumbprint of a key (`jkt`) or of a certificate (`x5t#S256`), in base64url. */
export type TokenBinding =
  | { readonly kind: 'key'; readonly thumbprint: string }
  | { readonly kind: 'certificate'; readonly thumbprint: string }

/**
 * Remembers the proofs of possession that were used, so that none is taken twice (RFC 9449 §11.1). Every isolate must share it, for example
 * in a Durable Object.
 */
export interface ReplayStore {
  /** Claims a proof of a key. Returns `false` when it was claimed before. @param expiresAt seconds since the epoch */
  claim(thumbprint: string, jti: string, expiresAt: number): Promise<boolean>
}

/** The rules of token binding. */
export interface BindingRules {
  /** `off`: DPoP is not accepted; `allowed`: bound and unbound tokens; `required`: bound tokens only. */
  readonly mode: 'off' | 'allowed' | 'required'
  /**
   * Records used proofs. `null` behind the gateway, which has checked the proof against the request that it was made for: there the
   * proof shows possession of the key only.
   */
  readonly replay: ReplayStore | null
  /**
   * The nonces of which a proof must contain one (RFC 9449 §9). Without them a proof needs none; behind the gateway it never needs one.
   */
  readonly nonces?: ProofNonces | null
}

/** The rules for a proof that was checked before. */
const FORWARDED: Omit<BindingRules, 'mode'> = { replay: null }

/** The part of a request that a gate reads. A `Request` has all of it. */
export interface BoundRequest {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null }
  /** Cloudflare's data about the connection. */
  readonly cf?: unknown
  /** Whether a gateway has checked the proof before: then it shows possession of the key only. A `Request` does not have it. */
  readonly isForwarded?: boolean
}

/**
 * Reads the binding of a token.
 *
 * @throws ProblemError `token_malformed` for an unknown `cnf`: a binding that cannot be checked is not ignored
 */
export function bindingOf(claims: Claims): TokenBinding | null {
  const confirmation = claims['cnf']
  if (confirmation === undefined) return null
  if (!isRecord(confirmation) || Object.keys(confirmation).length !== 1) throw new ProblemError('token_malformed')
  const { jkt, 'x5t#S256': certificate } = confirmation
  if (isThumbprint(jkt)) return { kind: 'key', thumbprint: jkt }
  if (isThumbprint(certificate)) return { kind: 'certificate', thumbprint: certificate }
  throw new ProblemError('token_malformed')
}

/**
 * Checks the binding of a valid token against the request that contains it.
 *
 * A token that is bound to a certificate may have either scheme: Auth0 gives it the `token_type` DPoP, and requires no proof.
 *
 * @throws ProblemError `proof_required` (sent without the proof), `bound_token_required` (unbound where binding is required),
 *   `token_missing` (with the scheme DPoP where DPoP is off), `proof_invalid`, `proof_nonce`, `proof_replayed`, `proofs_unavailable`
 */
export async function checkBinding(
  binding: TokenBinding | null,
  { scheme, token }: Credential,
  request: BoundRequest,
  rules: BindingRules,
  nowSeconds: number,
): Promise<void> {
  if (binding?.kind === 'certificate') {
    if (certificateOf(request.cf) !== binding.thumbprint) throw new ProblemError('proof_required')
    return
  }
  if (scheme === 'dpop' && rules.mode === 'off') throw new ProblemError('token_missing')
  if (binding === null) {
    // RFC 9449 §7.1: a token that is not bound must not use the scheme.
    if (scheme === 'dpop') throw new ProblemError('proof_invalid')
    if (rules.mode === 'required') throw new ProblemError('bound_token_required')
  } else {
    if (scheme !== 'dpop') throw new ProblemError('proof_required')
    const { thumbprint } = binding
    const { replay, nonces = null } = request.isForwarded === true ? FORWARDED : rules
    const target = { token, thumbprint, request: replay === null ? null : request, nonces, nowSeconds }
    const { jti, expiresAt } = await checkProof(request.headers.get('dpop'), target)
    if (replay !== null) await claim(replay, thumbprint, jti, expiresAt)
  }
}

async function claim(replay: ReplayStore, thumbprint: string, jti: string, expiresAt: number): Promise<void> {
  let isNew: boolean
  try {
    isNew = await replay.claim(thumbprint, jti, expiresAt)
  } catch (cause) {
    throw new ProblemError('proofs_unavailable', { cause })
  }
  if (!isNew) throw new ProblemError('proof_replayed')
}

// Cloudflare gives the SHA-256 of the certificate in hexadecimal, and whether it trusts the certificate's issuer.
function certificateOf(cf: unknown): string | null {
  const auth = isRecord(cf) ? cf['tlsClientAuth'] : undefined
  if (
    !isRecord(auth) ||
    auth['certPresented'] !== '1' ||
    auth['certVerified'] !== 'SUCCESS' ||
    auth['certRevoked'] === '1'
  )
    return null
  const fingerprint = auth['certFingerprintSHA256']
  if (typeof fingerprint !== 'string' || !/^[0-9a-f]{64}$/i.test(fingerprint)) return null
  const bytes = fingerprint.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? []
  return base64url.encode(Uint8Array.from(bytes))
}

function isThumbprint(value: unknown): value is string {
  return typeof value === 'string' && decodeBase64url(value)?.length === 32
}
