// Makes a gateway: wiring only. Everything that lives as long as the isolate is made here, once.
import { env, waitUntil, WorkerEntrypoint } from 'cloudflare:workers'
import { Gate, type ProfileShape, ProofNonces, type TrustDocument } from '../access/index.ts'
import { systemClock } from '../http/clock.ts'
import { keyRingLog } from '../http/key-ring-log.ts'
import { describeError, log } from '../http/log.ts'
import { createApp } from './app.ts'
import { openOrigins } from './upstream/origin.ts'
import { durableReplayStore, ProofMemory } from './edge/proof-memory.ts'
import { CallCounter, type RateLimiter } from './edge/rate-limits.ts'
import { type Dataset, Recorder } from './telemetry/recorder.ts'
import type { GatewayBindings, GatewayTable } from './handler.ts'
import { reportFormerNames } from './edge/renamed-variables.ts'
import { SubjectHash } from './edge/subject-hash.ts'
import { versionKeyOf } from './edge/version-key.ts'
import { ConfigurationError, parseConfiguration } from '../tenant/configuration.ts'
import { KeyStore } from '../tenant/keys/key-store.ts'
import { lazyLogin } from '../tenant/login/lazy-login.ts'
import { loginSettingsOf } from '../tenant/login/login-settings.ts'
import type { TenantLog } from '../tenant/tenant-log.ts'
import { readVariables } from '../tenant/variables.ts'

/** What a project gives its gateway. */
export interface GatewayOptions {
  /** What the build step has made of the project's contracts. */
  readonly table: GatewayTable
  /** The claims that the project's tenant adds to its tokens; none unless it says otherwise. */
  readonly profile?: ProfileShape
}

/**
 * Makes a gateway out of a project's table: everything that the module of its Worker exports.
 *
 * @example
 * const gateway = createGateway({ table: TABLE, profile: PROFILE })
 * export default gateway.worker
 * export const { KeyService, ProofMemory } = gateway
 */
export function createGateway({ table, profile = {} }: GatewayOptions) {
  const variables = readVariables(env)
  reportFormerNames(variables.formerNames)
  const bindings: ReadonlyMap<string, unknown> = new Map(Object.entries(env))
  const rateLimiter = (binding: string) => has<RateLimiter>(bindings.get(binding), 'limit')
  const configured = configure(env as Cloudflare.Env & GatewayBindings, profile, new CallCounter(rateLimiter))
  const origins = openOrigins(table.services, env, {
    fetch: (request, options) => fetch(request, options),
    clock: systemClock,
  })
  const subjects = new SubjectHash(configured?.configuration.logSalt ?? null)
  // A salt that everybody knows will do for a key that nobody logs.
  const versionKey = versionKeyOf(
    variables.read('GATEHOUSE_VERSION_AFFINITY'),
    configured?.configuration.logSalt ? subjects : new SubjectHash('gatehouse'),
    () => log('error', 'version_affinity_unknown', { remedy: 'set GATEHOUSE_VERSION_AFFINITY to on or off' }),
  )
  const app = createApp({
    table,
    configured,
    recorder: new Recorder(subjects, has<Dataset>(bindings.get('ANALYTICS'), 'writeDataPoint')),
    assets: (env as Cloudflare.Env & GatewayBindings).ASSETS,
    service: (binding) => has<Fetcher>(bindings.get(binding), 'fetch'),
    origin: (name) => origins.get(name),
    rateLimiter,
    versionKey,
  })

  function ring() {
    if (configured === null) throw new Error('the gateway is not configured')
    return configured.gate.ring
  }

  return {
    /** The module's default export. */
    worker: {
      fetch: app.fetch,

      /** The cron: refreshes the keys before anybody needs them. */
      async scheduled(): Promise<void> {
        if (configured === null) return
        await configured.gate.ring.adopt(await configured.store.renew())
      },
    },

    /** What the domains' AUTH binding leads to: the trust document, and nothing else. */
    KeyService: class KeyService extends WorkerEntrypoint {
      /** The present trust document. @throws Error when there is no configuration or no key set to be had */
      async trust(): Promise<TrustDocument> {
        return { ...(await ring().trust(this.ctx)), tier: 'binding', asked: false }
      }

      /** As `trust`, after looking for a key that the domain does not know: at the issuer, if the cool-down allows it. */
      async refresh(unknownKid: string, issuer: string): Promise<TrustDocument> {
        await ring().seek(issuer, unknownKid, this.ctx)
        return { ...(await ring().trust(this.ctx)), tier: 'binding', asked: true }
      }
    },

    ProofMemory,
  }
}

function configure(environment: GatewayBindings, profile: ProfileShape, counter: CallCounter) {
  try {
    const configuration = parseConfiguration(environment)
    const store = new KeyStore({
      configuration,
      profile,
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
