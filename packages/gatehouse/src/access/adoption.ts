// Compares a new trust document with the one in memory: which keys and which terms of trust changed.
import type { LiveKeySet } from './live-key.ts'
import type { Tier, TrustDocument } from './trust.ts'

/** The difference that a refresh with a new key set made. */
export interface KeyChange {
  readonly issuer: string
  readonly added: readonly string[]
  readonly gone: readonly string[]
}

/** A document that was adopted. */
export interface Adoption {
  /** One entry for each issuer whose key set is newer than the previous one. */
  readonly changes: readonly KeyChange[]
  /** Whether issuers, audiences or other terms differ from the previous document. */
  readonly termsChanged: boolean
  readonly tier: Exclude<Tier, 'memory'>
}

/** The terms of trust (issuers, audiences and so on) as one text, for comparison. */
export function termsOf(document: TrustDocument): string {
  const { issuers, audiences, clientId, claimNamespace, profile, algorithms } = document
  return JSON.stringify([issuers, audiences, clientId, claimNamespace, profile, algorithms])
}

/** Compares a key set with the previous one. A key that changed under the same id is both gone and added. */
export function differ(before: LiveKeySet | undefined, after: LiveKeySet): KeyChange {
  const added = [...after.keys].filter(([kid, key]) => before?.keys.get(kid) !== key).map(([kid]) => kid)
  const gone = [...(before?.keys ?? [])].filter(([kid, key]) => after.keys.get(kid) !== key).map(([kid]) => kid)
  return { issuer: after.source.issuer, added, gone }
}
