// The only code that asks Auth0 for keys: KV first, Auth0 behind it (tiers 3 and 4). When to ask is the key ring's decision;
// here is only where.
import {
  type Background,
  type Clock,
  type KeySet,
  type ProfileShape,
  type RefusalTerms,
  type TrustDocument,
  type TrustSource,
} from '../../access/index.ts'
import type { Configuration } from '../configuration.ts'
import { type Fetch, fetchKeySet } from './jwks-client.ts'
import { KeyCache, type KeyValueStore } from './key-cache.ts'
import type { TenantDomain } from '../tenant-domain.ts'
import type { TenantLog } from '../tenant-log.ts'

/** What a key store uses. */
export interface KeyStoreOptions {
  readonly configuration: Configuration
  /** The claims of the tenant's own; none unless it says otherwise. */
  readonly profile?: ProfileShape
  /** What refusals say otherwise than by default; nothing unless it says so. */
  readonly refusals?: RefusalTerms | undefined
  readonly store: KeyValueStore
  readonly fetch: Fetch
  readonly clock: Clock
  /** Keeps writes to KV alive after the answer. */
  readonly background: Background
  readonly log: TenantLog
}

interface Found {
  /** `null` when it can't be had. */
  readonly set: KeySet | null
  readonly tier: 'kv' | 'tenant'
  /** Whether the tenant was asked for it. */
  readonly asked: boolean
}

/** The last time the tenant was asked, with and without success. Seconds since the epoch. */
export interface KeyStoreStatus {
  readonly lastRefresh: { readonly issuer: string; readonly at: number } | null
  readonly lastFailure: { readonly issuer: string; readonly at: number; readonly reason: string } | null
}

/** The tenant's key sets from KV and Auth0. It never throws: an issuer whose keys can't be had is missing in the answer. */
export class KeyStore implements TrustSource {
  readonly #options: KeyStoreOptions
  readonly #cache: KeyCache
  #status: KeyStoreStatus = { lastRefresh: null, lastFailure: null }

  constructor(options: KeyStoreOptions) {
    this.#options = options
    this.#cache = new KeyCache(options)
  }

  /** The key sets of all issuers: from KV while they are good enough, else from Auth0, else from KV up to the hard age. */
  async trust(newest: boolean): Promise<TrustDocument> {
    const { domains, keysSoftAgeSeconds, keysHardAgeSeconds } = this.#options.configuration
    const wantedAge = newest ? keysSoftAgeSeconds : keysHardAgeSeconds
    const found = domains.map(async (domain): Promise<Found> => {
      const cached = await this.#cache.read(domain.issuer)
      const ageSeconds = cached === null ? Infinity : this.#now() - cached.fetchedAt
      if (ageSeconds < wantedAge) return { set: cached, tier: 'kv', asked: false }
      const fetched = await this.#fetch(domain)
      if (fetched.set !== null) return fetched
      return { set: ageSeconds < keysHardAgeSeconds ? cached : null, tier: 'kv', asked: true }
    })
    return this.#document(await Promise.all(found))
  }

  /** As `renew`, on behalf of an unknown key id. For all issuers, so that a flood for one does not starve the others. */
  async refresh(_unknownKid: string, issuer: string): Promise<TrustDocument> {
    const { domains } = this.#options.configuration
    return domains.some((domain) => domain.issuer === issuer) ? await this.renew() : this.#document([])
  }

  /** The key sets of all issuers straight from Auth0, written to KV: KV may answer with an old state, and caches misses too. */
  async renew(): Promise<TrustDocument> {
    return this.#document(await Promise.all(this.#options.configuration.domains.map((domain) => this.#fetch(domain))))
  }

  /** How asking the tenant went lately. */
  inspect(): KeyStoreStatus {
    return this.#status
  }

  async #fetch(domain: TenantDomain): Promise<Found> {
    const { fetch, clock, log, background, configuration } = this.#options
    const { issuer } = domain
    // The answer says what held when it was asked for: a key that comes while it is on its way is not denied by it.
    const fetchedAt = this.#now()
    try {
      const { keys, dropped } = await fetchKeySet(domain, configuration.algorithms, fetch, clock)
      if (dropped.length > 0) log('jwks_keys_dropped', { issuer, dropped })
      const set = { issuer, keys, fetchedAt }
      background.waitUntil(this.#cache.write(set, configuration.keysSoftAgeSeconds / 2))
      this.#status = { ...this.#status, lastRefresh: { issuer, at: fetchedAt } }
      return { set, tier: 'tenant', asked: true }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      this.#status = { ...this.#status, lastFailure: { issuer, at: this.#now(), reason } }
      log('jwks_fetch_failed', { issuer, cause })
      return { set: null, tier: 'tenant', asked: true }
    }
  }

  #document(found: readonly Found[]): TrustDocument {
    const { configuration, profile = {}, refusals } = this.#options
    return {
      issuers: configuration.domains.map(({ issuer }) => issuer),
      audiences: configuration.audiences,
      clientId: configuration.clientId,
      claimNamespace: configuration.claimNamespace,
      profile,
      algorithms: configuration.algorithms,
      explainRefusals: configuration.explainRefusals,
      ...(refusals !== undefined && { refusals }),
      keySets: found.map(({ set }) => set).filter((set) => set !== null),
      softAgeSeconds: configuration.keysSoftAgeSeconds,
      hardAgeSeconds: configuration.keysHardAgeSeconds,
      tier: found.some(({ set, tier }) => set !== null && tier === 'tenant') ? 'tenant' : 'kv',
      asked: found.some(({ asked }) => asked),
    }
  }

  #now(): number {
    return this.#options.clock.now() / 1000
  }
}
