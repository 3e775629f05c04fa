// Tests flaws of keys and signatures as in Project Wycheproof's vectors, with keys made per run: keys with another algorithm or use,
// other curves, members of the wrong type, and signatures that were changed or belong to another text, key or algorithm.
import { base64url, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { hasGoodSignature } from '../testing/access/good-signature.ts'
import { encode } from '../testing/access/support.ts'

type Members = Readonly<Record<string, unknown>>
type Name = 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'PS512'

const SIGNING = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  PS512: { name: 'RSA-PSS', saltLength: 64 },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', hash: 'SHA-384' },
} as const

const [rsa, otherRsa, ec, otherEc, ec384] = await Promise.all([
  makePair('RS256'),
  makePair('RS256'),
  makePair('ES256'),
  makePair('ES256'),
  makePair('ES384'),
])
const PAYLOAD = { sub: 'auth0|1' }
const KEYS = [rsa.public, ec.public]

async function makePair(algorithm: Name): Promise<{ readonly public: Members; readonly secret: JWK }> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return { public: { ...(await exportJWK(publicKey)), kid: 'ours' + algorithm }, secret: await exportJWK(privateKey) }
}

async function signatureOf(input: string, secret: JWK, algorithm: Name): Promise<Uint8Array<ArrayBuffer>> {
  const key = await importJWK(secret, algorithm)
  if (key instanceof Uint8Array) throw new TypeError('a symmetric key signs nothing here')
  return new Uint8Array(await crypto.subtle.sign(SIGNING[algorithm], key, new TextEncoder().encode(input)))
}

async function sign(algorithm: Name, secret: JWK, header: Members = {}): Promise<string> {
  const kid = algorithm.startsWith('ES') ? 'oursES256' : 'oursRS256'
  const input = `${encode({ alg: algorithm, kid, ...header })}.${encode(PAYLOAD)}`
  return `${input}.${encode(await signatureOf(input, secret, algorithm))}`
}

const signed = {
  RS256: await sign('RS256', rsa.secret),
  PS256: await sign('PS256', rsa.secret),
  ES256: await sign('ES256', ec.secret),
}

