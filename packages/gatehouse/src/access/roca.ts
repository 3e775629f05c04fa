// Detects RSA keys of a smart card library whose primes all have one form (ROCA, CVE-2017-15361). An attacker can compute the private key
// from such a public key.

// Each prime of the library is k·M + (65537^a mod M), where M is a product of small primes. Their product, the modulus, is then a
// power of 65537 modulo each of these small primes. Modulo other small primes every number is such a power.
const GENERATOR = 65_537
const PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]
const POWERS = PRIMES.map((prime) => ({ prime, powers: powersModulo(prime) }))

/**
 * Returns whether a modulus has the form of the weak keys. One in 200 million other moduli has it too.
 *
 * @param modulus the bytes of the number, the most significant first
 */
export function isRocaWeak(modulus: Uint8Array): boolean {
  return POWERS.every(({ prime, powers }) =>
    powers.has(modulus.reduce((value, byte) => (value * 256 + byte) % prime, 0)),
  )
}

function powersModulo(prime: number): ReadonlySet<number> {
  const powers = new Set<number>()
  for (let power = 1; !powers.has(power); power = (power * GENERATOR) % prime) powers.add(power)
  return powers
}
