// Detects RSA keys of a smart card library whose primes all have one form (ROCA, CVE-2017-15361). An attacker can compute the private key
// from such a public key.

// Each prime of the library is k·M + (65537^a mod M), where M is a product of small primes. Their product, the modulus, is then a
// power of 65537 modulo each of these small primes. Modulo other small primes every number is such a power.
const GENERATOR = 65_537
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]

/**
 * Returns whether a modulus has the form of the weak keys. One in 200 million other moduli has it too.
 *
 * @param modulus the bytes of the number, the most significant first
 */
export function isRocaWeak(modulus: Uint8Array): boolean {
  return PRIMES.every((prime) =>
    isPower(
      modulus.reduce((value, byte) => (value * 256 + byte) % prime, 0),
      prime,
    ),
  )
}

function isPower(number: number, prime: number): boolean {
  let power = 1
  do {
    if (power === number) return true
    power = (power * GENERATOR) % prime
  } while (power !== 1)
  return false
}
