// Tests that keys of the library behind CVE-2017-15361 (ROCA) are refused: their private half can be computed.
import { base64url, calculateJwkThumbprint, importJWK, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { parseKeySet } from './index.ts'
import { isRocaWeak } from './roca.ts'
import { openBoundGate, proofClaims } from '../testing/access/proofs.ts'
import { encode, makeKey, mint } from '../testing/access/support.ts'
import { bytesOf, makeWeakKey, ROCA_PRIMES, ROCA_PRODUCT } from '../testing/access/weak-key.ts'

function powersModulo(prime: number): ReadonlySet<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * 65_537) % prime) powers.add(power)
  return powers
}

// A number of the weak form, of exactly so many bits.
function weakNumber(bits: number, exponent: number): bigint {
  let power = 1n
  for (let step = 0; step < exponent; step += 1) power = (power * 65_537n) % ROCA_PRODUCT
  const factor = ((1n << BigInt(bits - 1)) | BigInt(exponent)) / ROCA_PRODUCT + 1n
  return factor * ROCA_PRODUCT + power
}

function weakModulus(bits: number, exponent: number): Uint8Array {
  return bytesOf(weakNumber(bits, exponent))
}

describe.each([2048, 3072, 4096])('a key of %i bits in the form of the weak ones', (bits) => {
  test.each([1, 2, 1000, 54_321])('is dropped from a key set (%i)', (exponent) => {
    const modulus = weakModulus(bits, exponent)
    expect(isRocaWeak(modulus)).toBe(true)
    const weak = { kty: 'RSA', kid: 'weak', n: encode(modulus), e: 'AQAB', alg: 'RS256', use: 'sig' }
    expect(parseKeySet(JSON.stringify({ keys: [weak] }))).toEqual({
      keys: [],
      dropped: ['a modulus that can be factored (ROCA)'],
    })
  })

  test('differs from its neighbours', () => {
    const neighbour = weakModulus(bits, 1000)
    neighbour.set([(neighbour.at(-1) ?? 0) ^ 2], neighbour.length - 1)
    expect(isRocaWeak(neighbour)).toBe(false)
  })
})

test.each(ROCA_PRIMES.filter((prime) => powersModulo(prime).size < prime - 1))(
  'a modulus that has the form but for the prime %i is none of the weak ones',
  (prime) => {
    let modulus = weakNumber(2048, 1000)
    while (powersModulo(prime).has(Number(modulus % BigInt(prime)))) modulus += ROCA_PRODUCT / BigInt(prime)
    expect(isRocaWeak(bytesOf(modulus))).toBe(false)
  },
)

test('a key that was made otherwise is none of them', async () => {
  const { publicKey } = await makeKey('ours')
  expect(parseKeySet(JSON.stringify({ keys: [publicKey] })).keys).toEqual([publicKey])
})

test('a proof with such a key is refused, though its signature holds', async () => {
  const weak = await makeWeakKey()
  const { kty = '', n = '', e = '' } = weak
  const jwk = { kty, n, e }
  expect(isRocaWeak(base64url.decode(n))).toBe(true)
  const key = await makeKey('ours')
  const token = await mint(key, { cnf: { jkt: await calculateJwkThumbprint(jwk) } })
  const dpop = await new SignJWT(await proofClaims(token))
    .setProtectedHeader({ alg: 'RS256', typ: 'dpop+jwt', jwk })
    .sign(await importJWK(weak, 'RS256'))
  expect(await openBoundGate(key)(`DPoP ${token}`, { dpop })).toBe('proof_invalid')
})
