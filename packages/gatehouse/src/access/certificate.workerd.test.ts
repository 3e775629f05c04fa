// Tests which of Cloudflare's data about a client certificate are accepted (RFC 8705 §3).
import { describe, expect, test } from 'vitest'
import { makeClient, openBoundGate } from '../testing/access/proofs.ts'
import { encode, makeKey, type Members, mint } from '../testing/access/support.ts'

const key = await makeKey('ours')
const digest = Uint8Array.from({ length: 32 }, (_, index) => index * 8 + 5)
const HEX = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
const token = await mint(key, { cnf: { 'x5t#S256': encode(digest) } })

const GOOD: Members = {
  certPresented: '1',
  certVerified: 'SUCCESS',
  certRevoked: '0',
  certFingerprintSHA256: HEX,
}

const CERTIFICATES: readonly (readonly [string, Members, string])[] = [
  ['that is the one', {}, 'passes'],
  ['whose fingerprint is in capitals', { certFingerprintSHA256: HEX.toUpperCase() }, 'passes'],
  ['that was not presented', { certPresented: '0' }, 'proof_required'],
  ['of which nobody says that it was presented', { certPresented: undefined }, 'proof_required'],
  ['that is not trusted', { certVerified: 'FAILED:self signed certificate' }, 'proof_required'],
  ['that was revoked', { certRevoked: '1' }, 'proof_required'],
  ['without a fingerprint', { certFingerprintSHA256: '' }, 'proof_required'],
  ['whose fingerprint is no text', { certFingerprintSHA256: 5 }, 'proof_required'],
  ['whose fingerprint is longer', { certFingerprintSHA256: `${HEX}x` }, 'proof_required'],
  ['whose fingerprint is on a line of its own', { certFingerprintSHA256: `\n${HEX}` }, 'proof_required'],
  ['whose fingerprint begins later', { certFingerprintSHA256: `x${HEX}` }, 'proof_required'],
  ['whose fingerprint is longer by a byte', { certFingerprintSHA256: `${HEX}00` }, 'proof_required'],
  ['whose fingerprint has other characters', { certFingerprintSHA256: HEX.replace('05', 'zz') }, 'proof_required'],
]

// Auth0 gives a token that is bound to a certificate the type DPoP, and clients send it with that scheme, without a proof.
describe.each(['Bearer', 'DPoP'])('with the scheme %s', (scheme) => {
  test.each(CERTIFICATES)('a certificate %s', async (_, facts, outcome) => {
    const cf = { tlsClientAuth: { ...GOOD, ...facts } }
    expect(await openBoundGate(key)(`${scheme} ${token}`, { cf })).toBe(outcome)
  })

  test.each(['off', 'allowed', 'required'] as const)('DPoP that is %s changes nothing for it', async (mode) => {
    const show = openBoundGate(key, { mode })
    expect(await show(`${scheme} ${token}`, { cf: { tlsClientAuth: GOOD } })).toBe('passes')
    expect(await show(`${scheme} ${token}`)).toBe('proof_required')
    expect(await show(`${scheme} ${token}`, { cf: { tlsClientAuth: GOOD } })).toBe('passes')
  })
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'SUCCESS'],
  ['a connection without a word of certificates', {}],
  ['certificates that are null', { tlsClientAuth: null }],
  ['certificates that are a text', { tlsClientAuth: HEX }],
])('where %s is known of the connection the token is refused', async (_, cf) => {
  expect(await openBoundGate(key)(`Bearer ${token}`, { cf })).toBe('proof_required')
})

test('a proof of possession is no certificate', async () => {
  const client = await makeClient()
  expect(await openBoundGate(key)(`DPoP ${token}`, { dpop: await client.prove(token) })).toBe('proof_required')
})
