// Documents the problems of tokens that are bound to a key or a certificate, and of their proofs (RFC 9449, RFC 8705).
import type { ProblemDocumentation } from '../row.ts'

/** When each code is answered, and what to do about it. */
export const PROOF_DOCUMENTATION = {
  proof_required: {
    why: 'The claim `cnf` binds the token. The client must prove that it has the key or the certificate.',
    remedy:
      'Send `Authorization: DPoP <token>` with a proof in the header `DPoP`, or send the token over the TLS connection of its certificate.',
  },
  bound_token_required: {
    why: 'The gateway runs with `GATEHOUSE_DPOP=required` and accepts no token without a key binding.',
    remedy:
      'The client must create a key and request its token with a DPoP proof. Operators: or set `GATEHOUSE_DPOP=allowed`.',
  },
  proof_invalid: {
    why: 'The header `DPoP` is missing, or the proof was made for another request, another token or another key, or it is too old.',
    remedy:
      'Create a new proof for each request: `htm` is the method, `htu` the URL without its query, `ath` the hash of the token, `iat` the current time. Sign it (ES256, Ed25519, RS256 or PS256) with the key of the token. Check the clock of the client.',
  },
  proof_replayed: {
    why: 'The gateway has seen a proof with the same `jti`.',
    remedy: 'Create a proof with a new `jti` for every request, and for every retry too.',
  },
  proof_nonce: {
    why: 'The gateway requires nonces (`GATEHOUSE_DPOP_NONCES`), and the proof contains none or an old one. A nonce is valid for five to ten minutes.',
    remedy:
      'Put the value of the header `DPoP-Nonce` into the proof as `nonce`, sign it again, and repeat the request. DPoP libraries do this automatically.',
  },
  proofs_unavailable: {
    why: 'The Durable Object that records proofs and signatures of webhooks does not answer.',
    remedy: 'Try again after `Retry-After`. Operators: see the status page of Cloudflare.',
  },
} as const satisfies Record<string, ProblemDocumentation>
