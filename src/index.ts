// The gateway's Worker: wiring only. Everything that lives as long as the isolate is made here, once.
import { env, waitUntil, WorkerEntrypoint } from 'cloudflare:workers'
import { Gate, ProofNonces, type TrustDocument } from '#access'
import { systemClock } from '#http/clock'
import { keyRingLog } from '#http/key-ring-log'
import { describeError, log } from '#http/log'
import { createGateway } from './gateway/gateway.ts'
import { openOrigins } from './gateway/origin.ts'
import { durableReplayStore } from './gateway/proof-memory.ts'
import { CallCounter, type RateLimiter } from './gateway/rate-limits.ts'
import { type Dataset, Recorder } from './gateway/recorder.ts'
import { SERVICES } from './gateway/services.ts'
import { reportFormerNames } from './gateway/renamed-variables.ts'
import { SubjectHash } from './gateway/subject-hash.ts'
import { PROFILE } from './profile.ts'
import { versionKeyOf } from './gateway/version-key.ts'
import { ConfigurationError, parseConfiguration } from './tenant/configuration.ts'
import { KeyStore } from './tenant/key-store.ts'
import { lazyLogin } from './tenant/login/lazy-login.ts'
import { loginSettingsOf } from './tenant/login/login-settings.ts'
import type { TenantLog } from './tenant/tenant-log.ts'
import { readVariables } from './tenant/variables.ts'

const variables = readVariables(env)
reportFormerNames(variables.formerNames)
const bindings: ReadonlyMap<string, unknown> = new Map(Object.entries(env))
const rateLimiter = (binding: string) => has<RateLimiter>(bindings.get(binding), 'limit')
const counter = new CallCounter(rateLimiter)
const configured = configure(env)
const origins = openOrigins(SERVICES, env, { fetch: (request, options) => fetch(request, options), clock: systemClock })
const subjects = new SubjectHash(configured?.configuration.logSalt ?? null)
// A salt that everybody knows will do for a key that nobody logs.
const versionKey = versionKeyOf(
  variables.read('GATEHOUSE_VERSION_AFFINITY'),
  configured?.configuration.logSalt ? subjects : new SubjectHash('gatehouse'),
  () => log('error', 'version_affinity_unknown', { remedy: 'set GATEHOUSE_VERSION_AFFINITY to on or off' }),
)
const gateway = createGateway({
  configured,
  recorder: new Recorder(subjects, has<Dataset>(bindings.get('ANALYTICS'), 'writeDataPoint')),
  assets: env.ASSETS,
  service: (binding) => has<Fetcher>(bindings.get(binding), 'fetch'),
  origin: (name) => origins.get(name),
  rateLimiter,
  versionKey,
})

function configure(environment: GatewayEnv) {
  try {
    const configuration = parseConfiguration(environment)
    const store = new KeyStore({
      configuration,
      store: environment.KEYS,
      fetch: fetchFromTenant,
      clock: systemClock,
      background: { waitUntil },
      log: logOfTenant,
    })
    const replay = durableReplayStore(environment.PROOFS)
    const gate = new Gate({
      source: store,
      clock: systemClock,
      observer: keyRingLog,
      binding: { mode: configuration.dpop, replay, nonces: noncesOf(configuration.dpopNonces) },
      profile: PROFILE,
      explainRefusals: configuration.explainRefusals,
    })
    const settings = loginSettingsOf(configuration)
    const login =
      settings &&
      lazyLogin({
        settings,
        fetch: fetchFromTenant,
        clock: systemClock,
        store: environment.KEYS,
        ring: gate.ring,
        log: logOfTenant,
        countRenewal: (subject) => counter.countRenewal(subject),
      })
    return { configuration, store, gate, login, inspect: () => ({ ...gate.inspect(), ...store.inspect() }) }
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    log('error', 'not_configured', { problems: error.problems })
    return null
  }
}

function noncesOf([first, ...others]: readonly string[]): ProofNonces | null {
  return first === undefined ? null : new ProofNonces([first, ...others])
}

async function fetchFromTenant(url: string, init: RequestInit): Promise<Response> {
  return await fetch(url, init)
}

function logOfTenant(...[event, { cause, ...facts }]: Parameters<TenantLog>): void {
  log('warn', event, { ...facts, ...(cause === undefined ? {} : { cause: describeError(cause) }) })
}

// A binding, if it is there and what it should be.
function has<Binding extends object>(binding: unknown, method: keyof Binding): Binding | undefined {
  return binding instanceof Object && method in binding ? (binding as Binding) : undefined
}

export default {
  fetch: gateway.fetch,

  /** The cron: refreshes the keys before anybody needs them. */
  async scheduled() {
    if (configured === null) return
    await configured.gate.ring.adopt(await configured.store.renew())
  },
} satisfies ExportedHandler<GatewayEnv>

export { ProofMemory } from './gateway/proof-memory.ts'

/** What the domains' AUTH binding leads to: the trust document, and nothing else. */
export class KeyService extends WorkerEntrypoint<GatewayEnv> {
  /** The present trust document. @throws Error when there is no configuration or no key set to be had */
  async trust(): Promise<TrustDocument> {
    return { ...(await ring().trust(this.ctx)), tier: 'binding', asked: false }
  }

  /** As `trust`, after looking for a key that the domain does not know: at the issuer, if the cool-down allows it. */
  async refresh(unknownKid: string, issuer: string): Promise<TrustDocument> {
    await ring().seek(issuer, unknownKid, this.ctx)
    return { ...(await ring().trust(this.ctx)), tier: 'binding', asked: true }
  }
}

function ring() {
  if (configured === null) throw new Error('the gateway is not configured')
  return configured.gate.ring
}
