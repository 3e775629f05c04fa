// Keeps exchanged tokens in Workers KV, so that an isolate that starts need not exchange what another one has. Each is encrypted (AES-GCM)
// under a key that is made of a secret and of the token of its caller: who has KV and the secret cannot read it without that token.
import { base64url } from 'jose'
import { type Clock, isRecord } from '../access/index.ts'
import type { ExchangeRule } from '../http/exchange-rule.ts'
import type { CallerToken, ExchangedToken } from './exchanged-token.ts'
import { readInTime } from './keys/kv-read.ts'
import type { TenantLog } from './tenant-log.ts'

/** The smallest time to live that KV accepts. */
const TTL_MIN_SECONDS = 60
const IV_BYTES = 12
const ALGORITHM = 'AES-GCM'
const HMAC = { name: 'HMAC', hash: 'SHA-256' }
/** A new version makes every entry a miss. */
const PURPOSE = 'gatehouse exchanged token 1'

const encoder = new TextEncoder()

/** The part of an exchanged token that is in KV. */
export type StoredToken = Pick<ExchangedToken, 'accessToken' | 'expiresAt'>

/** The part of a KV namespace that is used here. */
export interface ExpiringStore {
  get(key: string): Promise<string | null>
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>
}

/** The dependencies of a store. */
export interface ExchangedTokenStoreOptions {
  readonly store: ExpiringStore
  /** The application that exchanges. The entries of another one, and those that were made with another secret, are a miss. */
  readonly clientId: string
  readonly secret: string
  readonly clock: Clock
  readonly log: TenantLog
}

/** Reads and writes exchanged tokens in KV. A KV that fails and an entry that is not ours are a miss and a line of the log. */
export class ExchangedTokenStore {
  readonly #options: ExchangedTokenStoreOptions

  #nameKey: CryptoKey | null = null

  constructor(options: ExchangedTokenStoreOptions) {
    this.#options = options
  }

  /** Returns the token that was exchanged for a caller; `null` when there is none. */
  async read(caller: CallerToken, rule: ExchangeRule): Promise<StoredToken | null> {
    const { store, clock, log } = this.#options
    try {
      const text = await readInTime(store, await this.#nameOf(caller, rule), clock)
      if (text === null) return null
      const bytes = Uint8Array.from(base64url.decode(text))
      const [iv, sealed] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES)]
      const key = await this.#keyOf(caller.token)
      const opened = await crypto.subtle.decrypt(
        { name: ALGORITHM, iv, additionalData: boundTo(caller, rule) },
        key,
        sealed,
      )
      return parse(new TextDecoder().decode(opened))
    } catch (cause) {
      log('exchanged_token_read_failed', { audience: rule.audience, cause })
      return null
    }
  }

  /** Writes a token, until `endsAt` in seconds since the epoch. KV keeps nothing for less than a minute. It never rejects. */
  async write(caller: CallerToken, rule: ExchangeRule, token: StoredToken, endsAt: number): Promise<void> {
    const { store, clock, log } = this.#options
    const expirationTtl = Math.floor(endsAt - clock.now() / 1000)
    if (expirationTtl < TTL_MIN_SECONDS) return
    try {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
      const { accessToken, expiresAt } = token
      const text = encoder.encode(JSON.stringify({ accessToken, expiresAt } satisfies StoredToken))
      const key = await this.#keyOf(caller.token)
      const sealed = await crypto.subtle.encrypt(
        { name: ALGORITHM, iv, additionalData: boundTo(caller, rule) },
        key,
        text,
      )
      const value = base64url.encode(Uint8Array.from([...iv, ...new Uint8Array(sealed)]))
      await store.put(await this.#nameOf(caller, rule), value, { expirationTtl })
    } catch (cause) {
      log('exchanged_token_write_failed', { audience: rule.audience, cause })
    }
  }

  // The platform logs the names of entries.
  async #nameOf({ token, subject }: CallerToken, { audience, scopes }: ExchangeRule): Promise<string> {
    const { clientId, secret } = this.#options
    this.#nameKey ??= await crypto.subtle.importKey('raw', encoder.encode(secret), HMAC, false, ['sign'])
    const text = encoder.encode(JSON.stringify([PURPOSE, clientId, audience, scopes, subject, token]))
    return `exchanged:${base64url.encode(new Uint8Array(await crypto.subtle.sign('HMAC', this.#nameKey, text)))}`
  }

  // RFC 5869
  async #keyOf(token: string) {
    const material = await crypto.subtle.importKey('raw', encoder.encode(this.#options.secret), 'HKDF', false, [
      'deriveKey',
    ])
    const parameters = { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode(token), info: encoder.encode(PURPOSE) }
    return await crypto.subtle.deriveKey(parameters, material, { name: ALGORITHM, length: 256 }, false, [
      'encrypt',
      'decrypt',
    ])
  }
}

// The entry of one caller and service is not valid for another one.
function boundTo({ subject }: CallerToken, { audience, scopes }: ExchangeRule): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encoder.encode(JSON.stringify([audience, scopes, subject])))
}

function parse(text: string): StoredToken {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) throw new SyntaxError('not an exchanged token')
  const { accessToken, expiresAt } = value
  if (typeof accessToken !== 'string' || typeof expiresAt !== 'number') throw new SyntaxError('not an exchanged token')
  return { accessToken, expiresAt }
}
