// Opens the gateway's access to its tenant, once per isolate: configuration, keys, gate and login. Without a configuration all of it
// refuses with `not_configured`, so that no other part needs to check for one.
import { type Background, Gate, NO_TOKEN, type ProfileShape, ProofNonces, tokenNeed } from '../access/index.ts'
import { fetchFromTenant, logOfTenant, openKeyStore } from '../gate/tenant-edge.ts'
import { ProblemError } from '../problem/problem-error.ts'
import { systemClock } from '../http/clock.ts'
import { keyRingLog } from '../http/key-ring-log.ts'
import { log } from '../http/log.ts'
import { type Configuration, ConfigurationError, parseConfiguration } from '../tenant/configuration.ts'
import { cookieNamesOf } from '../tenant/login/cookies.ts'
import { lazyLogin, noLogin } from '../tenant/login/lazy-login.ts'
import { loginSettingsOf } from '../tenant/login/login-settings.ts'
import { durableReplayStore } from './edge/proof-memory.ts'
import type { CallCounter } from './edge/rate-limits.ts'
import type { GatewaySettings } from './settings.ts'
import type { GatewayBindings, Tenant } from './handler.ts'

/** The tenant with the members that only the wiring of the gateway needs: the refresh of its keys. */
export interface OpenTenant extends Tenant {
  /** Asks the issuer for a key that a domain does not know, if the cool-down allows it. @throws ProblemError `not_configured` */
  readonly seek: (issuer: string, kid: string, background: Background) => Promise<unknown>
  /** Refreshes the keys before a request needs them. Without a configuration it does nothing. */
  readonly renewKeys: () => Promise<void>
}

/**
 * Opens the tenant. The defects of its configuration are logged with their remedies.
 *
 * @param environment the Worker's `env`
 * @param profile the claims that the tenant adds to its tokens
 */
export function openTenant(
  environment: GatewayBindings,
  profile: ProfileShape,
  counter: CallCounter,
  settings: GatewaySettings = {},
): OpenTenant {
  try {
    return configuredTenant(parseConfiguration(environment), environment, profile, counter, settings)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    log('error', 'not_configured', { problems: error.problems })
    return { ...UNCONFIGURED, findings: error.problems, login: noLogin(cookieNamesOf(settings.cookiePrefix)) }
  }
}

function refuse(): never {
  throw new ProblemError('not_configured')
}

const UNCONFIGURED: Omit<OpenTenant, 'findings' | 'login'> = {
  settings: { allowedOrigins: [], logSalt: null, resource: null },
  configuration: refuse,
  gate: { admit: async (policy) => (tokenNeed(policy) === 'ignored' ? NO_TOKEN : refuse()) },
  inspect: refuse,
  trust: async () => refuse(),
  seek: async () => refuse(),
  renewKeys: async () => undefined,
}

function configuredTenant(
  configuration: Configuration,
  { KEYS, PROOFS }: GatewayBindings,
  profile: ProfileShape,
  counter: CallCounter,
  { refusals, cookiePrefix }: GatewaySettings,
): OpenTenant {
  const cookieNames = cookieNamesOf(cookiePrefix)
  const store = openKeyStore(configuration, profile, KEYS, refusals)
  const gate = new Gate({
    source: store,
    clock: systemClock,
    observer: keyRingLog,
    binding: {
      mode: configuration.dpop,
      replay: durableReplayStore(PROOFS),
      nonces: noncesOf(configuration.dpopNonces),
    },
    explainRefusals: configuration.explainRefusals,
  })
  const { ring } = gate
  const settings = loginSettingsOf(configuration)
  const login =
    settings &&
    lazyLogin({
      settings,
      cookieNames,
      fetch: fetchFromTenant,
      clock: systemClock,
      store: KEYS,
      ring,
      log: logOfTenant,
      countRenewal: (subject) => counter.countRenewal(subject),
    })
  return {
    settings: configuration,
    findings: [],
    configuration: () => configuration,
    gate,
    login: login ?? noLogin(cookieNames),
    inspect: () => ({ ...gate.inspect(), ...store.inspect() }),
    trust: (background) => ring.trust(background),
    seek: (issuer, kid, background) => ring.seek(issuer, kid, background),
    renewKeys: async () => await ring.adopt(await store.renew()),
  }
}

function noncesOf([first, ...others]: readonly string[]): ProofNonces | null {
  return first === undefined ? null : new ProofNonces([first, ...others])
}
