// Keeps the tenant's keys in the isolate's memory (tier 1). It decides when to ask its source again: in the background past the soft age,
// at once past the hard age or for an unknown key id.
import { type Adoption, differ, type KeyChange, termsOf } from './adoption.ts'
import { importKeySet, type LiveKey, type LiveKeySet } from './live-key.ts'
import { ProblemError } from './problem-error.ts'
import { type Outcome, REFRESH_COOL_DOWN_SECONDS, SharedRefresh } from './shared-refresh.ts'
import type { Background, Clock, Tier, TrustDocument, TrustSource } from './trust.ts'

/**
 * A key id is reported as unknown only if the set is younger than this; with an older set it is an outage. Two cool-downs, because
 * gateway and domain each wait for their own.
 */
const FRESH_ENOUGH_SECONDS = 2 * REFRESH_COOL_DOWN_SECONDS
/** Limits how many invented key ids an attacker can make us store. */
const UNKNOWN_KIDS_MAX = 1_000

/** A key set in memory: when it was fetched, and since when each of its keys is known here. */
export interface KeySetStatus {
  readonly issuer: string
  readonly ageSeconds: number
  readonly keys: readonly { readonly kid: string; readonly ageSeconds: number }[]
}

/** Receives the events of the ring: for the log, and for a memory that depends on a key. */
export interface KeyRingObserver {
  adopted(adoption: Adoption): void
  /** The request to the source failed. */
  failed(cause: unknown): void
}

/** Keys and terms of trust in memory, kept fresh from a {@link TrustSource}. */
export class KeyRing {
  readonly #source: TrustSource
  readonly #clock: Clock
  readonly #observer: KeyRingObserver
  readonly #refresh: SharedRefresh
  readonly #sets = new Map<string, LiveKeySet>()
  readonly #unknownKids = new Set<string>()
  #document: TrustDocument | null = null
  #revision = 0
  #termsRevision = 0
  #adoptions = 0
  #lastAdopted = 0

  constructor(source: TrustSource, clock: Clock, observer: KeyRingObserver) {
    this.#source = source
    this.#clock = clock
    this.#observer = observer
    this.#refresh = new SharedRefresh(clock)
  }

