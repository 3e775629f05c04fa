// The problems of tokens that are bound to a key or a certificate, and of their proofs (RFC 9449, RFC 8705).
import type { Problem } from './row.ts'

/** What each code answers. */
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
    detail: 'Only tokens that are bound to a key of their client are taken here (DPoP).',
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
    detail: 'The DPoP proof was used before; make a new one for every request.',
    challenge: 'invalid_dpop_proof',
  },
  proof_nonce: {
    status: 401,
    title: 'Nonce needed',
    detail: 'The DPoP proof must hold the nonce that the header DPoP-Nonce of this answer gives.',
    challenge: 'use_dpop_nonce',
  },
  proofs_unavailable: {
    status: 503,
    title: 'Proofs unavailable',
    detail: 'Whether the DPoP proof was used before can not be told at the moment.',
  },
} as const satisfies Record<string, Problem>
