// What taking over a trust document changes.
import type { LiveKeySet } from './live-key.ts'
import type { Tier, TrustDocument } from './trust.ts'

/** What changed when a refresh brought a new key set. */
export interface KeyChange {
  readonly issuer: string
  readonly added: readonly string[]
  readonly gone: readonly string[]
}

/** A document that was taken over. */
export interface Adoption {
  /** One entry an issuer whose key set is newer than the one before. */
  readonly changes: readonly KeyChange[]
  /** Whether issuers, audiences or the like differ from before. */
  readonly termsChanged: boolean
  readonly tier: Exclude<Tier, 'memory'>
}

/** Issuers, audiences and the like as one text, to compare. */
export function termsOf(document: TrustDocument): string {
  const { issuers, audiences, clientId, claimNamespace, profile, algorithms } = document
  return JSON.stringify([issuers, audiences, clientId, claimNamespace, profile, algorithms])
}

/** How a key set differs from the one before it. A key that changed under its id is both gone and added. */
export function differ(before: LiveKeySet | undefined, after: LiveKeySet): KeyChange {
  const added = [...after.keys].filter(([kid, key]) => before?.keys.get(kid) !== key).map(([kid]) => kid)
  const gone = [...(before?.keys ?? [])].filter(([kid, key]) => after.keys.get(kid) !== key).map(([kid]) => kid)
  return { issuer: after.source.issuer, added, gone }
}
