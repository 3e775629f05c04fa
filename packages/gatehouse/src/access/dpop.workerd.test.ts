// Tokens that are bound to a key or a certificate of their client (RFC 9449, RFC 8705).
import { base64url } from 'jose'
import { describe, expect, test } from 'vitest'
import type { BindingRules } from './index.ts'
import { makeClient, openBoundGate } from '../testing/access/proofs.ts'
import { makeKey, mint } from '../testing/access/support.ts'

const key = await makeKey('ours')
const client = await makeClient()

const open = (rules: Partial<BindingRules> = {}) => openBoundGate(key, rules)
const bound = (): Promise<string> => mint(key, { cnf: { jkt: client.thumbprint } })

describe('a token bound to a key', () => {
  test('passes with a proof of that key, and again with a new one', async () => {
    const show = open()
    const token = await bound()
    expect(await show(`DPoP ${token}`, { dpop: await client.prove(token) })).toBe('passes')
    expect(await show(`DPoP ${token}`, { dpop: await client.prove(token) })).toBe('passes')
  })

  test('is refused as plain Bearer, remembered or not', async () => {
    const show = open()
    const token = await bound()
    expect(await show(`Bearer ${token}`)).toBe('proof_required')
    expect(await show(`DPoP ${token}`, { dpop: await client.prove(token) })).toBe('passes')
    expect(await show(`Bearer ${token}`)).toBe('proof_required')
  })

  test('is refused with a proof that was used before', async () => {
    const show = open()
    const token = await bound()
    const dpop = await client.prove(token)
    expect([await show(`DPoP ${token}`, { dpop }), await show(`DPoP ${token}`, { dpop })]).toEqual([
      'passes',
      'proof_replayed',
    ])
  })

  test.each([
    ['for another method', { htm: 'POST' }, {}],
    ['for another address', { htu: 'https://api.example/other' }, {}],
    ['for another token', { ath: 'x' }, {}],
    ['without a jti', { jti: undefined }, {}],
    ['that is too old', { iat: 1 }, {}],
    ['from the future', { iat: 4_000_000_000 }, {}],
    ['of another type', {}, { typ: 'jwt' }],
    ['without its key', {}, { jwk: undefined }],
  ])('is refused with a proof %s', async (_title, claims, header) => {
    const show = open()
    const token = await bound()
    expect(await show(`DPoP ${token}`, { dpop: await client.prove(token, claims, header) })).toBe('proof_invalid')
  })

  test('is refused with a proof of another key', async () => {
    const show = open()
    const token = await mint(key, { cnf: { jkt: 'A'.repeat(43) } })
    expect(await show(`DPoP ${token}`, { dpop: await client.prove(token) })).toBe('proof_invalid')
  })

  test('is refused without a proof, and an outage of the store is no bad proof', async () => {
    const token = await bound()
    expect(await open()(`DPoP ${token}`)).toBe('proof_invalid')
    const show = open({ replay: { claim: () => Promise.reject(new Error('down')) } })
    expect(await show(`DPoP ${token}`, { dpop: await client.prove(token) })).toBe('proofs_unavailable')
  })

  test('behind the gateway needs the key but not the address: there the request is another one', async () => {
    const show = open({ replay: null })
    const token = await bound()
    expect(await show(`DPoP ${token}`, { dpop: await client.prove(token), url: 'https://payments.internal/x' })).toBe(
      'passes',
    )
    expect(await show(`Bearer ${token}`)).toBe('proof_required')
  })
})

describe('a token bound to a certificate', () => {
  const digest = new Uint8Array(32).fill(7)
  const hex = '07'.repeat(32)
  const tls = (facts: Record<string, unknown>) => ({
    tlsClientAuth: {
      certPresented: '1',
      certVerified: 'SUCCESS',
      certRevoked: '0',
      certFingerprintSHA256: hex,
      ...facts,
    },
  })

  test.each([
    ['passes over the connection of that certificate', tls({}), 'passes'],
    ['is refused over that of another', tls({ certFingerprintSHA256: '08'.repeat(32) }), 'proof_required'],
    ['is refused when the certificate is not trusted', tls({ certVerified: 'FAILED' }), 'proof_required'],
    ['is refused when the certificate was revoked', tls({ certRevoked: '1' }), 'proof_required'],
    ['is refused without one', undefined, 'proof_required'],
  ])('%s', async (_title, cf, outcome) => {
    const token = await mint(key, { cnf: { 'x5t#S256': base64url.encode(digest) } })
    expect(await open()(`Bearer ${token}`, { cf })).toBe(outcome)
  })
})

test.each([{ kid: 'x' }, 'text', {}, { jkt: 5 }, { jkt: 'short' }])(
  'a binding that is not understood is not ignored: %j',
  async (cnf) => {
    expect(await open()(`Bearer ${await mint(key, { cnf })}`)).toBe('token_malformed')
  },
)

test('a plain token is refused where bound ones are required, and with the scheme of bound ones', async () => {
  const token = await mint(key)
  expect(await open({ mode: 'required' })(`Bearer ${token}`)).toBe('bound_token_required')
  expect(await open()(`DPoP ${token}`)).toBe('proof_invalid')
})

test('where no proof is taken, the scheme is no token', async () => {
  const show = open({ mode: 'off' })
  const token = await bound()
  expect(await show(`DPoP ${token}`, { dpop: await client.prove(token) })).toBe('token_missing')
  expect(await show(`Bearer ${token}`)).toBe('proof_required')
})
