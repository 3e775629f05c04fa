// Whether a token is bound to a key of its sender (RFC 7800 §3), and whether the request shows that key: by a DPoP proof
// (RFC 9449) or by the certificate of its TLS connection (RFC 8705 §3).
import { base64url } from 'jose'
import { decodeBase64url } from './base64url.ts'
import type { Credential } from './bearer.ts'
import { checkProof } from './dpop.ts'
import { type Claims, isRecord } from './json.ts'
import type { ProofNonces } from './nonce.ts'
import { ProblemError } from './problem-error.ts'

/** What a token is bound to: the thumbprint of a key (`jkt`) or of a certificate (`x5t#S256`), in base64url. */
export type TokenBinding =
  | { readonly kind: 'key'; readonly thumbprint: string }
  | { readonly kind: 'certificate'; readonly thumbprint: string }

/** Where proofs are remembered that were used, for every isolate alike. */
export interface ReplayStore {
  /** Takes a proof of a key; `false` when it was taken before. @param expiresAt seconds since the epoch */
  claim(thumbprint: string, jti: string, expiresAt: number): Promise<boolean>
}

/** How tokens are to be bound. */
export interface BindingRules {
  /** `off`: no DPoP is taken; `allowed`: bound and plain tokens; `required`: no plain token is. */
  readonly mode: 'off' | 'allowed' | 'required'
  /**
   * Where used proofs are remembered. `null` behind the gateway, which has checked the proof against the request that it was
   * made for: there the proof shows possession of the key, and no more.
   */
  readonly replay: ReplayStore | null
  /** The nonces of which a proof must hold one (RFC 9449 §9). Left out, a proof needs none; behind the gateway it never does. */
  readonly nonces?: ProofNonces | null
}

/** The part of a request that a binding is held against. */
export interface BoundRequest {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null }
  /** What Cloudflare says of the connection. */
  readonly cf?: unknown
}

/**
 * What a token is bound to.
 *
 * @throws ProblemError `token_malformed` for a `cnf` that is not understood: a binding that can't be checked is not ignored
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
 * Holds the binding of a good token against the request that brought it.
 *
 * A token that is bound to a certificate comes with either scheme: Auth0 gives it the `token_type` DPoP, and needs no proof.
 *
 * @throws ProblemError `proof_required` (sent without what it is bound to), `bound_token_required` (plain where none may be),
 *   `token_missing` (with the scheme DPoP where that is switched off), `proof_invalid`, `proof_nonce`, `proof_replayed`,
 *   `proofs_unavailable`
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
    // RFC 9449 §7.1: a token that is not bound has no business with the scheme.
    if (scheme === 'dpop') throw new ProblemError('proof_invalid')
    if (rules.mode === 'required') throw new ProblemError('bound_token_required')
  } else {
    if (scheme !== 'dpop') throw new ProblemError('proof_required')
    const { thumbprint } = binding
    const { replay, nonces = null } = rules
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

// Cloudflare gives the SHA-256 of the certificate in hexadecimal, and says whether it trusts the certificate's issuer.
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
