// Stores everything of the tenant that must be exact: codes used once, refresh families, sessions, transactions, faults and counters. One
// SQLite Durable Object: it runs one request at a time and its storage calls are synchronous, so each method below is atomic without a
// lock. The signing keys are in KV, because they must outlive `reset`. They are made and rotated here nevertheless: only a single writer
// can guarantee that two first requests get one key.
import { DurableObject } from 'cloudflare:workers'
import { addSettings, type Client, type ClientSettings } from './directory.ts'
import { ExpiringRecords } from './expiring-records.ts'
import { takeFault } from './faults.ts'
import { type KeyRing, makeKeyRing, revokeKey, rotateKeys } from './key-ring.ts'
import { answerManagement } from './management/answer.ts'
import { clientOf } from './management/clients.ts'
import { countRequest, type RateLimit } from './management/rate-limit.ts'
import type { ManagementRequest } from './management/request.ts'
import { emptyManaged, readManaged } from './management/store.ts'
import {
  type Arrival,
  type CodeRecord,
  type DeviceRecord,
  DEFAULT_SETTINGS,
  type Fault,
  type Grant,
  type OpaqueRecord,
  type PushedRequest,
  type Session,
  type Settings,
  type Transaction,
} from './records.ts'
import { RefreshTokens, type RotatedToken } from './refresh-tokens.ts'
import { findTargetApi, type TargetApi } from './target-api.ts'

const KEY_RING = 'signing-keys'

/** How long a person may leave the login page open. */
const TRANSACTION_SECONDS = 60 * 60
export const SESSION_SECONDS = 3 * 24 * 60 * 60
const CODE_SECONDS = 60
/** As in Auth0's `expires_in`. */
export const PUSHED_REQUEST_SECONDS = 30
const PROOF_NONCE_SECONDS = 5 * 60

export class Ledger extends DurableObject<TenantEnv> {
  readonly #kv = this.ctx.storage.kv
  readonly #records = new ExpiringRecords(this.#kv, () => this.#nowSeconds())
  readonly #refreshTokens = new RefreshTokens(this.#records, () => this.#nowSeconds())

  /** Counts the request and returns its settings and its fault. */
  arrive(path: string): Arrival {
    const counts = this.requestCounts()
    this.#kv.put('counts', { ...counts, [path]: (counts[path] ?? 0) + 1 })
    const { fault, left } = takeFault(this.faults(), path)
    if (fault !== null && fault.times !== null) this.#kv.put('faults', left)
    return { settings: this.settings(), fault }
  }

