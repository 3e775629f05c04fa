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

interface FoundKeySet {
  readonly set: KeySet
  readonly tier: 'kv' | 'tenant'
}

function fromKv(set: KeySet | null): FoundKeySet | null {
  return set && { set, tier: 'kv' }
}

/** The last time the tenant was asked, with and without success. Seconds since the epoch. */
export interface KeyStoreStatus {
  readonly lastRefresh: { readonly issuer: string; readonly at: number } | null
  readonly lastFailure: { readonly issuer: string; readonly at: number; readonly reason: string } | null
}

/** The tenant's key sets from KV and Auth0. It never throws: an issuer whose keys can't be had is missing in the answer. */
export class KeyStore implements TrustSource {
  readonly #parts: KeyStoreParts
  readonly #cache: KeyCache
  #status: KeyStoreStatus = { lastRefresh: null, lastFailure: null }

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
        if (cached !== null && this.#now() - cached.fetchedAt < configuration.keysSoftAgeSeconds) return fromKv(cached)
        return (await this.#fetch(domain)) ?? fromKv(this.#notPastHardAge(cached))
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

  /** How asking the tenant went lately. */
  inspect(): KeyStoreStatus {
    return this.#status
  }

  async #fetch(domain: TenantDomain): Promise<FoundKeySet | null> {
    const { fetch, clock, log, background, configuration } = this.#parts
    const { issuer } = domain
    try {
      const { keys, dropped } = await fetchKeySet(domain.origin, fetch, clock)
      if (dropped.length > 0) log('jwks_keys_dropped', { issuer, dropped })
      const set = { issuer, keys, fetchedAt: this.#now() }
      background.waitUntil(this.#cache.write(set, configuration.keysSoftAgeSeconds / 2))
      this.#status = { ...this.#status, lastRefresh: { issuer, at: set.fetchedAt } }
      return { set, tier: 'tenant' }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      this.#status = { ...this.#status, lastFailure: { issuer, at: this.#now(), reason } }
      log('jwks_fetch_failed', { issuer, cause })
      return null
    }
  }

  #notPastHardAge(set: KeySet | null): KeySet | null {
    const oldest = this.#now() - this.#parts.configuration.keysHardAgeSeconds
    return set !== null && set.fetchedAt > oldest ? set : null
  }

  #document(found: readonly (FoundKeySet | null)[]): TrustDocument {
    const { configuration } = this.#parts
    const sets = found.filter((entry) => entry !== null)
    return {
      issuers: configuration.domains.map(({ issuer }) => issuer),
      audiences: configuration.audiences,
      clientId: configuration.clientId,
      claimNamespace: configuration.claimNamespace,
      algorithms: ALGORITHMS,
      keySets: sets.map(({ set }) => set),
      softAgeSeconds: configuration.keysSoftAgeSeconds,
      hardAgeSeconds: configuration.keysHardAgeSeconds,
      tier: sets.some(({ tier }) => tier === 'tenant') ? 'tenant' : 'kv',
    }
  }

  #now(): number {
    return this.#parts.clock.now() / 1000
  }
}