/** The text with its signature changed. */
function changed(text: string, change: (signature: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  const [header, payload, signature = ''] = text.split('.')
  return `${header}.${payload}.${encode(change(Uint8Array.from(base64url.decode(signature))))}`
}

const flipped = (at: number) => (signature: Uint8Array) =>
  signature.map((byte, index) => (index === (at + signature.length) % signature.length ? byte ^ 1 : byte))

describe.each(['RS256', 'PS256', 'ES256'] as const)('a signature by %s', (algorithm) => {
  const text = signed[algorithm]
  const [header = '', payload = '', signature = ''] = text.split('.')

  test('passes as it was made', async () => {
    expect(await hasGoodSignature(text, KEYS)).toBe(true)
  })

  test.each<readonly [string, () => string]>([
    ['whose first bit differs', () => changed(text, flipped(0))],
    ['with a bit in the middle that differs', () => changed(text, flipped(31))],
    ['whose last bit differs', () => changed(text, flipped(-1))],
    ['that is a byte too short', () => changed(text, (bytes) => bytes.slice(0, -1))],
    ['that is a byte too long', () => changed(text, (bytes) => Uint8Array.of(...bytes, 0))],
    ['with a zero byte before it', () => changed(text, (bytes) => Uint8Array.of(0, ...bytes))],
    ['that is all zeros', () => changed(text, (bytes) => bytes.map(() => 0))],
    ['that is all ones', () => changed(text, (bytes) => bytes.map(() => 255))],
    ['that is one byte', () => changed(text, () => Uint8Array.of(1))],
    ['that is empty', () => `${header}.${payload}.`],
    ['that is missing', () => `${header}.${payload}`],
    ['that is there twice', () => `${text}.${signature}`],
    ['of another payload', () => `${header}.${encode({ sub: 'auth0|2' })}.${signature}`],
    [
      'of another header',
      () => `${encode({ alg: algorithm, kid: headerOf(header)['kid'], typ: 'JWT' })}.${payload}.${signature}`,
    ],
    ['of no payload', () => `${header}..${signature}`],
    ['with padding', () => `${text}=`],
    ['with a blank behind it', () => `${text} `],
    ['with a line break inside it', () => `${header}.${payload}.\n${signature}`],
    ['in standard base64', () => `${header}.${payload}.+/${signature.slice(2)}`],
    ['in the JSON serialization', () => JSON.stringify({ protected: header, payload, signature })],
  ])('%s is refused', async (_title, make) => {
    expect(await hasGoodSignature(make(), KEYS)).toBe(false)
  })
})

function headerOf(encoded: string): Members {
  return JSON.parse(new TextDecoder().decode(base64url.decode(encoded))) as Members
}

/** The signature of an ES256 text with these halves. */
const halves = (make: (r: Uint8Array, s: Uint8Array) => Uint8Array) => () =>
  changed(signed.ES256, (bytes) => make(bytes.slice(0, 32), bytes.slice(32)))

// RFC 7518 §3.4 has the two numbers side by side; DER is what OpenSSL writes.
function der(r: Uint8Array, s: Uint8Array): Uint8Array {
  const body = [r, s].flatMap((bytes) => [2, bytes.length + 1, 0, ...bytes])
  return Uint8Array.of(0x30, body.length, ...body)
}

test.each<readonly [string, () => Promise<string> | string]>([
  ['by the key of somebody else', async () => await sign('RS256', otherRsa.secret)],
  ['by PSS by the key of somebody else', async () => await sign('PS256', otherRsa.secret)],
  ['by the curve key of somebody else', async () => await sign('ES256', otherEc.secret)],
  ['by RS256 under a header that says PS256', async () => await relabelled('RS256', 'PS256')],
  ['by PS256 under a header that says RS256', async () => await relabelled('PS256', 'RS256')],
  ['by PS512', async () => await sign('PS512', rsa.secret)],
  ['by PS512 under a header that says PS256', async () => await relabelled('PS512', 'PS256')],
  ['by a key on P-384', async () => await sign('ES384', ec384.secret)],
  ['by a key on P-384 under a header that says ES256', async () => await sign('ES384', ec384.secret, { alg: 'ES256' })],
  ['by ES256 for the RSA key', async () => await sign('ES256', ec.secret, { kid: 'oursRS256' })],
  ['by RS256 for the curve key', async () => await sign('RS256', rsa.secret, { kid: 'oursES256' })],
  ['by HS256 with the public key for a secret', async () => await symmetric()],
  ['by nobody, alg none', () => `${encode({ alg: 'none', kid: 'oursRS256' })}.${encode(PAYLOAD)}.`],
  ['by nobody, alg None', () => `${encode({ alg: 'None', kid: 'oursRS256' })}.${encode(PAYLOAD)}.AAAA`],
  ['in DER', halves(der)],
  ['whose halves changed places', halves((r, s) => Uint8Array.of(...s, ...r))],
  ['whose first half is zero', halves((_r, s) => Uint8Array.of(...new Uint8Array(32), ...s))],
  ['whose second half is zero', halves((r) => Uint8Array.of(...r, ...new Uint8Array(32)))],
  ['under a header with an alg that is a number', async () => await sign('RS256', rsa.secret, { alg: 256 })],
  ['under a header with an alg that is a list', async () => await sign('RS256', rsa.secret, { alg: ['RS256'] })],
  ['under a header with alg in small letters', async () => await sign('RS256', rsa.secret, { alg: 'rs256' })],
  ['under a header without alg', async () => await sign('RS256', rsa.secret, { alg: undefined })],
  ['under a header with a kid that is a list', async () => await sign('RS256', rsa.secret, { kid: ['oursRS256'] })],
  ['under a header with the kid of no key', async () => await sign('RS256', rsa.secret, { kid: 'oursRS257' })],
  ['under a header without kid', async () => await sign('RS256', rsa.secret, { kid: undefined })],
  ['under a header with crit', async () => await sign('RS256', rsa.secret, { crit: ['exp'] })],
  ['under a header with b64', async () => await sign('RS256', rsa.secret, { b64: true })],
  ['under a header that brings its key', async () => await sign('RS256', otherRsa.secret, { jwk: otherRsa.public })],
])('a text that is signed %s is refused', async (_title, make) => {
  expect(await hasGoodSignature(await make(), KEYS)).toBe(false)
})

async function relabelled(by: Name, alg: Name): Promise<string> {
  return await sign(by, rsa.secret, { alg })
}

async function symmetric(): Promise<string> {
  const input = `${encode({ alg: 'HS256', kid: 'oursRS256' })}.${encode(PAYLOAD)}`
  const bytes = new TextEncoder()
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes.encode(String(rsa.public['n'])), hmac, false, ['sign'])
  return `${input}.${encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(input))))}`
}

