// Isolates of the gateway and of a domain behind it, made of the real parts, on a clock that is turned by hand. KV and the
// tenant are counters.
import { type Clock, Gate, type TrustDocument, type TrustSource } from '../../packages/gatehouse/src/access/index.ts'
import type { GateOptions } from '../../packages/gatehouse/src/access/gate.ts'
import { parseConfiguration } from '../../packages/gatehouse/src/tenant/configuration.ts'
import { KeyStore } from '../../packages/gatehouse/src/tenant/keys/key-store.ts'
import { AUDIENCE } from '../tenant/credentials.ts'

/** How often each was asked. */
export interface Counters {
  kvReads: number
  kvWrites: number
  tenantRequests: number
}

/** An isolate of the gateway, and beside it an isolate of a domain that asks it over the AUTH binding. */
export interface IsolatePair {
  readonly gateway: Gate
  readonly domain: Gate
  /** What the cron does. */
  cron(): Promise<void>
}

/** What all isolates share: the clock, and whatever is outside of them. */
export class World {
  /** Milliseconds since the epoch. */
  now: number
  readonly asked: Counters = { kvReads: 0, kvWrites: 0, tenantRequests: 0 }
  readonly #issuer: string
  readonly #jwks: string
  readonly #kv = new Map<string, string>()
  #work: Promise<unknown>[] = []

  constructor(issuer: string, jwks: string, now: number) {
    this.#issuer = issuer
    this.#jwks = jwks
    this.now = now
  }

  /** Where requests and isolates leave work for after the answer. */
  readonly background = { waitUntil: (promise: Promise<unknown>): void => void this.#work.push(promise) }

  /** Waits for all of that. */
  async settle(): Promise<void> {
    while (this.#work.length > 0) {
      const begun = this.#work
      this.#work = []
      await Promise.all(begun)
    }
  }

  /** Starts a pair of isolates. */
  startPair(softAgeSeconds: number): IsolatePair {
    const clock: Clock = { now: () => this.now, sleep: () => new Promise(() => undefined) }
    const parts: Omit<GateOptions, 'source'> = {
      clock,
      observer: { adopted: () => undefined, failed: (cause) => fail(cause) },
      binding: { mode: 'off', replay: null },
    }
    const store = this.#keyStore(clock, softAgeSeconds)
    const gateway = new Gate({ source: store, ...parts })
    // As the gateway's KeyService has it.
    const document = async (): Promise<TrustDocument> => {
      return { ...(await gateway.ring.trust(this.background)), tier: 'binding', asked: false }
    }
    const keyService: TrustSource = {
      trust: document,
      refresh: async (kid, issuer) => {
        await gateway.ring.seek(issuer, kid, this.background)
        return { ...(await document()), asked: true }
      },
    }
    return {
      gateway,
      domain: new Gate({ source: keyService, ...parts }),
      cron: async () => gateway.ring.adopt(await store.renew()),
    }
  }

  #keyStore(clock: Clock, softAgeSeconds: number): KeyStore {
    return new KeyStore({
      configuration: parseConfiguration({
        AUTH0_DOMAIN: this.#issuer.replace(/\/$/, ''),
        GATEHOUSE_EXPLAIN_REFUSALS: 'false',
        AUTH0_AUDIENCE: AUDIENCE,
        GATEHOUSE_KEYS_SOFT_AGE_SECONDS: softAgeSeconds,
      }),
      store: {
        get: async (key) => {
          this.asked.kvReads++
          return this.#kv.get(key) ?? null
        },
        put: async (key, value) => {
          this.asked.kvWrites++
          this.#kv.set(key, value)
        },
      },
      fetch: async () => {
        this.asked.tenantRequests++
        return new Response(this.#jwks)
      },
      clock,
      background: this.background,
      log: (event, { cause }) => fail(cause ?? event),
    })
  }
}

function fail(cause: unknown): never {
  throw new Error('the simulation met something unforeseen', { cause })
}
