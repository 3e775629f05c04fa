// Tells the domains of one tenant from those of two: a tenant publishes the same keys at each of its domains.
import type { KeySet, PublicKey } from '../access/index.ts'

/** Returns whether two issuers publish a key in common; `null` if the keys of one of them are not known now. */
export function haveCommonKey(keySets: readonly KeySet[], one: string, other: string): boolean | null {
  const [first, second] = [one, other].map((issuer) =>
    keySets.find((set) => set.issuer === issuer)?.keys.map(materialOf),
  )
  if (first === undefined || second === undefined) return null
  return first.some((key) => second.includes(key))
}

// Its material, so that a key id alone says nothing.
function materialOf(key: PublicKey): string {
  return JSON.stringify(key.kty === 'RSA' ? [key.kid, key.n, key.e] : [key.kid, key.x, key.y])
}
