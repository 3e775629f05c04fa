// Tokens that are bound to a key or a certificate of their client (RFC 9449, RFC 8705).
import { base64url, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { type BindingRules, Gate, type ReplayStore, signedIn } from '#access'
import {
  FakeClock,
  FakeSource,
  ISSUER,
  makeKey,
  mint,
  outcomeOf,
  RecordingBackground,
  type SigningKey,
} from './support.ts'

const URL_OF_REQUEST = 'https://api.example/payments'

let key: SigningKey
let client: Awaited<ReturnType<typeof generateKeyPair>>
let thumbprint: string
beforeAll(async () => {
  key = await makeKey('ours')
  client = await generateKeyPair('ES256', { extractable: true })
  thumbprint = await calculateJwkThumbprint(await exportJWK(client.publicKey))
})

function memoryOfProofs(): ReplayStore {
  const taken = new Set<string>()
  return {
    claim: (owner, jti) => {
      const name = `${owner} ${jti}`
      const isNew = !taken.has(name)
      taken.add(name)
      return Promise.resolve(isNew)
    },
  }
}

function open(rules: Partial<BindingRules> = {}) {
  const clock = new FakeClock()
  const source = new FakeSource(clock, { [ISSUER]: [key] })
  const observer = { adopted: () => undefined, failed: () => undefined }
  const gate = new Gate({ source, clock, observer, binding: { mode: 'allowed', replay: memoryOfProofs(), ...rules } })
  const show = (authorization: string, more: { dpop?: string; cf?: unknown; url?: string } = {}) => {
    const headers = new Headers({ authorization, ...(more.dpop === undefined ? {} : { dpop: more.dpop }) })
    const request = { method: 'GET', url: more.url ?? `${URL_OF_REQUEST}?page=2`, headers, cf: more.cf }
    return outcomeOf(gate.admit(signedIn, request, new RecordingBackground()))
  }
  return { clock, show }
}

async function prove(
  token: string,
  clock: FakeClock,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))
  const iat = Math.floor(clock.now() / 1000)
  return await new SignJWT({
    htm: 'GET',
    htu: URL_OF_REQUEST,
    jti: crypto.randomUUID(),
    iat,
    ath: base64url.encode(hash),
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(client.publicKey), ...header })
    .sign(client.privateKey)
}

const bound = (): Promise<string> => mint(key, { cnf: { jkt: thumbprint } })

describe('a token bound to a key', () => {
  test('passes with a proof of that key, and again with a new one', async () => {
    const { clock, show } = open()
    const token = await bound()
    expect(await show(`DPoP ${token}`, { dpop: await prove(token, clock) })).toBe('passes')
    expect(await show(`DPoP ${token}`, { dpop: await prove(token, clock) })).toBe('passes')
  })

  test('is refused as plain Bearer, remembered or not', async () => {
    const { clock, show } = open()
    const token = await bound()
    expect(await show(`Bearer ${token}`)).toBe('token_bound')
    expect(await show(`DPoP ${token}`, { dpop: await prove(token, clock) })).toBe('passes')
    expect(await show(`Bearer ${token}`)).toBe('token_bound')
  })

  test('is refused with a proof that was used before', async () => {
    const { clock, show } = open()
    const token = await bound()
    const dpop = await prove(token, clock)
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
    const { clock, show } = open()
    const token = await bound()
    expect(await show(`DPoP ${token}`, { dpop: await prove(token, clock, claims, header) })).toBe('proof_invalid')
  })

  test('is refused with a proof of another key', async () => {
    const { clock, show } = open()
    const token = await mint(key, { cnf: { jkt: 'A'.repeat(43) } })
    expect(await show(`DPoP ${token}`, { dpop: await prove(token, clock) })).toBe('proof_invalid')
  })

  test('is refused without a proof, and an outage of the store is no bad proof', async () => {
    const token = await bound()
    expect(await open().show(`DPoP ${token}`)).toBe('proof_invalid')
    const { clock, show } = open({ replay: { claim: () => Promise.reject(new Error('down')) } })
    expect(await show(`DPoP ${token}`, { dpop: await prove(token, clock) })).toBe('proofs_unavailable')
  })

  test('behind the gateway needs the key but not the address: there the request is another one', async () => {
    const { clock, show } = open({ replay: null })
    const token = await bound()
    expect(await show(`DPoP ${token}`, { dpop: await prove(token, clock), url: 'https://payments.internal/x' })).toBe(
      'passes',
    )
    expect(await show(`Bearer ${token}`)).toBe('token_bound')
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
    ['is refused over that of another', tls({ certFingerprintSHA256: '08'.repeat(32) }), 'token_bound'],
    ['is refused when the certificate is not trusted', tls({ certVerified: 'FAILED' }), 'token_bound'],
    ['is refused when the certificate was revoked', tls({ certRevoked: '1' }), 'token_bound'],
    ['is refused without one', undefined, 'token_bound'],
  ])('%s', async (_title, cf, outcome) => {
    const token = await mint(key, { cnf: { 'x5t#S256': base64url.encode(digest) } })
    expect(await open().show(`Bearer ${token}`, { cf })).toBe(outcome)
  })
})

test.each([{ kid: 'x' }, 'text', {}, { jkt: 5 }, { jkt: 'short' }])(
  'a binding that is not understood is not ignored: %j',
  async (cnf) => {
    expect(await open().show(`Bearer ${await mint(key, { cnf })}`)).toBe('token_malformed')
  },
)

test('a plain token is refused where bound ones are required, and with the scheme of bound ones', async () => {
  const token = await mint(key)
  expect(await open({ mode: 'required' }).show(`Bearer ${token}`)).toBe('token_unbound')
  expect(await open().show(`DPoP ${token}`)).toBe('proof_invalid')
})

test('where no proof is taken, the scheme is no token', async () => {
  const { clock, show } = open({ mode: 'off' })
  const token = await bound()
  expect(await show(`DPoP ${token}`, { dpop: await prove(token, clock) })).toBe('token_missing')
  expect(await show(`Bearer ${token}`)).toBe('token_bound')
})
