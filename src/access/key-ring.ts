// The isolate's own memory of the tenant's keys (tier 1). It decides when to ask its source again: behind the scenes past
// the soft age, at once past the hard age or for an unknown key id, and never more often than the cool-down lets it.
import { importKeySet, type LiveKey, type LiveKeySet } from './live-key.ts'
import { Refusal } from './refusal.ts'
import type { Background, Clock, TrustDocument, TrustSource } from './trust.ts'

/** Pause after every attempt, failed ones too: a flood of random key ids costs the source two requests a minute. */
export const REFRESH_COOL_DOWN_SECONDS = 30
/**
 * A key id is called unknown only by a set this young; by an older one it is an outage. Two cool-downs, because gateway
 * and domain each wait out their own.
 */
const FRESH_ENOUGH_SECONDS = 2 * REFRESH_COOL_DOWN_SECONDS
/** Bounds what an attacker who invents key ids can make us keep. */
const UNKNOWN_KIDS_MAX = 1_000
/**
 * How long a request waits for a refresh that another one started. I/O dies with its request, so the promise may never
 * settle; this is a little more than a refresh may take.
 */
const SHARED_REFRESH_WAIT_MILLIS = 6_000

/** What changed when a refresh brought a new key set. */
export interface KeyChange {
  readonly issuer: string
  readonly added: readonly string[]
  readonly gone: readonly string[]
}

/** Told of what happens in the ring; for logs and for whoever keeps something that depends on a key. */
export interface KeyRingObserver {
  /** A document was taken over: what changed, and whether issuers, audiences or the like differ from before. */
  adopted(changes: readonly KeyChange[], termsChanged: boolean): void
  /** The source could not be asked. */
  failed(cause: unknown): void
}

/** Keys and terms of trust in memory, kept fresh from a {@link TrustSource}. */
export class KeyRing {
  readonly #source: TrustSource
  readonly #clock: Clock
  readonly #observer: KeyRingObserver
  readonly #sets = new Map<string, LiveKeySet>()
  readonly #unknownKids = new Set<string>()
  #document: TrustDocument | null = null
  #coolUntilMillis = 0
  #pending: Promise<void> | null = null

  constructor(source: TrustSource, clock: Clock, observer: KeyRingObserver) {
    this.#source = source
    this.#clock = clock
    this.#observer = observer
  }

