// The Durable Object of a deployment: it keeps what must be the same in every isolate. Isolates ask it behind their responses.
import { DurableObject } from 'cloudflare:workers'
import type { Changes, ExchangeStub, KnownState, RevocationOrder } from '../exchange-types.ts'
import { RevocationStore } from '../edge/revocation-store.ts'

/** What has ended is deleted once in this time: one deletion for many. */
const CLEANING_PERIOD_SECONDS = 60

/** The revocations of a deployment. */
export class Exchange extends DurableObject implements ExchangeStub {
  readonly #revocations = new RevocationStore(this.ctx.storage.sql, crypto.randomUUID())

  async exchange(known: KnownState): Promise<Changes> {
    return this.#revocations.since(known)
  }

  async revoke(order: RevocationOrder, known: KnownState): Promise<Changes> {
    this.#revocations.write(order, Date.now() / 1000)
    await this.#clean()
    return this.#revocations.since(known)
  }

  /** Deletes what has ended. */
  override async alarm(): Promise<void> {
    await this.#clean()
  }

  async #clean(): Promise<void> {
    const { storage } = this.ctx
    const next = this.#revocations.prune(Date.now() / 1000)
    if (next === null) return
    const at = Math.ceil(next / CLEANING_PERIOD_SECONDS) * CLEANING_PERIOD_SECONDS * 1000
    const planned = await storage.getAlarm()
    if (planned === null || planned > at) await storage.setAlarm(at)
  }
}
