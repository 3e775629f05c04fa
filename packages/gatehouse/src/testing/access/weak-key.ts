// Makes a key pair of the form that ROCA finds (CVE-2017-15361) for a test: its private half can be computed from the public one.
import { base64url, type JWK } from 'jose'

const PRIME_BITS = 1024n
const EXPONENT = 65_537n

/** All primes up to 167: their product divides the M of every size of key that the library of the weak keys made. */
export const ROCA_PRIMES: readonly number[] = Array.from({ length: 166 }, (_, index) => index + 2).filter((number) => {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false
  return true
})

/** The product of {@link ROCA_PRIMES}. */
export const ROCA_PRODUCT: bigint = ROCA_PRIMES.reduce((product, prime) => product * BigInt(prime), 1n)

/** The private half of an RSA key of 2048 bits whose modulus is a power of 65537 modulo every small prime. */
export async function makeWeakKey(): Promise<JWK> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 }
  const publicExponent = new Uint8Array([1, 0, 1])
  const pair = await crypto.subtle.generateKey({ ...algorithm, publicExponent }, true, ['sign', 'verify'])
  const { p: sound = '' } = (await crypto.subtle.exportKey('jwk', (pair as CryptoKeyPair).privateKey)) as JWK
  const p = numberOf(base64url.decode(sound))
  // The other prime compensates for this one modulo the small primes.
  const remainder = (power(EXPONENT, 1000n, ROCA_PRODUCT) * inverse(p, ROCA_PRODUCT)) % ROCA_PRODUCT
  let q = ((3n << (PRIME_BITS - 2n)) / ROCA_PRODUCT) * ROCA_PRODUCT + ROCA_PRODUCT + remainder
  while (power(2n, q - 1n, q) !== 1n || (q - 1n) % EXPONENT === 0n) q += ROCA_PRODUCT
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const members = Object.entries(numbers).map(([name, number]) => [name, base64url.encode(bytesOf(number))])
  return { kty: 'RSA', ...Object.fromEntries(members) } as JWK
}

/** The bytes of a number, the most significant first. */
export function bytesOf(number: bigint): Uint8Array {
  const digits = number.toString(16)
  const pairs = digits.padStart(digits.length + (digits.length % 2), '0').match(/../g) ?? []
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16))
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n)
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus
    if (bit === '1') result = (result * base) % modulus
  }
  return result
}

// By Euclid's algorithm.
function inverse(number: bigint, modulus: bigint): bigint {
  let [rest, next, factor, nextFactor] = [modulus, ((number % modulus) + modulus) % modulus, 0n, 1n]
  while (next !== 0n) {
    const times = rest / next
    ;[rest, next, factor, nextFactor] = [next, rest - times * next, nextFactor, factor - times * nextFactor]
  }
  return ((factor % modulus) + modulus) % modulus
}