  /**
   * Returns the current terms of trust with the key sets in memory.
   *
   * @throws ProblemError `keys_unavailable` if the source has never answered
   */
  async trust(background: Background): Promise<TrustDocument> {
    if (this.#document === null) await this.#refresh.run(background, this.#askForAny)
    if (this.#document === null) throw this.#unavailable()
    const { softAgeSeconds } = this.#document
    if (!this.#hasAll(softAgeSeconds)) this.#refresh.runBehind(background, this.#askForNewest)
    return this.#document
  }

  /** Returns what {@link trust} returns without anything to wait for or to refresh; `null` otherwise. */
  get current(): TrustDocument | null {
    return this.#document !== null && this.#hasAll(this.#document.softAgeSeconds) ? this.#document : null
  }

  /** Returns the key with this id, if its set is not past the soft age. */
  freshKey(issuer: string, kid: string): LiveKey | undefined {
    return this.#document === null ? undefined : this.#usable(issuer, this.#document.softAgeSeconds)?.keys.get(kid)
  }

  /**
   * Returns the key with this id. Past the soft age it is still returned, and refreshed in the background. For an unknown id the issuer
   * is asked once.
   *
   * @throws ProblemError `keys_unavailable` past the hard age or if no source answers, `token_key_unknown`
   */
  async key(issuer: string, kid: string, background: Background): Promise<LiveKey> {
    const { hardAgeSeconds } = await this.trust(background)
    if (this.#usable(issuer, hardAgeSeconds) === null) {
      await this.#refresh.run(background, this.#askForNewest)
      if (this.#usable(issuer, hardAgeSeconds) === null) throw this.#unavailable()
    }
    const key = await this.seek(issuer, kid, background)
    if (key !== undefined) return key
    const set = this.#usable(issuer, hardAgeSeconds)
    const known =
      set !== null && (this.#unknownKids.has(keyNameOf(issuer, kid)) || this.#ageSeconds(set) <= FRESH_ENOUGH_SECONDS)
    throw known ? new ProblemError('token_key_unknown') : this.#unavailable()
  }

  /** Looks for a key. Asks the source if the key is not in memory, the issuer has not just denied it, and the cool-down is over. */
  async seek(issuer: string, kid: string, background: Background): Promise<LiveKey | undefined> {
    const name = keyNameOf(issuer, kid)
    if (this.#find(issuer, kid) === undefined && !this.#unknownKids.has(name)) {
      const askedAt = this.#clock.now() / 1000
      await this.#refresh.run(background, () => this.#take(() => this.#source.refresh(kid, issuer)))
      // Only an answer that the issuer has given since then can prove that there is no such key.
      const answeredAt = this.#sets.get(issuer)?.source.fetchedAt ?? 0
      if (answeredAt >= askedAt && this.#find(issuer, kid) === undefined) this.#rememberUnknown(name)
    }
    return this.#find(issuer, kid)
  }

  /** Checks whether the issuer still lists this very key. */
  has(issuer: string, key: LiveKey): boolean {
    return this.#find(issuer, key.publicKey.kid) === key
  }

  /** Checks whether this key may be used now without a request: it is listed and its set is not past the soft age. */
  isFresh(issuer: string, key: LiveKey): boolean {
    return this.freshKey(issuer, key.publicKey.kid) === key
  }

  /** Adopts a document from any source. An older document never replaces a newer one. */
  async adopt(document: TrustDocument): Promise<void> {
    const turn = ++this.#adoptions
    const arrived = await Promise.all(
      document.keySets.map(async (set) =>
        this.#isNews(set) ? await importKeySet(set, this.#sets.get(set.issuer), this.#clock.now() / 1000) : null,
      ),
    )
    const changes: KeyChange[] = []
    for (const live of arrived) {
      if (live === null || !this.#isNews(live.source)) continue
      changes.push(differ(this.#sets.get(live.source.issuer), live))
      this.#sets.set(live.source.issuer, live)
      this.#unknownKids.clear()
    }
    // Importing takes time: a later document may have arrived meanwhile, and then its terms remain.
    const terms = turn < this.#lastAdopted && this.#document !== null ? this.#document : document
    this.#lastAdopted = Math.max(turn, this.#lastAdopted)
    const termsChanged = this.#document !== null && termsOf(this.#document) !== termsOf(terms)
    for (const issuer of this.#sets.keys()) if (!terms.issuers.includes(issuer)) this.#sets.delete(issuer)
    this.#document = { ...terms, tier: document.tier, keySets: Array.from(this.#sets.values(), (set) => set.source) }
    this.#revision += 1
    if (termsChanged) this.#termsRevision += 1
    this.#observer.adopted({ changes, termsChanged, tier: document.tier })
  }

  /** Returns the terms of trust in memory, without a request. */
  get document(): TrustDocument | null {
    return this.#document
  }

  /** Counts the adopted documents, so that a caller can see later whether another was adopted in between. */
  get revision(): number {
    return this.#revision
  }

  /** Counts like `revision`, but only documents that changed issuers, audiences or other terms. */
  get termsRevision(): number {
    return this.#termsRevision
  }

  /** Returns where the keys came from: `memory`, unless a document was adopted since that revision. */
  tierSince(revision: number): Tier {
    return revision === this.#revision || this.#document === null ? 'memory' : this.#document.tier
  }

  /** Returns the keys in the ring, for the status page. */
  inspect(): KeySetStatus[] {
    const now = this.#clock.now() / 1000
    return Array.from(this.#sets.values(), (set) => ({
      issuer: set.source.issuer,
      ageSeconds: Math.round(now - set.source.fetchedAt),
      keys: Array.from(set.keys, ([kid, { since }]) => ({ kid, ageSeconds: Math.round(now - since) })),
    }))
  }

  // At first, every set that is not past the hard age is sufficient.
  readonly #askForAny = (): Promise<Outcome> =>
    this.#take(
      () => this.#source.trust(false),
      ({ hardAgeSeconds }) => hardAgeSeconds,
    )

  readonly #askForNewest = (): Promise<Outcome> =>
    this.#take(
      () => this.#source.trust(true),
      ({ softAgeSeconds }) => softAgeSeconds,
    )

  // The tenant was spared if it was not asked and everything that was needed is here nevertheless.
  async #take(
    ask: () => Promise<TrustDocument>,
    wantedAgeSeconds?: (document: TrustDocument) => number,
  ): Promise<Outcome> {
    try {
      const document = await ask()
      await this.adopt(document)
      const wanted = wantedAgeSeconds?.(document)
      return wanted !== undefined && !document.asked && this.#hasAll(wanted) ? 'spared' : 'asked'
    } catch (cause) {
      this.#observer.failed(cause)
      return 'asked'
    }
  }

  // KV may return an older state than the one in memory; a revoked key must not come back.
  #isNews(set: { readonly issuer: string; readonly fetchedAt: number }): boolean {
    const before = this.#sets.get(set.issuer)
    return before === undefined || set.fetchedAt > before.source.fetchedAt
  }

  #find(issuer: string, kid: string): LiveKey | undefined {
    return this.#sets.get(issuer)?.keys.get(kid)
  }

  #usable(issuer: string, ageSeconds: number): LiveKeySet | null {
    const set = this.#sets.get(issuer)
    return set !== undefined && this.#ageSeconds(set) < ageSeconds ? set : null
  }

  #ageSeconds(set: LiveKeySet): number {
    return this.#clock.now() / 1000 - set.source.fetchedAt
  }

  // Checks whether the keys of every issuer are in memory and younger than this.
  #hasAll(ageSeconds: number): boolean {
    return this.#document?.issuers.every((issuer) => this.#usable(issuer, ageSeconds) !== null) ?? false
  }

  #rememberUnknown(name: string): void {
    if (this.#unknownKids.size >= UNKNOWN_KIDS_MAX) this.#unknownKids.clear()
    this.#unknownKids.add(name)
  }

  #unavailable(): ProblemError {
    return new ProblemError('keys_unavailable', { retryAfterSeconds: this.#refresh.pauseSeconds })
  }
}

function keyNameOf(issuer: string, kid: string): string {
  return `${issuer} ${kid}`
}