  settings(): Settings {
    const { resource_parameter_profile: resourceParameterProfile } = readManaged(this.#kv, 'settings')
    const managed = resourceParameterProfile === undefined ? {} : { resourceParameterProfile }
    return { ...DEFAULT_SETTINGS, ...this.#kv.get<Partial<Settings>>('settings'), ...managed }
  }

  changeSettings(changes: Partial<Settings>): Settings {
    this.#kv.put('settings', { ...this.settings(), ...changes })
    return this.settings()
  }

  faults(): Fault[] {
    return this.#kv.get<Fault[]>('faults') ?? []
  }

  addFault(fault: Fault): void {
    this.#kv.put('faults', [...this.faults(), fault])
  }

  clearFaults(): void {
    this.#kv.delete('faults')
  }

  requestCounts(): Record<string, number> {
    return this.#kv.get<Record<string, number>>('counts') ?? {}
  }

  clearRequestCounts(): void {
    this.#kv.delete('counts')
  }

  clients(): Client[] {
    const added = this.#kv.get<Record<string, ClientSettings>>('client-urls') ?? {}
    return readManaged(this.#kv, 'clients')
      .map(clientOf)
      .map((client) => ({ ...client, ...addSettings(client, added[client.id]) }))
  }

  addClientSettings(clientId: string, settings: ClientSettings): void {
    const added = this.#kv.get<Record<string, ClientSettings>>('client-urls') ?? {}
    this.#kv.put('client-urls', { ...added, [clientId]: addSettings(settings, added[clientId]) })
  }

  /** Answers a request of the Management API. @param request JSON of a `ManagementRequest` */
  manage(request: string): { status: number; body: string | null } {
    const { status, body } = answerManagement(this.#kv, JSON.parse(request) as ManagementRequest)
    return { status, body: body === undefined ? null : JSON.stringify(body) }
  }

  /** Counts a request of the Management API in its second. `remaining` is below zero for one too many. */
  countManagementRequest(): RateLimit {
    return countRequest(this.#kv, this.settings().managementRequestsPerSecond, Math.floor(Date.now() / 1000))
  }

  /** Leaves what a new tenant has. */
  empty(): void {
    emptyManaged(this.#kv)
  }

  /** The API with this identifier; `null` for one that is not there. */
  targetApi(audience: string): TargetApi | null {
    return findTargetApi(this.#kv, audience, this.settings())
  }

  openTransaction(transaction: Transaction): string {
    return this.#records.keep('transaction', transaction, TRANSACTION_SECONDS)
  }

  transaction(id: string): Transaction | null {
    return this.#records.read('transaction', id)
  }

  closeTransaction(id: string): Transaction | null {
    return this.#records.take('transaction', id)
  }

  openSession(session: Session): string {
    return this.#records.keep('session', session, SESSION_SECONDS)
  }

  session(cookie: string): Session | null {
    return this.#records.read('session', cookie)
  }

  closeSession(cookie: string): void {
    this.#records.take('session', cookie)
  }

  keepCode(record: CodeRecord): string {
    return this.#records.keep('code', record, CODE_SECONDS)
  }

  /** Returns the code's record once: the code is used up even if the exchange then fails. */
  takeCode(code: string): CodeRecord | null {
    return this.#records.take('code', code)
  }

  keepPushedRequest(request: PushedRequest): string {
    return this.#records.keep('pushed', request, PUSHED_REQUEST_SECONDS)
  }

  /** Returns a pushed request once. */
  takePushedRequest(id: string): PushedRequest | null {
    return this.#records.take('pushed', id)
  }

  keepOpaqueToken(record: OpaqueRecord, lifetimeSeconds: number): string {
    return this.#records.keep('opaque', record, lifetimeSeconds)
  }

  opaqueToken(token: string): OpaqueRecord | null {
    return this.#records.read('opaque', token)
  }

  keepDevice(userCode: string, record: DeviceRecord): void {
    this.#records.put('device', userCode, record, record.expiresAtSeconds)
  }

  device(userCode: string, take = false): DeviceRecord | null {
    return take ? this.#records.take('device', userCode) : this.#records.read('device', userCode)
  }

  /** Returns whether this was never used before: the `jti` of a proof or an assertion, hashed. */
  spendOnce(id: string, lifetimeSeconds: number): boolean {
    if (this.#records.read('spent', id) !== null) return false
    this.#records.put('spent', id, true, this.#nowSeconds() + lifetimeSeconds)
    return true
  }

  makeProofNonce(): string {
    return this.#records.keep('nonce', true, PROOF_NONCE_SECONDS)
  }

  hasProofNonce(nonce: string): boolean {
    return this.#records.read('nonce', nonce) !== null
  }

  /** @param keyThumbprint of the key that must be proved at every renewal, null for none */
  openRefreshFamily(grant: Grant, keyThumbprint: string | null): string {
    return this.#refreshTokens.open(grant, keyThumbprint)
  }

  /** Replaces a refresh token by its successor; `null` for one that is not good any more. */
  rotateRefreshToken(token: string, clientId: string, keyThumbprint: string | null): RotatedToken | null {
    const { rotation_type, leeway = this.settings().refreshLeewaySeconds } =
      this.clients().find(({ id }) => id === clientId)?.rotation ?? {}
    if (rotation_type === 'non-rotating') return this.#refreshTokens.keep(token, clientId, keyThumbprint)
    return this.#refreshTokens.rotate(token, clientId, keyThumbprint, leeway)
  }

  /** Revokes a refresh token and all of its family (RFC 7009 §2.1). */
  revokeRefreshToken(token: string, clientId: string): void {
    this.#refreshTokens.revoke(token, clientId)
  }

  /** The signing keys, created at first use. */
  keyRing(): Promise<KeyRing> {
    return this.#changeKeyRing(null)
  }

  rotateKeys(): Promise<KeyRing> {
    return this.#changeKeyRing(rotateKeys)
  }

  revokeKey(name: 'current' | 'previous'): Promise<KeyRing> {
    return this.#changeKeyRing((ring) => revokeKey(ring, name))
  }

  /** Replaces all keys, as if it were another tenant. */
  async renewKeys(): Promise<KeyRing> {
    await this.env.TENANT.delete(KEY_RING)
    return await this.keyRing()
  }

  /** Deletes everything but the keys. */
  reset(): void {
    const keys = Array.from(this.#kv.list(), ([key]) => key)
    for (const key of keys) this.#kv.delete(key)
  }

  /** Reads, changes and writes in one turn: without the block, other requests would run while KV or the key generation works. */
  #changeKeyRing(change: ((ring: KeyRing) => Promise<KeyRing>) | null): Promise<KeyRing> {
    return this.ctx.blockConcurrencyWhile(async () => {
      const stored = await this.env.TENANT.get<KeyRing>(KEY_RING, 'json')
      if (stored !== null && change === null) return stored
      const ring = stored ?? (await makeKeyRing())
      const changed = change === null ? ring : await change(ring)
      await this.env.TENANT.put(KEY_RING, JSON.stringify(changed))
      return changed
    })
  }

  #nowSeconds(): number {
    return Math.floor(Date.now() / 1000) + this.settings().clockOffsetSeconds
  }
}
