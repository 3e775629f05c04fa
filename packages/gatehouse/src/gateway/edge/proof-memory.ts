// Records the DPoP proofs that were used, so that none is accepted twice (RFC 9449 §11.1), and the signatures of webhooks. It is a Durable Object, because nothing else
// here is consistent: KV returns old states for a minute, and each isolate has its own memory. Each client key has its own object, near
// the client, so that no object is a bottleneck.
import { DurableObject } from 'cloudflare:workers'
import type { ReplayStore } from '../../access/index.ts'
import type { ProofNamespace } from '../tenant-types.ts'

/** How long after its expiry a proof is deleted: one deletion for many, and clocks may differ. */
const CLEANING_DELAY_SECONDS = 60

/** The recent proofs of one key, or the recent signatures with one secret. */
export class ProofMemory extends DurableObject {
  /**
   * Claims a proof, unless it was claimed before.
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

  /** Forgets a claim: what it was for has failed, and may be tried again. */
  async release(jti: string): Promise<void> {
    this.ctx.storage.sql.exec('DELETE FROM proofs WHERE jti = ?', jti)
  }

  /** Deletes the expired proofs, and the object itself when it is empty. */
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
