// Fetches key sets: KV first, then Auth0 (tiers 3 and 4). It is the only code that asks Auth0 for keys. The key ring decides when to ask.
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

/** The dependencies of a key store. */
export interface KeyStoreOptions {
  readonly configuration: Configuration
  /** The claims that the tenant adds; none by default. */
  readonly profile?: ProfileShape
  /** What refusals say otherwise than by default; nothing unless it says so. */
  readonly refusals?: RefusalTerms | undefined
  readonly store: KeyValueStore
  readonly fetch: Fetch
  readonly clock: Clock
  /** Keeps writes to KV alive after the response. */
  readonly background: Background
  readonly log: TenantLog
}

interface Found {
  /** `null` when it is not available. */
  readonly set: KeySet | null
  readonly tier: 'kv' | 'tenant'
  /** Whether the tenant was asked for it. */
  readonly asked: boolean
}

/** The last request to the tenant with success and the last without, in seconds since the epoch. */
export interface KeyStoreStatus {
  readonly lastRefresh: { readonly issuer: string; readonly at: number } | null
  readonly lastFailure: { readonly issuer: string; readonly at: number; readonly reason: string } | null
}

/** The tenant's key sets from KV and Auth0. It never throws: an issuer whose keys are not available is missing in the result. */
export class KeyStore implements TrustSource {
  readonly #options: KeyStoreOptions
  readonly #cache: KeyCache
  #status: KeyStoreStatus = { lastRefresh: null, lastFailure: null }

  constructor(options: KeyStoreOptions) {
    this.#options = options
    this.#cache = new KeyCache(options)
  }

  /** Returns the key sets of all issuers: from KV while they are young enough, else from Auth0, else from KV up to the hard age. */
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

  /** Renews as `renew` does, on behalf of an unknown key id. For all issuers, so that a flood for one does not starve the others. */
  async refresh(_unknownKid: string, issuer: string): Promise<TrustDocument> {
    const { domains } = this.#options.configuration
    return domains.some((domain) => domain.issuer === issuer) ? await this.renew() : this.#document([])
  }

  /** Returns the key sets of all issuers from Auth0, and writes them to KV: KV may return an old state, and caches misses too. */
  async renew(): Promise<TrustDocument> {
    return this.#document(await Promise.all(this.#options.configuration.domains.map((domain) => this.#fetch(domain))))
  }

  /** Returns the results of the last requests to the tenant. */
  inspect(): KeyStoreStatus {
    return this.#status
  }

  async #fetch(domain: TenantDomain): Promise<Found> {
    const { fetch, clock, log, background, configuration } = this.#options
    const { issuer } = domain
    // The time of the request counts: a key that is added while the response is under way is not denied by it.
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
