// Opens a key store on a KV and a network that the test controls.
import { DEFAULT_ALGORITHMS } from '../../access/index.ts'
import { type KeyStoreOptions, KeyStore } from '../../tenant/keys/key-store.ts'
import type { TenantEvent } from '../../tenant/tenant-log.ts'
import { AUDIENCE, CLIENT_ID, FakeClock, HARD_AGE_SECONDS, RecordingBackground, SOFT_AGE_SECONDS } from './support.ts'

export const KV_NAME = 'keys:https://tenant.example/'
export const JWKS_URL = 'https://tenant.example/.well-known/jwks.json'

type Configuration = KeyStoreOptions['configuration']

function domainOf(host: string): Configuration['domains'][0] {
  return { issuer: `https://${host}/`, origin: `https://${host}`, discoveryUrl: null }
}

/** A tenant with one domain, or with those given. */
export function configurationOf(...hosts: readonly string[]): Configuration {
  const [first = 'tenant.example', ...others] = hosts
  return {
    domains: [domainOf(first), ...others.map(domainOf)],
    audiences: [AUDIENCE],
    algorithms: DEFAULT_ALGORITHMS,
    clientId: CLIENT_ID,
    pagesClientId: CLIENT_ID,
    clientSecret: null,
    exchangeClient: null,
    callbackUrl: null,
    sessionKeys: [],
    dpopNonces: [],
    resource: null,
    claimNamespace: null,
    dpop: 'allowed',
    allowedOrigins: [],
    kvSecret: null,
    scrapeToken: null,
    logSalt: 'salt',
    explainRefusals: false,
    keysSoftAgeSeconds: SOFT_AGE_SECONDS,
    keysHardAgeSeconds: HARD_AGE_SECONDS,
    syncSeconds: 5,
    tokenMaxSeconds: 86_400,
    sessionIdleSeconds: 259_200,
    sessionMaxSeconds: 604_800,
  }
}

/** A KV namespace that counts, and fails on demand. */
export class FakeKv {
  readonly values = new Map<string, string>()
  reads = 0
  writes = 0
  failing: 'read' | 'write' | 'read and write' | 'hang' | null = null

  async get(key: string): Promise<string | null> {
    this.reads += 1
    if (this.failing === 'hang') await new Promise(() => undefined)
    if (this.failing?.startsWith('read') === true) throw new Error('KV GET failed: 500')
    return this.values.get(key) ?? null
  }

  async put(key: string, value: string): Promise<void> {
    this.writes += 1
    if (this.failing?.endsWith('write') === true) throw new Error('KV PUT failed: 429 Too Many Requests')
    this.values.set(key, value)
  }
}

/** The response of a tenant: anything that `new Response` accepts, a whole response, or a promise that may never settle. */
export type Answer = () => string | Response | Promise<Response>

/** A key store with its dependencies. */
export interface StoreScene {
  readonly clock: FakeClock
  readonly kv: FakeKv
  readonly background: RecordingBackground
  readonly store: KeyStore
  readonly requests: { readonly url: string; readonly init: RequestInit }[]
  readonly events: TenantEvent[]
  readonly facts: Readonly<Record<string, unknown>>[]
  /** The response of each host. */
  readonly answers: Map<string, Answer>
}

/** Opens a key store on an empty KV. @param refusals what refusals say otherwise than by default */
export function openStore(
  configuration: Configuration = configurationOf(),
  refusals?: KeyStoreOptions['refusals'],
): StoreScene {
  const clock = new FakeClock()
  const kv = new FakeKv()
  const background = new RecordingBackground()
  const requests: StoreScene['requests'] = []
  const events: TenantEvent[] = []
  const facts: StoreScene['facts'] = []
  const answers: StoreScene['answers'] = new Map()
  const store = new KeyStore({
    configuration,
    refusals,
    store: kv,
    clock,
    background,
    fetch: async (url, init) => {
      requests.push({ url, init })
      const answer = await answers.get(new URL(url).host)?.()
      if (answer === undefined) throw new TypeError('Network connection lost.')
      return typeof answer === 'string' ? new Response(answer) : answer
    },
    log: (event, told) => {
      events.push(event)
      facts.push(told)
    },
  })
  return { clock, kv, background, store, requests, events, facts, answers }
}

/** The text of a JWK Set. */
export function jwksOf(...keys: readonly unknown[]): string {
  return JSON.stringify({ keys })
}