  /**
   * The present terms of trust with the key sets in hand.
   *
   * @throws Refusal `keys_unavailable` when the source has never answered
   */
  async trust(background: Background): Promise<TrustDocument> {
    if (this.#document === null) await this.#refresh(background, () => this.#source.trust())
    else if (this.#isPast(this.#document.softAgeSeconds)) this.#refreshBehind(background)
    if (this.#document === null) throw this.#unavailable()
    return this.#document
  }

  /** Whether the issuer still lists this very key. */
  has(issuer: string, key: LiveKey): boolean {
    return this.#find(issuer, key.publicKey.kid) === key
  }

  /** Whether this key may be used right now, without asking anybody: it is listed and its set is not past the soft age. */
  isFresh(issuer: string, key: LiveKey): boolean {
    const set = this.#sets.get(issuer)
    return (
      set !== undefined &&
      this.#document !== null &&
      this.#ageSeconds(set) < this.#document.softAgeSeconds &&
      set.keys.get(key.publicKey.kid) === key
    )
  }

  /**
   * The key with this id. Past the soft age it is served all the same and refreshed behind the scenes; an unknown id asks
   * the issuer once.
   *
   * @throws Refusal `keys_unavailable` past the hard age or when nobody could be asked, `token_key_unknown`
   */
  async key(issuer: string, kid: string, background: Background): Promise<LiveKey> {
    const { hardAgeSeconds } = await this.trust(background)
    if (this.#usable(issuer, hardAgeSeconds) === null) {
      await this.#refresh(background, () => this.#source.trust())
      if (this.#usable(issuer, hardAgeSeconds) === null) throw this.#unavailable()
    }
    const key = await this.seek(issuer, kid, background)
    if (key !== undefined) return key
    const name = `${issuer} ${kid}`
    if (this.#unknownKids.has(name)) throw new Refusal('token_key_unknown')
    const set = this.#usable(issuer, hardAgeSeconds)
    if (set === null || this.#ageSeconds(set) > FRESH_ENOUGH_SECONDS) throw this.#unavailable()
    this.#rememberUnknown(name)
    throw new Refusal('token_key_unknown')
  }

  /** Looks for a key, at the source too if it is not in hand, nobody has called it unknown, and the cool-down is over. */
  async seek(issuer: string, kid: string, background: Background): Promise<LiveKey | undefined> {
    const key = this.#find(issuer, kid)
    if (key !== undefined || this.#unknownKids.has(`${issuer} ${kid}`)) return key
    await this.#refresh(background, () => this.#source.refresh(kid, issuer))
    return this.#find(issuer, kid)
  }

  /** Takes over a document that came by another way (the gateway's cron). */
  async adopt(document: TrustDocument): Promise<void> {
    const changes: KeyChange[] = []
    for (const set of document.keySets) {
      const before = this.#sets.get(set.issuer)
      // KV may answer with an older state than the one in hand; a key that was revoked must not come back.
      if (before !== undefined && set.fetchedAt <= before.source.fetchedAt) continue
      const live = await importKeySet(set, document.algorithms, before)
      this.#sets.set(set.issuer, live)
      changes.push(differ(before, live))
      this.#unknownKids.clear()
    }
    const termsChanged = this.#document !== null && termsOf(this.#document) !== termsOf(document)
    for (const issuer of this.#sets.keys()) if (!document.issuers.includes(issuer)) this.#sets.delete(issuer)
    this.#document = { ...document, keySets: Array.from(this.#sets.values(), (set) => set.source) }
    this.#observer.adopted(changes, termsChanged)
  }

  #find(issuer: string, kid: string): LiveKey | undefined {
    return this.#sets.get(issuer)?.keys.get(kid)
  }

  #usable(issuer: string, hardAgeSeconds: number): LiveKeySet | null {
    const set = this.#sets.get(issuer)
    return set !== undefined && this.#ageSeconds(set) < hardAgeSeconds ? set : null
  }

  #ageSeconds(set: LiveKeySet): number {
    return this.#clock.now() / 1000 - set.source.fetchedAt
  }

  #isPast(softAgeSeconds: number): boolean {
    const issuers = this.#document?.issuers ?? []
    return issuers.some((issuer) => {
      const set = this.#sets.get(issuer)
      return set === undefined || this.#ageSeconds(set) >= softAgeSeconds
    })
  }

  #refreshBehind(background: Background): void {
    if (this.#pending === null && this.#clock.now() >= this.#coolUntilMillis) {
      void this.#refresh(background, () => this.#source.trust())
    }
  }

  // One refresh at a time serves everyone who waits. This is the only promise that requests share.
  async #refresh(background: Background, ask: () => Promise<TrustDocument>): Promise<void> {
    while (this.#pending !== null) {
      const shared = this.#pending
      const settled = await Promise.race([shared.then(() => true), this.#clock.sleep(SHARED_REFRESH_WAIT_MILLIS)])
      if (settled === true) return
      // The request that started it is gone and took its I/O along: whoever notices first starts anew.
      if (this.#pending === shared) {
        this.#pending = null
        this.#coolUntilMillis = 0
      }
    }
    if (this.#clock.now() < this.#coolUntilMillis) return
    this.#coolUntilMillis = this.#clock.now() + REFRESH_COOL_DOWN_SECONDS * 1000
    const work = this.#take(ask)
    this.#pending = work
    background.waitUntil(work)
    await work
    if (this.#pending === work) this.#pending = null
  }

  async #take(ask: () => Promise<TrustDocument>): Promise<void> {
    try {
      await this.adopt(await ask())
    } catch (cause) {
      this.#observer.failed(cause)
    }
  }

  #rememberUnknown(name: string): void {
    if (this.#unknownKids.size >= UNKNOWN_KIDS_MAX) this.#unknownKids.clear()
    this.#unknownKids.add(name)
  }

  #unavailable(): Refusal {
    const millis = Math.max(1000, this.#coolUntilMillis - this.#clock.now())
    return new Refusal('keys_unavailable', { retryAfterSeconds: Math.ceil(millis / 1000) })
  }
}

function termsOf(document: TrustDocument): string {
  const { issuers, audiences, clientId, claimNamespace, algorithms } = document
  return JSON.stringify([issuers, audiences, clientId, claimNamespace, algorithms])
}

function differ(before: LiveKeySet | undefined, after: LiveKeySet): KeyChange {
  const added = [...after.keys].filter(([kid, key]) => before?.keys.get(kid) !== key).map(([kid]) => kid)
  const gone = [...(before?.keys ?? [])].filter(([kid, key]) => after.keys.get(kid) !== key).map(([kid]) => kid)
  return { issuer: after.source.issuer, added, gone }
}
