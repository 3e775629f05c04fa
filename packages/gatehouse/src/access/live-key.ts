// Imports key sets: every key is imported once, when its set arrives, and kept while the set still lists it.
import type { CryptoKey as VerificationKey } from 'jose'
import { type Algorithm, ALGORITHMS_OF, type KeySet, type PublicKey } from './trust.ts'

// RFC 7518 §3.3, §3.4, §3.5
const PARAMETERS = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
} as const satisfies Record<Algorithm, unknown>

/** A key that can verify. The same object lives as long as its issuer lists the key. */
export interface LiveKey {
  readonly publicKey: PublicKey
  /** When this isolate first received it, in seconds since the epoch. */
  readonly since: number
  readonly byAlgorithm: ReadonlyMap<Algorithm, VerificationKey>
}

/** The keys of one issuer, by key id. */
export interface LiveKeySet {
  readonly source: KeySet
  readonly keys: ReadonlyMap<string, LiveKey>
}

/**
 * Imports a key set for every algorithm that its keys can verify, taking over the keys that `before` has already. A key that does not import is left out.
 *
 * @param before the previous set of the same issuer, if any
 * @param nowSeconds the current time, in seconds since the epoch
 */
export async function importKeySet(
  source: KeySet,
  before: LiveKeySet | undefined,
  nowSeconds: number,
): Promise<LiveKeySet> {
  const keys = new Map<string, LiveKey>()
  for (const publicKey of source.keys) {
    const known = before?.keys.get(publicKey.kid)
    const live =
      known !== undefined && isSame(known.publicKey, publicKey) ? known : await importKey(publicKey, nowSeconds)
    if (live !== null) keys.set(publicKey.kid, live)
  }
  return { source, keys }
}

async function importKey(publicKey: PublicKey, since: number): Promise<LiveKey | null> {
  const { kid: _, ...jwk } = publicKey
  const byAlgorithm = new Map<Algorithm, VerificationKey>()
  try {
    for (const algorithm of ALGORITHMS_OF[publicKey.kty]) {
      const key = await crypto.subtle.importKey('jwk', jwk, PARAMETERS[algorithm], false, ['verify'])
      byAlgorithm.set(algorithm, key)
    }
  } catch {
    return null
  }
  return { publicKey, since, byAlgorithm }
}

function isSame(one: PublicKey, other: PublicKey): boolean {
  if (one.kty === 'EC') return other.kty === 'EC' && one.x === other.x && one.y === other.y
  return other.kty === 'RSA' && one.n === other.n && one.e === other.e
}
