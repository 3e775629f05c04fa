// Stores the ledger's records that expire: codes, sessions, tokens. Every call is synchronous, so it is atomic.
import { randomId } from './random.ts'
import type { Records } from './records.ts'

/** Ours are shorter; storage refuses keys of more than 2 KiB with an exception. */
const ID_MAX_LENGTH = 64

type Kept<T> = { value: T; expiresAtSeconds: number }

export class ExpiringRecords {
  readonly #kv: SyncKvStorage
  readonly #nowSeconds: () => number

  constructor(kv: SyncKvStorage, nowSeconds: () => number) {
    this.#kv = kv
    this.#nowSeconds = nowSeconds
  }

  /** Stores the value under a new id. */
  keep<K extends keyof Records>(kind: K, value: Records[K], lifetimeSeconds: number): string {
    const id = randomId()
    this.put(kind, id, value, this.#nowSeconds() + lifetimeSeconds)
    return id
  }

  put<K extends keyof Records>(kind: K, id: string, value: Records[K], expiresAtSeconds: number): void {
    this.#kv.put(`${kind}:${id}`, { value, expiresAtSeconds })
  }

  read<K extends keyof Records>(kind: K, id: string): Records[K] | null {
    if (id.length > ID_MAX_LENGTH) return null
    const kept = this.#kv.get<Kept<Records[K]>>(`${kind}:${id}`)
    return kept === undefined || kept.expiresAtSeconds <= this.#nowSeconds() ? null : kept.value
  }

  /** Returns the value and deletes it. */
  take<K extends keyof Records>(kind: K, id: string): Records[K] | null {
    const value = this.read(kind, id)
    if (value !== null) this.#kv.delete(`${kind}:${id}`)
    return value
  }

  /** Deletes every record of the kind that `matches`. */
  remove<K extends keyof Records>(kind: K, matches: (value: Records[K]) => boolean): void {
    const kept = Array.from(this.#kv.list<Kept<Records[K]>>({ prefix: `${kind}:` }))
    for (const [key, { value }] of kept) if (matches(value)) this.#kv.delete(key)
  }
}
