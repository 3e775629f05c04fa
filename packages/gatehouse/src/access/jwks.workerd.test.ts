// Tests which keys of a tenant's key set are accepted, and which are dropped (RFC 7517 §5, RFC 8725 §3.4, §3.5).
import { describe, expect, test } from 'vitest'
import { KID_MAX_CHARACTERS, parseKeySet } from './index.ts'
import { encode, makeKey, type Members, mint, openGate, outcomeOf } from '../testing/access/support.ts'

const key = await makeKey('ours')
const JWK: Members = { ...key.publicKey, use: 'sig', alg: 'RS256', x5t: 'AAAA', x5c: ['MIIB'] }

function read(...entries: readonly unknown[]) {
  return parseKeySet(JSON.stringify({ keys: entries }))
}

// A number of exactly so many bits: the first and the last are set.
function modulus(bits: number, leadingZeros = 0): string {
  const bytes = new Uint8Array(leadingZeros + Math.ceil(bits / 8))
  bytes[leadingZeros] = 1 << ((bits - 1) % 8)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 1
  return encode(bytes)
}

test('a key as Auth0 lists it is taken, reduced to what verifying needs', () => {
  expect(read(JWK)).toEqual({ keys: [key.publicKey], dropped: [] })
})

test('several keys are taken in their order', () => {
  const { keys } = read({ ...JWK, kid: 'b' }, { ...JWK, kid: 'a' }, { ...JWK, kid: 'c' })
  expect(keys.map(({ kid }) => kid)).toEqual(['b', 'a', 'c'])
})

test('a tenant without keys has none', () => {
  expect(read()).toEqual({ keys: [], dropped: [] })
})

describe('a key is taken', () => {
  test.each([
    ['without use', { use: undefined }],
    ['without alg, which tenants may leave out', { alg: undefined }],
    ['with key_ops that allow verifying', { key_ops: ['verify'] }],
    ['of 2048 bits', { n: modulus(2048) }],
    ['of 2049 bits', { n: modulus(2049) }],
    ['of 4096 bits', { n: modulus(4096) }],
    ['of 8192 bits', { n: modulus(8192) }],
    ['with exponent 3', { e: encode(new Uint8Array([3])) }],
    ['with an exponent of four bytes', { e: encode(new Uint8Array([1, 0, 0, 1])) }],
    ['with the longest kid', { kid: 'k'.repeat(KID_MAX_CHARACTERS) }],
    ['named __proto__', { kid: '__proto__' }],
  ])('%s', (_, members) => {
    expect(read({ ...JWK, ...members }).keys).toHaveLength(1)
    expect(read({ ...JWK, ...members }).dropped).toEqual([])
  })
})

