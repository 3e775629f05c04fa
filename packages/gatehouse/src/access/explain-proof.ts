// Explains why a token that is bound to a key, or its proof, was refused, for explain.ts.
import type { BoundRequest } from './binding.ts'
import { PROOF_ALGORITHMS } from './dpop.ts'
import type { Finding } from './explanation-input.ts'
import { decode, type ReceivedToken } from './explain-shape.ts'
import { isRecord } from './json.ts'
import { quote, quoteAll } from './quote.ts'
import type { AccessProblemCode } from './problem-error.ts'
import { isSameTarget } from './target.ts'

type ProofFinder = (request: BoundRequest, received: ReceivedToken) => Finding

const PROOFS: Readonly<Partial<Record<AccessProblemCode, ProofFinder>>> = {
  proof_required: (_, { claims: { cnf } }) =>
    isRecord(cnf) && 'jkt' in cnf
      ? ['Authorization: DPoP <access token>, and a proof in DPoP', 'the scheme Bearer, and a token bound to a key']
      : ['the client certificate that the token is bound to', 'a connection that does not show it'],
  bound_token_required: () => ['a token bound to a key of its client (cnf.jkt)', 'a token without cnf'],
  proof_invalid: (request, { scheme, claims: { cnf } }) =>
    scheme === 'dpop' && cnf === undefined
      ? ['Authorization: Bearer <access token>', 'the scheme DPoP, and a token that is bound to no key']
      : [
          `a proof for ${request.method} ${quote(request.url.split(/[?#]/)[0])}, this token, its key, and now`,
          findProof(request),
        ],
  proof_nonce: ({ headers }) => [
    'in the proof, as nonce, what this answer has in DPoP-Nonce',
    `nonce ${quote(decode(headers.get('dpop')?.split('.')[1])?.['nonce'])}`,
  ],
  proof_replayed: () => ['a proof of its own for every request', 'a jti that was used before'],
}

/** Returns what was expected and found of a binding; nothing for a code that is about something else. */
export function explainProof(
  code: AccessProblemCode,
  request: BoundRequest,
  received: ReceivedToken,
): Finding | undefined {
  return PROOFS[code]?.(request, received)
}

function findProof({ method, url, headers }: BoundRequest): string {
  const proof = headers.get('dpop')
  if (proof === null) return 'no DPoP header'
  const [head, payload] = proof.split('.')
  const [header, claims] = [decode(head), decode(payload)]
  if (header === null || claims === null) return 'a DPoP header that is no JWT'
  const { alg, typ, jwk } = header
  if (!PROOF_ALGORITHMS.some((allowed) => allowed === alg))
    return `alg ${quote(alg)}, where only ${quoteAll(PROOF_ALGORITHMS)} are taken`
  if (typ !== 'dpop+jwt') return `typ ${quote(typ)} instead of "dpop+jwt"`
  if (!isRecord(jwk)) return 'no jwk, the public key, in the header of the proof'
  const { htm, htu, iat, ath } = claims
  if (htm !== method) return `htm ${quote(htm)}`
  if (!isSameTarget(htu, url)) return `htu ${quote(htu)}`
  if (ath === undefined) return 'no ath, the hash of the token'
  const made = typeof iat === 'number' && Math.abs(iat) < 1e11 ? new Date(iat * 1000).toISOString() : quote(iat)
  return `a proof made at ${made}, whose time, key, signature or ath do not fit`
}
