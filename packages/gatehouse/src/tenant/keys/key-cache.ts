// Stores key sets in Workers KV, one entry per issuer (tier 3). A failing or empty KV and an invalid entry are a miss and a log line.
import { type Algorithm, type Clock, isRecord, type KeySet, parseKeySet } from '../../access/index.ts'
import type { Configuration } from '../configuration.ts'
import { KeySetMac } from './key-set-mac.ts'
import { readInTime } from './kv-read.ts'
import type { TenantLog } from '../tenant-log.ts'

/** The part of a KV namespace that is used here. */
export interface KeyValueStore {
  get(key: string): Promise<string | null>
  put(key: string, value: string): Promise<void>
}

/** The dependencies of a key cache. */
export interface KeyCacheParts {
  readonly store: KeyValueStore
  readonly configuration: Pick<Configuration, 'algorithms' | 'kvSecret'>
  readonly clock: Clock
  readonly log: TenantLog
}

/** Reads and writes key sets in KV. */
export class KeyCache {
  readonly #store: KeyValueStore
  readonly #algorithms: readonly Algorithm[]
  readonly #mac: KeySetMac
  readonly #clock: Clock
  readonly #log: TenantLog
  readonly #written = new Map<string, KeySet>()

  constructor({ store, configuration, clock, log }: KeyCacheParts) {
    this.#store = store
    this.#algorithms = configuration.algorithms
    this.#mac = new KeySetMac(configuration.kvSecret)
    this.#clock = clock
    this.#log = log
  }

  /** Returns the key set of an issuer from KV, or `null`. */
  async read(issuer: string): Promise<KeySet | null> {
    try {
      const value = await readInTime(this.#store, kvKeyOf(issuer), this.#clock)
      if (value === null) return null
      const set = parse(await this.#mac.verify(value, issuer), issuer, this.#algorithms, this.#clock.now() / 1000)
      this.#written.set(issuer, set)
      return set
    } catch (cause) {
      this.#log('key_cache_read_failed', { issuer, cause })
      return null
    }
  }

  /**
   * Writes a key set if it differs: KV accepts one write per second and key, and every isolate refreshes.
   *
   * @param worthSeconds a set with the same keys is written again only if the one in KV is older by this many seconds
   */
  async write(set: KeySet, worthSeconds: number): Promise<void> {
    const before = this.#written.get(set.issuer)
    if (before !== undefined && set.fetchedAt - before.fetchedAt < worthSeconds && sameKeys(before, set)) return
    try {
      const text = JSON.stringify({ fetchedAt: set.fetchedAt, keys: set.keys })
      await this.#store.put(kvKeyOf(set.issuer), await this.#mac.protect(text, set.issuer))
      this.#written.set(set.issuer, set)
    } catch (cause) {
      this.#log('key_cache_write_failed', { issuer: set.issuer, cause })
    }
  }
}

export function kvKeyOf(issuer: string): string {
  return `keys:${issuer}`
}

// Without a secret for MACs a writer of KV could plant a key. Every entry passes the same strict parser as Auth0's own response.
function parse(value: string, issuer: string, algorithms: readonly Algorithm[], nowSeconds: number): KeySet {
  const { keys, dropped } = parseKeySet(value, algorithms)
  const document: unknown = JSON.parse(value)
  const fetchedAt = isRecord(document) ? document['fetchedAt'] : undefined
  if (dropped.length > 0 || keys.length === 0) throw new SyntaxError('not a key set of ours')
  if (typeof fetchedAt !== 'number' || !(fetchedAt <= nowSeconds + CLOCK_SKEW_SECONDS))
    throw new SyntaxError('not a time')
  return { issuer, keys, fetchedAt }
}

/** How far the clocks of two of Cloudflare's machines may differ. */
const CLOCK_SKEW_SECONDS = 60

function sameKeys(one: KeySet, other: KeySet): boolean {
  return JSON.stringify(one.keys) === JSON.stringify(other.keys)
}
