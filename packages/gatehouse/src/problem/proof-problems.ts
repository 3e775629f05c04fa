// The problems of tokens that are bound to a key or a certificate, and of their proofs (RFC 9449, RFC 8705).
import type { Problem } from './row.ts'

/** The rows of these problems by code. */
export const PROOF_PROBLEMS = {
  proof_required: {
    status: 401,
    title: 'Token bound to a key',
    detail: 'The token is bound to a key or a certificate of its client, and the request does not show it.',
    challenge: 'invalid_token',
  },
  bound_token_required: {
    status: 401,
    title: 'Token not bound to a key',
    detail: 'This gateway accepts only tokens that are bound to a key of their client (DPoP).',
    challenge: 'invalid_token',
  },
  proof_invalid: {
    status: 401,
    title: 'Bad proof of possession',
    detail: 'The DPoP proof is missing, or does not fit the request, the token or its key.',
    challenge: 'invalid_dpop_proof',
  },
  proof_replayed: {
    status: 401,
    title: 'Proof used before',
    detail: 'The DPoP proof was used before; create a new one for every request.',
    challenge: 'invalid_dpop_proof',
  },
  proof_nonce: {
    status: 401,
    title: 'Nonce needed',
    detail: 'The DPoP proof must contain the nonce in the header DPoP-Nonce of this response.',
    challenge: 'use_dpop_nonce',
  },
  proofs_unavailable: {
    status: 503,
    title: 'Proofs unavailable',
    detail: 'The gateway cannot check at the moment whether the proof or the signature was used before.',
  },
} as const satisfies Record<string, Problem>
