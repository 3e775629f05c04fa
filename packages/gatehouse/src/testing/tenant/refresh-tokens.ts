// Issues and rotates refresh tokens. Those that came of one login are a family: a token that comes back too late ends all of it.
import type { ExpiringRecords } from './expiring-records.ts'
import { randomId } from './random.ts'
import type { Grant, RefreshRecord } from './records.ts'

const REFRESH_TOKEN_SECONDS = 30 * 24 * 60 * 60

/** The grant of a refresh token, and the token to use next. */
export type RotatedToken = { grant: Grant; refreshToken: string }

export class RefreshTokens {
  readonly #records: ExpiringRecords
  readonly #nowSeconds: () => number

  constructor(records: ExpiringRecords, nowSeconds: () => number) {
    this.#records = records
    this.#nowSeconds = nowSeconds
  }

  /** @param keyThumbprint of the key that must be proved at every renewal, null for none */
  open(grant: Grant, keyThumbprint: string | null): string {
    const record: RefreshRecord = { grant, keyThumbprint, family: randomId(), usedAtSeconds: null }
    return this.#records.keep('refresh', record, REFRESH_TOKEN_SECONDS)
  }

  /** Uses a token that stays as it is, which an application without rotation has. */
  keep(token: string, clientId: string, keyThumbprint: string | null): RotatedToken | null {
    const record = this.#read(token, clientId, keyThumbprint)
    return record === null ? null : { grant: record.grant, refreshToken: token }
  }

  /** Spends a token for its successor. A spent one that comes back later than the leeway means theft: its whole family is revoked. */
  rotate(token: string, clientId: string, keyThumbprint: string | null, leewaySeconds: number): RotatedToken | null {
    const record = this.#read(token, clientId, keyThumbprint)
    if (record === null) return null
    const now = this.#nowSeconds()
    if (record.usedAtSeconds !== null && now - record.usedAtSeconds >= leewaySeconds) {
      this.#revokeFamily(record.family)
      return null
    }
    const usedAtSeconds = record.usedAtSeconds ?? now
    this.#records.put('refresh', token, { ...record, usedAtSeconds }, now + REFRESH_TOKEN_SECONDS)
    return { grant: record.grant, refreshToken: this.#records.keep('refresh', record, REFRESH_TOKEN_SECONDS) }
  }

  /** Revokes a refresh token and all of its family (RFC 7009 §2.1). */
  revoke(token: string, clientId: string): void {
    const record = this.#records.read('refresh', token)
    if (record !== null && record.grant.clientId === clientId) this.#revokeFamily(record.family)
  }

  #read(token: string, clientId: string, keyThumbprint: string | null): RefreshRecord | null {
    const record = this.#records.read('refresh', token)
    if (record === null || record.grant.clientId !== clientId) return null
    return record.keyThumbprint === null || record.keyThumbprint === keyThumbprint ? record : null
  }

  #revokeFamily(family: string): void {
    this.#records.remove('refresh', (record) => record.family === family)
  }
}
