// Remembers which DPoP proofs were used, so that none is taken twice (RFC 9449 §11.1). A Durable Object, because nothing else
// here is consistent: KV answers with old states for a minute, and an isolate's memory is one of many. Each key that
// clients hold has an object of its own, near the client, so that no object is everybody's bottleneck.
import { DurableObject } from 'cloudflare:workers'
import type { ReplayStore } from '../../access/index.ts'
import type { ProofNamespace } from '../handler.ts'

/** How long after a proof has run out it is swept away: one sweep for many, and clocks may differ. */
const CLEANING_DELAY_SECONDS = 60

/** The proofs that one key has made lately. */
export class ProofMemory extends DurableObject {
  /**
   * Takes a proof, unless it was taken before.
   *
   * @param expiresAt when it is too old to be sent again, in seconds since the epoch
   * @returns whether it was new
   */
  async claim(jti: string, expiresAt: number): Promise<boolean> {
    const { sql } = this.ctx.storage
    sql.exec('CREATE TABLE IF NOT EXISTS proofs (jti TEXT PRIMARY KEY, expires_at REAL NOT NULL) WITHOUT ROWID')
    const taken = sql.exec('INSERT INTO proofs VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING jti', jti, expiresAt)
    const isNew = taken.toArray().length === 1
    if (isNew && (await this.ctx.storage.getAlarm()) === null) await this.#clean(expiresAt)
    return isNew
  }

  /** Forgets what has run out, and itself when nothing is left. */
  override async alarm(): Promise<void> {
    const { sql } = this.ctx.storage
    sql.exec('DELETE FROM proofs WHERE expires_at < ?', Date.now() / 1000 - CLEANING_DELAY_SECONDS)
    const { last } = sql.exec<{ last: number | null }>('SELECT max(expires_at) AS last FROM proofs').one()
    if (last === null) await this.ctx.storage.deleteAll()
    else await this.#clean(last)
  }

  async #clean(afterSeconds: number): Promise<void> {
    await this.ctx.storage.setAlarm((afterSeconds + CLEANING_DELAY_SECONDS) * 1000)
  }
}

/** The replay store of the gateway over the binding of its Durable Object. */
export function durableReplayStore(namespace: ProofNamespace): ReplayStore {
  return {
    claim: (thumbprint, jti, expiresAt) => namespace.getByName(thumbprint).claim(jti, expiresAt),
  }
}
