// Opens the gateway's access to its tenant, once per isolate: configuration, keys, gate and login. Without a configuration all of it
// refuses with `not_configured`, so that no other part needs to check for one.
import { type Background, Gate, NO_TOKEN, type ProfileShape, ProofNonces, tokenNeed } from '../access/index.ts'
import { describeError, log } from '../http/log.ts'
import { fetchFromTenant, logOfTenant, openKeyStore } from '../gate/tenant-edge.ts'
import { ProblemError } from '../problem/problem-error.ts'
import { systemClock } from '../http/clock.ts'
import type { ExchangeAnswer, ExchangedCaller, ExchangeRule } from '../http/exchange-rule.ts'
import { keyRingLog } from '../http/key-ring-log.ts'
import { type Configuration, ConfigurationError, parseConfiguration } from '../tenant/configuration.ts'
import { lazyTokenExchange, type TokenExchangeSource } from '../tenant/lazy-token-exchange.ts'
import { cookieNamesOf } from '../tenant/login/cookies.ts'
import { lazyLogin, noLogin } from '../tenant/login/lazy-login.ts'
import type { SessionExchange } from '../tenant/login/session-exchange.ts'
import { loginSettingsOf } from '../tenant/login/login-settings.ts'
import { allowedExchanges } from './upstream/allowed-exchanges.ts'
import { type DomainExchange, exchangeForDomain } from './upstream/exchange-for-domain.ts'
import { ExchangeClient, type Reporter } from './edge/exchange-client.ts'
import { durableReplayStore } from './edge/proof-memory.ts'
import type { CallCounter } from './edge/rate-limits.ts'
import type { ExchangeNamespace } from './exchange-types.ts'
import { keptSecondsOf, LOGOUT_KEPT_SECONDS } from './edge/revocation-lifetime.ts'
import type { GatewayTable } from './handler.ts'
import type { Collector } from './telemetry/collector.ts'
import type { GatewayBindings, Tenant, TenantStatus } from './tenant-types.ts'

/** The tenant with the members that only the wiring of the gateway needs: the refresh of its keys. */
export interface OpenTenant extends Tenant {
  /** Asks the issuer for a key that a domain does not know, if the cool-down allows it. @throws ProblemError `not_configured` */
  readonly seek: (issuer: string, kid: string, background: Background) => Promise<unknown>
  /** Refreshes the keys before a request needs them. Without a configuration it does nothing. */
  readonly renewKeys: () => Promise<void>
  readonly tokenExchange: TokenExchangeSource
  /** Exchanges a token for a domain. @throws ProblemError `not_configured` */
  readonly exchangeForDomain: (
    caller: ExchangedCaller,
    rule: ExchangeRule,
    background: Background,
  ) => Promise<ExchangeAnswer>
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
  collector: Collector,
  table: Pick<GatewayTable, 'services' | 'settings'>,
): OpenTenant {
  try {
    return configuredTenant(parseConfiguration(environment), environment, profile, counter, collector, table)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    log('error', 'not_configured', { problems: error.problems })
    return { ...UNCONFIGURED, findings: error.problems, login: noLogin(cookieNamesOf(table.settings?.cookiePrefix)) }
  }
}

function refuse(): never {
  throw new ProblemError('not_configured')
}

const UNCONFIGURED: Omit<OpenTenant, 'findings' | 'login'> = {
  exchange: openExchange(undefined, 0),
  settings: { allowedOrigins: [], logSalt: null, resource: null, scrapeToken: null },
  configuration: refuse,
  gate: {
    admit: async (policy) => (tokenNeed(policy) === 'ignored' ? NO_TOKEN : refuse()),
    allows: (policy) => tokenNeed(policy) === 'ignored',
  },
  inspect: refuse,
  trust: async () => refuse(),
  tokenExchange: async () => refuse(),
  exchangeForDomain: async () => ({ code: 'not_configured', retryAfterSeconds: null }),
  seek: async () => refuse(),
  renewKeys: async () => undefined,
}

function configuredTenant(
  configuration: Configuration,
  { KEYS, PROOFS, EXCHANGE }: GatewayBindings,
  profile: ProfileShape,
  counter: CallCounter,
  collector: Collector,
  table: Pick<GatewayTable, 'services' | 'settings'>,
): OpenTenant {
  const { refusals, cookiePrefix } = table.settings ?? {}
  const cookieNames = cookieNamesOf(cookiePrefix)
  const exchange = openExchange(
    EXCHANGE,
    configuration.syncSeconds,
    reporterOf(collector, () => ring.inspect()),
  )
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
    revocations: exchange.revocations,
  })
  const { ring } = gate
  // Most gateways have no domain that asks for a token.
  let ofDomains: DomainExchange | null = null
  const tokenExchange = lazyTokenExchange(configuration, {
    fetch: fetchFromTenant,
    clock: systemClock,
    log: logOfTenant,
    store: KEYS,
    isRevoked: (credential) => exchange.isRevoked(credential),
    keySets: () => ring.document?.keySets ?? [],
  })
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
      exchange: exchange.isOn ? sessionExchange(exchange, configuration) : undefined,
    })
  return {
    settings: configuration,
    findings: [],
    configuration: () => configuration,
    gate,
    exchange,
    login: login ?? noLogin(cookieNames),
    tokenExchange,
    exchangeForDomain: async (caller, rule, background) => {
      ofDomains ??= { gate, source: tokenExchange, allowed: allowedExchanges(table) }
      return await exchangeForDomain(caller, rule, ofDomains, background)
    },
    inspect: () => ({ ...gate.inspect(), ...store.inspect() }),
    trust: (background) => ring.trust(background),
    seek: (issuer, kid, background) => ring.seek(issuer, kid, background),
    renewKeys: async () => await ring.adopt(await store.renew()),
  }
}

function openExchange(
  namespace: ExchangeNamespace | undefined,
  syncSeconds: number,
  reporter?: Reporter,
): ExchangeClient {
  return new ExchangeClient({
    namespace,
    syncSeconds,
    reporter,
    clock: systemClock,
    log: (level, event, { cause, ...facts }) => {
      log(level, event, { ...facts, ...(cause !== undefined && { cause: describeError(cause) }) })
    },
  })
}

function reporterOf(collector: Collector, keySets: () => TenantStatus['keySets']): Reporter {
  return {
    take: () => collector.take(keySets().flatMap(({ keys }) => keys.map(({ kid }) => kid))),
    keep: (report) => collector.keep(report),
  }
}

function sessionExchange(exchange: ExchangeClient, configuration: Configuration): SessionExchange {
  const keptSeconds = Math.min(LOGOUT_KEPT_SECONDS, keptSecondsOf(configuration))
  return {
    isRevoked: (credential) => exchange.isRevoked(credential),
    revoke: async (target, issuedBefore) => {
      await exchange.revoke({ ...target, issuedBefore, keptSeconds, source: 'logout', isUndone: false })
    },
  }
}

function noncesOf([first, ...others]: readonly string[]): ProofNonces | null {
  return first === undefined ? null : new ProofNonces([first, ...others])
}