describe('an RSA key', () => {
  test.each<Members>([{}, { alg: 'RS256' }, { alg: 'PS256' }, { use: 'sig' }, { key_ops: ['verify'] }, { x5t: 'a' }])(
    'with %j verifies',
    async (members) => {
      expect(await hasGoodSignature(signed.RS256, [{ ...rsa.public, ...members }])).toBe(true)
    },
  )

  test.each<Members>([
    ...['RS384', 'RS512', 'PS384', 'PS512', 'ES256', 'EdDSA', 'HS256', 'RSA-OAEP', 'RSA1_5', 'none', 'rs256', ''].map(
      (alg) => ({ alg }),
    ),
    { alg: 256 },
    { alg: ['RS256'] },
    { alg: null },
    { use: 'enc' },
    { use: ['sig'] },
    { use: null },
    { key_ops: [] },
    { key_ops: ['sign'] },
    { key_ops: ['encrypt', 'wrapKey'] },
    { key_ops: 'verify' },
    { kty: 'EC' },
    { kty: 'oct' },
    { kty: 'rsa' },
    { kty: null },
    { kid: 1 },
    { kid: '' },
    { kid: null },
    { e: 'AQ' },
    { e: 'AQAA' },
    { e: '' },
    { e: 65_537 },
    { n: '' },
    { n: 1 },
    { n: 'AQAB' },
    { d: rsa.secret.d },
    { p: 'AQAB' },
    { k: 'AQAB' },
  ])('with %j verifies nothing', async (members) => {
    const keys = [{ ...rsa.public, ...members }]
    expect([await hasGoodSignature(signed.RS256, keys), await hasGoodSignature(signed.PS256, keys)]).toEqual([
      false,
      false,
    ])
  })
})

describe('a key on a curve', () => {
  test.each<Members>([{}, { alg: 'ES256' }, { use: 'sig' }, { key_ops: ['verify', 'deriveKey'] }])(
    'with %j verifies',
    async (members) => {
      expect(await hasGoodSignature(signed.ES256, [{ ...ec.public, ...members }])).toBe(true)
    },
  )

  test.each<Members>([
    ...['ES384', 'ES512', 'ES256K', 'EdDSA', 'RS256', 'HS256', 'ECDH-ES', 'none'].map((alg) => ({ alg })),
    ...['P-384', 'P-521', 'secp256k1', 'Ed25519', 'p-256', ''].map((crv) => ({ crv })),
    { crv: null },
    { crv: ['P-256'] },
    { x: otherEc.public['x'] },
    { y: otherEc.public['y'] },
    { x: ec.public['y'], y: ec.public['x'] },
    { x: encode(new Uint8Array(32)), y: encode(new Uint8Array(32)) },
    { x: '' },
    { y: 1 },
    { y: null },
    { x: encode(new Uint8Array(33)) },
    { kty: 'RSA' },
    { kty: 'OKP' },
    { use: 'enc' },
    { key_ops: ['deriveBits'] },
    { d: ec.secret.d },
  ])('with %j verifies nothing', async (members) => {
    expect(await hasGoodSignature(signed.ES256, [{ ...ec.public, ...members }])).toBe(false)
  })
})
