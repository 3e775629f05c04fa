// The only code that asks Auth0 for keys: KV first, Auth0 behind it (tiers 3 and 4). When to ask is the key ring's decision;
// here is only where.
import { ALGORITHMS, type Background, type Clock, type KeySet, type TrustDocument, type TrustSource } from '#access'
import type { Configuration, TenantDomain } from './configuration.ts'
import { type Fetch, fetchKeySet } from './jwks-client.ts'
import { KeyCache, type KeyValueStore } from './key-cache.ts'
import type { TenantLog } from './tenant-log.ts'

/** What a key store stands on. */
export interface KeyStoreParts {
  readonly configuration: Configuration
  readonly store: KeyValueStore
  readonly fetch: Fetch
  readonly clock: Clock
  /** Keeps writes to KV alive after the answer. */
  readonly background: Background
  readonly log: TenantLog
}

/** The tenant's key sets from KV and Auth0. It never throws: an issuer whose keys can't be had is missing in the answer. */
export class KeyStore implements TrustSource {
  readonly #parts: KeyStoreParts
  readonly #cache: KeyCache

  constructor(parts: KeyStoreParts) {
    this.#parts = parts
    this.#cache = new KeyCache(parts.store, parts.log)
  }

  /** The key sets of all issuers: from KV while they are not past the soft age, else from Auth0, else from KV up to the hard age. */
  async trust(): Promise<TrustDocument> {
    const { configuration } = this.#parts
    const sets = await Promise.all(
      configuration.domains.map(async (domain) => {
        const cached = await this.#cache.read(domain.issuer, this.#now())
        if (cached !== null && this.#now() - cached.fetchedAt < configuration.keysSoftAgeSeconds) return cached
        return (await this.#fetch(domain)) ?? this.#notPastHardAge(cached)
      }),
    )
    return this.#document(sets)
  }

  /** The key set of one issuer straight from Auth0: KV may answer with an old state, and caches misses too. */
  async refresh(_unknownKid: string, issuer: string): Promise<TrustDocument> {
    const domain = this.#parts.configuration.domains.find((candidate) => candidate.issuer === issuer)
    return this.#document(domain === undefined ? [] : [await this.#fetch(domain)])
  }

  /** The key sets of all issuers straight from Auth0, written to KV: for the cron, so that a planned rotation meets no unknown key. */
  async renew(): Promise<TrustDocument> {
    return this.#document(await Promise.all(this.#parts.configuration.domains.map((domain) => this.#fetch(domain))))
  }

  async #fetch(domain: TenantDomain): Promise<KeySet | null> {
    const { fetch, clock, log, background, configuration } = this.#parts
    const { issuer } = domain
    try {
      const { keys, dropped } = await fetchKeySet(domain.origin, fetch, clock)
      if (dropped.length > 0) log('jwks_keys_dropped', { issuer, dropped })
      const set = { issuer, keys, fetchedAt: this.#now() }
      background.waitUntil(this.#cache.write(set, configuration.keysSoftAgeSeconds / 2))
      return set
    } catch (cause) {
      log('jwks_fetch_failed', { issuer, cause })
      return null
    }
  }

  #notPastHardAge(set: KeySet | null): KeySet | null {
    const oldest = this.#now() - this.#parts.configuration.keysHardAgeSeconds
    return set !== null && set.fetchedAt > oldest ? set : null
  }

  #document(sets: readonly (KeySet | null)[]): TrustDocument {
    const { configuration } = this.#parts
    return {
      issuers: configuration.domains.map(({ issuer }) => issuer),
      audiences: configuration.audiences,
      clientId: configuration.clientId,
      claimNamespace: configuration.claimNamespace,
      algorithms: ALGORITHMS,
      keySets: sets.filter((set) => set !== null),
      softAgeSeconds: configuration.keysSoftAgeSeconds,
      hardAgeSeconds: configuration.keysHardAgeSeconds,
    }
  }

  #now(): number {
    return this.#parts.clock.now() / 1000
  }
}
