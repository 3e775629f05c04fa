// What Cloudflare says of a client's certificate, and what of it is believed (RFC 8705 §3).
import { describe, expect, test } from 'vitest'
import { makeClient, openBoundGate } from './proofs.ts'
import { encode, makeKey, type Members, mint } from './support.ts'

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
  ['that was not presented', { certPresented: '0' }, 'token_bound'],
  ['of which nobody says that it was presented', { certPresented: undefined }, 'token_bound'],
  ['that is not trusted', { certVerified: 'FAILED:self signed certificate' }, 'token_bound'],
  ['that was revoked', { certRevoked: '1' }, 'token_bound'],
  ['without a fingerprint', { certFingerprintSHA256: '' }, 'token_bound'],
  ['whose fingerprint is no text', { certFingerprintSHA256: 5 }, 'token_bound'],
  ['whose fingerprint is longer', { certFingerprintSHA256: `${HEX}x` }, 'token_bound'],
  ['whose fingerprint is on a line of its own', { certFingerprintSHA256: `\n${HEX}` }, 'token_bound'],
  ['whose fingerprint begins later', { certFingerprintSHA256: `x${HEX}` }, 'token_bound'],
  ['whose fingerprint is longer by a byte', { certFingerprintSHA256: `${HEX}00` }, 'token_bound'],
  ['whose fingerprint has other characters', { certFingerprintSHA256: HEX.replace('05', 'zz') }, 'token_bound'],
]

// Auth0 gives a token that is bound to a certificate the type DPoP, and tells clients to send it so, without a proof.
describe.each(['Bearer', 'DPoP'])('with the scheme %s', (scheme) => {
  test.each(CERTIFICATES)('a certificate %s', async (_, facts, outcome) => {
    const cf = { tlsClientAuth: { ...GOOD, ...facts } }
    expect(await openBoundGate(key)(`${scheme} ${token}`, { cf })).toBe(outcome)
  })

  test.each(['off', 'allowed', 'required'] as const)('DPoP that is %s changes nothing for it', async (mode) => {
    const show = openBoundGate(key, { mode })
    expect(await show(`${scheme} ${token}`, { cf: { tlsClientAuth: GOOD } })).toBe('passes')
    expect(await show(`${scheme} ${token}`)).toBe('token_bound')
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
  expect(await openBoundGate(key)(`Bearer ${token}`, { cf })).toBe('token_bound')
})

test('a proof of possession is no certificate', async () => {
  const client = await makeClient()
  expect(await openBoundGate(key)(`DPoP ${token}`, { dpop: await client.prove(token) })).toBe('token_bound')
})
