// The problems of tokens that are bound to a key or a certificate, and of their proofs (RFC 9449, RFC 8705).
import type { Problem } from './row.ts'

/** What each code answers and means. */
export const PROOF_PROBLEMS = {
  proof_required: {
    status: 401,
    title: 'Token bound to a key',
    detail: 'The token is bound to a key or a certificate of its client, and the request does not show it.',
    why: 'The claim `cnf` binds the token. Whoever sends it has to prove that they hold the key or the certificate.',
    remedy:
      'Send `Authorization: DPoP <token>` with a proof in the header `DPoP`, or send the token over the TLS connection of its certificate.',
    challenge: 'invalid_token',
  },
  bound_token_required: {
    status: 401,
    title: 'Token not bound to a key',
    detail: 'Only tokens that are bound to a key of their client are taken here (DPoP).',
    why: 'The gateway runs with `GATEHOUSE_DPOP=required` and accepts no plain token.',
    remedy: 'Let the client make a key and ask for its token with a DPoP proof, or set `GATEHOUSE_DPOP=allowed`.',
    challenge: 'invalid_token',
  },
  proof_invalid: {
    status: 401,
    title: 'Bad proof of possession',
    detail: 'The DPoP proof is missing, or does not fit the request, the token or its key.',
    why: 'The header `DPoP` is missing, or the proof is for another request, another token or another key, or it is too old.',
    remedy:
      'Make a new proof for each request: `htm` is the method, `htu` the URL without its query, `ath` the hash of the token, `iat` the present time. Sign it (ES256, Ed25519, RS256 or PS256) with the key of the token. Check the clock of the client.',
    challenge: 'invalid_dpop_proof',
  },
  proof_replayed: {
    status: 401,
    title: 'Proof used before',
    detail: 'The DPoP proof was used before; make a new one for every request.',
    why: 'The gateway has seen a proof with the same `jti`.',
    remedy: 'Make a proof with a new `jti` for every request, and for every further try too.',
    challenge: 'invalid_dpop_proof',
  },
  proof_nonce: {
    status: 401,
    title: 'Nonce needed',
    detail: 'The DPoP proof must hold the nonce that the header DPoP-Nonce of this answer gives.',
    why: 'The gateway demands nonces (`GATEHOUSE_DPOP_NONCES`), and the proof holds none or an old one. A nonce is good for five to ten minutes.',
    remedy:
      'Put the value of the header `DPoP-Nonce` into the proof as `nonce`, sign it again, and repeat the request. DPoP libraries do so by themselves.',
    challenge: 'use_dpop_nonce',
  },
  proofs_unavailable: {
    status: 503,
    title: 'Proofs unavailable',
    detail: 'Whether the DPoP proof was used before can not be told at the moment.',
    why: 'The Durable Object that remembers proofs does not answer.',
    remedy: 'Try again after `Retry-After`. Operators: see the status page of Cloudflare.',
  },
} as const satisfies Record<string, Problem>