describe('a key is dropped, and those beside it stay', () => {
  test.each([
    ['that is null', null],
    ['that is a string', 'key'],
    ['that is an array', [JWK]],
    ['on an elliptic curve', { kty: 'EC', crv: 'P-256', kid: 'ec', x: 'AAAA', y: 'AAAA' }],
    ['of Edwards’ curve', { kty: 'OKP', crv: 'Ed25519', kid: 'ed', x: 'AAAA' }],
    ['that is symmetric', { kty: 'oct', kid: 'oct', k: 'AAAA' }],
    ['that is symmetric under the name of RSA', { ...JWK, k: 'AAAA' }],
    ['without a type', { ...JWK, kty: undefined }],
    ['whose type is in other case', { ...JWK, kty: 'rsa' }],
    ['with its private exponent', { ...JWK, d: 'AAAA' }],
    ['with a private exponent that is null', { ...JWK, d: null }],
    ['with a prime', { ...JWK, p: 'AAAA' }],
    ['with the other prime', { ...JWK, q: 'AAAA' }],
    ['with a CRT exponent', { ...JWK, dp: 'AAAA' }],
    ['with the other CRT exponent', { ...JWK, dq: 'AAAA' }],
    ['with a CRT coefficient', { ...JWK, qi: 'AAAA' }],
    ['with further primes', { ...JWK, oth: [] }],
    ['for encryption', { ...JWK, use: 'enc' }],
    ['with a use that is no text', { ...JWK, use: null }],
    ['for encrypting by key_ops', { ...JWK, key_ops: ['encrypt'] }],
    ['without any operation', { ...JWK, key_ops: [] }],
    ['with key_ops that are no array', { ...JWK, key_ops: 'verify' }],
    ['without kid', { ...JWK, kid: undefined }],
    ['with an empty kid', { ...JWK, kid: '' }],
    ['with a kid that is a number', { ...JWK, kid: 1 }],
    ['with a kid too long to be one', { ...JWK, kid: 'k'.repeat(KID_MAX_CHARACTERS + 1) }],
    ['without modulus', { ...JWK, n: undefined }],
    ['with an empty modulus', { ...JWK, n: '' }],
    ['with a modulus of zeros', { ...JWK, n: encode(new Uint8Array(256)) }],
    ['of 512 bits', { ...JWK, n: modulus(512) }],
    ['of 1024 bits', { ...JWK, n: modulus(1024) }],
    ['of 1024 bits behind zeros', { ...JWK, n: modulus(1024, 128) }],
    ['of 2047 bits', { ...JWK, n: modulus(2047) }],
    ['of 8193 bits', { ...JWK, n: modulus(8193) }],
    ['of 16384 bits', { ...JWK, n: modulus(16_384) }],
    ['with a modulus in plain base64', { ...JWK, n: `+/${key.publicKey.n.slice(2)}` }],
    ['with a padded modulus', { ...JWK, n: `${key.publicKey.n}==` }],
    ['with a modulus that is a number', { ...JWK, n: 65_537 }],
    ['without exponent', { ...JWK, e: undefined }],
    ['with an empty exponent', { ...JWK, e: '' }],
    ['with exponent 0', { ...JWK, e: encode(new Uint8Array([0])) }],
    ['with exponent 1, which makes every message its own signature', { ...JWK, e: encode(new Uint8Array([1])) }],
    ['with exponent 1 behind zeros', { ...JWK, e: encode(new Uint8Array([0, 0, 1])) }],
    ['with exponent 2', { ...JWK, e: encode(new Uint8Array([2])) }],
    ['with an even exponent', { ...JWK, e: encode(new Uint8Array([1, 0, 0])) }],
    ['with an exponent of five bytes', { ...JWK, e: encode(new Uint8Array([1, 0, 0, 0, 1])) }],
  ])('%s', (_, entry) => {
    const { keys, dropped } = read(entry, { ...JWK, kid: 'beside' })
    expect(keys.map(({ kid }) => kid)).toEqual(['beside'])
    expect(dropped).toHaveLength(1)
  })

  test('whose kid another has: the first one counts', async () => {
    const second = await makeKey('ours')
    const { keys, dropped } = read(JWK, { ...second.publicKey, use: 'sig' })
    expect(keys).toEqual([key.publicKey])
    expect(dropped).toHaveLength(1)
  })

  test('and the reason shows nothing of the key', () => {
    const { dropped } = read({ ...JWK, d: 'c2VjcmV0' }, { ...JWK, kid: 'k'.repeat(300) })
    expect(dropped.join(' ')).not.toMatch(/c2VjcmV0|kkk/)
  })
})

test.each([
  ['empty text', ''],
  ['HTML', '<!doctype html><title>Bad gateway</title>'],
  ['JSON cut short', '{"keys":[{"kty":"RSA"'],
  ['null', 'null'],
  ['an array of keys', `[${JSON.stringify(JWK)}]`],
  ['a key alone', JSON.stringify(JWK)],
  ['no keys', '{}'],
  ['keys that are an object', '{"keys":{"0":{}}}'],
  ['keys that are null', '{"keys":null}'],
  ['an error as Auth0 writes it', '{"error":"too_many_requests"}'],
])('%s is no key set', (_, text) => {
  expect(() => parseKeySet(text)).toThrow(SyntaxError)
})

test.each([undefined, 'RS256', 'PS256'])(
  'a key that says alg %s signs with RS256 and with PS256, because Auth0 lists RS256 for both',
  async (alg) => {
    const [publicKey] = read({ ...JWK, alg }).keys
    if (publicKey?.kty !== 'RSA') throw new TypeError('the key was dropped')
    const listed = { ...key, publicKey }
    for (const algorithm of ['RS256', 'PS256'])
      expect(await outcomeOf(openGate([listed]).admit(await mint(key, {}, { alg: algorithm })))).toBe('passes')
  },
)

// RFC 8725 §3.1: a key is used with the algorithm that it is for, and with no other.
test.each(['RS384', 'RS512', 'PS384', 'PS512', 'ES256', 'HS256', 'none', 'RSA-OAEP', 'rs256', 'toString', '', 1, null])(
  'a key for another algorithm (%s) is dropped, and those beside it stay',
  (alg) => {
    expect(read({ ...JWK, alg }, { ...JWK, kid: 'beside' })).toEqual({
      keys: [{ ...key.publicKey, kid: 'beside' }],
      dropped: ['for another algorithm'],
    })
  },
)

test('a key that can’t be imported is left out, and the keys beside it work', async () => {
  const scene = openGate([key])
  const broken = { kty: 'RSA', kid: 'broken', n: '!', e: 'AQAB' } as const
  const document = scene.source.document()
  scene.source.answer = async () => ({
    ...document,
    keySets: document.keySets.map((set) => ({ ...set, keys: [broken, ...set.keys] })),
  })
  expect(await outcomeOf(scene.admit(await mint(key)))).toBe('passes')
  expect(await outcomeOf(scene.admit(await mint(key, {}, { kid: 'broken' })))).toBe('token_key_unknown')
})
