// Tests the texts that explain a refusal of a proof of possession, word by word.
import { expect, test } from 'vitest'
import type { AccessProblemCode } from './index.ts'
import { explainProof } from './explain-proof.ts'
import { readReceived } from './explain-shape.ts'
import { encode, type Members } from '../testing/access/support.ts'

const URL_OF_REQUEST = 'https://api.example/payments'
const BOUND: Members = { cnf: { jkt: 'A'.repeat(43) } }
const HEADER: Members = { alg: 'ES256', typ: 'dpop+jwt', jwk: {} }
const CLAIMS: Members = { htm: 'POST', htu: URL_OF_REQUEST, ath: 'x', iat: 1_800_000_000 }

interface Sent {
  readonly scheme?: string
  readonly claims?: Members
  readonly proof?: string
  readonly url?: string
}

/** The explanation for a request with these headers. */
function findingOf(code: AccessProblemCode, { scheme = 'DPoP', claims = BOUND, proof, url = URL_OF_REQUEST }: Sent) {
  const headers = new Headers({ authorization: `${scheme} ${encode({})}.${encode(claims)}.c` })
  if (proof !== undefined) headers.set('dpop', proof)
  return explainProof(code, { method: 'POST', url, headers }, readReceived(headers))
}

const proofOf = (claims: Members, header: Members = {}): string =>
  `${encode({ ...HEADER, ...header })}.${encode({ ...CLAIMS, ...claims })}.c`

const EXPECTED = `a proof for POST "${URL_OF_REQUEST}", this token, its key, and now`

test.each<readonly [string, AccessProblemCode, Sent, string, string]>([
  [
    'a token that is bound to a key, sent as a plain one',
    'proof_required',
    { scheme: 'Bearer' },
    'Authorization: DPoP <access token>, and a proof in DPoP',
    'the scheme Bearer, and a token bound to a key',
  ],
  [
    'a token that is bound to a certificate',
    'proof_required',
    { scheme: 'Bearer', claims: { cnf: { 'x5t#S256': 'A' } } },
    'the client certificate that the token is bound to',
    'a connection that does not show it',
  ],
  [
    'a token that is bound to nothing where only bound ones are taken',
    'bound_token_required',
    { scheme: 'Bearer', claims: {} },
    'a token bound to a key of its client (cnf.jkt)',
    'a token without cnf',
  ],
  [
    'a token that is bound to nothing, sent as a bound one',
    'proof_invalid',
    { claims: {} },
    'Authorization: Bearer <access token>',
    'the scheme DPoP, and a token that is bound to no key',
  ],
  ['a plain token, sent as one', 'proof_invalid', { scheme: 'Bearer', claims: {} }, EXPECTED, 'no DPoP header'],
  [
    'a proof without the nonce that is demanded',
    'proof_nonce',
    { proof: proofOf({}) },
    'in the proof, as nonce, what this answer has in DPoP-Nonce',
    'nonce nothing',
  ],
  [
    'a proof with another nonce than is demanded',
    'proof_nonce',
    { proof: proofOf({ nonce: 'old' }) },
    'in the proof, as nonce, what this answer has in DPoP-Nonce',
    'nonce "old"',
  ],
  [
    'a proof that was used before',
    'proof_replayed',
    { proof: proofOf({}) },
    'a proof of its own for every request',
    'a jti that was used before',
  ],
])('%s: what was expected and what was found is said', (_, code, sent, expected, found) => {
  expect(findingOf(code, sent)).toEqual([expected, found])
})

test.each(['nothing', 'a.b', `a.${encode({})}.c`, `${encode(HEADER)}.b.c`])(
  'of a DPoP header with %j it is said that it is no JWT',
  (proof) => {
    expect(findingOf('proof_invalid', { proof })).toEqual([EXPECTED, 'a DPoP header that is no JWT'])
  },
)

test.each(['?page=2', '#top', '?page=2#top'])('an address is shown without %s, as a proof names it', (rest) => {
  expect(findingOf('proof_invalid', { url: URL_OF_REQUEST + rest })?.[0]).toBe(EXPECTED)
})

const REST = 'whose time, key, signature or ath do not fit'

test.each<readonly [string, Members, string]>([
  ['for another method', { htm: 'GET' }, 'htm "GET"'],
  ['for no method', { htm: undefined }, 'htm nothing'],
  ['for another address', { htu: 'https://api.example/x' }, 'htu "https://api.example/x"'],
  ['without the hash of the token', { ath: undefined }, 'no ath, the hash of the token'],
  ['with nothing else that can be seen to be wrong', {}, `a proof made at 2027-01-15T08:00:00.000Z, ${REST}`],
  ['with the latest time', { iat: 1e11 - 1 }, `a proof made at 5138-11-16T09:46:39.000Z, ${REST}`],
  ['later than any time', { iat: 1e11 }, `a proof made at no text but a value of type number, ${REST}`],
  ['earlier than any time', { iat: -1e12 }, `a proof made at no text but a value of type number, ${REST}`],
  ['with a time that is a text', { iat: '1' }, `a proof made at "1", ${REST}`],
])('of a proof %s that is said', (_, claims, found) => {
  expect(findingOf('proof_invalid', { proof: proofOf(claims) })).toEqual([EXPECTED, found])
})

test.each<readonly [string, Members, string]>([
  [
    'of another algorithm',
    { alg: 'HS256' },
    'alg "HS256", where only "ES256", "RS256", "PS256", "Ed25519", "EdDSA" are taken',
  ],
  ['of another type', { typ: 'JWT' }, 'typ "JWT" instead of "dpop+jwt"'],
  ['without a key', { jwk: 'k' }, 'no jwk, the public key, in the header of the proof'],
])('of a proof %s that is said first', (_, header, found) => {
  expect(findingOf('proof_invalid', { proof: proofOf({ htm: 'GET' }, header) })).toEqual([EXPECTED, found])
})
