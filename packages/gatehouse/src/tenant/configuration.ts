// Reads the gateway's configuration: once, strictly, from the environment into values that need no further check.
import { type Algorithm, ALGORITHMS, DEFAULT_ALGORITHMS } from '../access/index.ts'
import { type ExchangeClient, readExchangeClient } from './exchange-client-settings.ts'
import { type ExchangeSettings, readExchangeSettings } from './exchange-settings.ts'
import { readSessionLifetime, type SessionLifetime } from './session-lifetime.ts'
import { isLoopback, isSecure, parseDomain, type TenantDomain } from './tenant-domain.ts'
import { type ConfigurationProblem, isText, readVariables, type Variable, TEXT_VARIABLES } from './variables.ts'

/** The settings of the gateway. */
export interface Configuration extends SessionLifetime, ExchangeSettings {
  /** The tenant's domains, or other issuers; the first is where people log in. */
  readonly domains: readonly [TenantDomain, ...TenantDomain[]]
  readonly audiences: readonly [string, ...string[]]
  /** The one protected resource that the metadata and the challenges name (RFC 9728); `null`: each URL is its own resource. */
  readonly resource: string | null
  /** The accepted signature algorithms of tokens. */
  readonly algorithms: readonly Algorithm[]
  readonly clientId: string | null
  /** The application that the documentation and the status page log in with. By default it is that of the login routes. */
  readonly pagesClientId: string | null
  readonly clientSecret: string | null
  /** The application that exchanges the tokens of callers for those of services; `null`: no service gets one. */
  readonly exchangeClient: ExchangeClient | null
  readonly callbackUrl: string | null
  /** The keys of the session cookies: the first encrypts, all decrypt. Empty: login is off. */
  readonly sessionKeys: readonly string[]
  /** Without a closing slash. */
  readonly claimNamespace: string | null
  /** Whether tokens that are bound to a key of the client (DPoP) are accepted or required. */
  readonly dpop: 'off' | 'allowed' | 'required'
  /** The secrets of the nonces of DPoP proofs: the first makes nonces, all are accepted. Empty: no nonces. */
  readonly dpopNonces: readonly string[]
  /** Origins whose pages may call the gateway from a browser. */
  readonly allowedOrigins: readonly string[]
  /** The salt that hashes subjects in the log; `null`: none is logged. */
  readonly logSalt: string | null
  /** The key that authenticates key sets in KV; `null`: a writer of KV could plant a key. */
  readonly kvSecret: string | null
  /** Lets a monitor read the metrics without a token of the tenant. */
  readonly scrapeToken: string | null
  /** Whether refusals say what was expected and what was found. */
  readonly explainRefusals: boolean
  readonly keysSoftAgeSeconds: number
  readonly keysHardAgeSeconds: number
}

/** Thrown with every defect of the configuration at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly ConfigurationProblem[]

  constructor(problems: readonly ConfigurationProblem[]) {
    super(problems.map(({ variable, problem, remedy }) => `${variable} ${problem}: ${remedy}`).join('; '))
    this.problems = problems
  }
}

/** Older keys are used once more and refreshed after the response. It limits how long a revoked key is accepted. */
const KEYS_SOFT_AGE_SECONDS = 600
/** Older keys are never used. It limits how long a key is accepted that was revoked while the tenant cannot be reached. */
const KEYS_HARD_AGE_SECONDS = 86_400

/** Shorter ones could be guessed: 32 random characters of base64 are 192 bits. */
const SECRET_MIN_CHARACTERS = 32

const DPOP_MODES = ['off', 'allowed', 'required'] as const
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/**
 * Reads the configuration.
 *
 * @param environment the Worker's `env`; entries that are not our variables are ignored
 * @throws ConfigurationError with every variable that is missing, malformed or unknown
 */
export function parseConfiguration(environment: object): Configuration {
  const variables = readVariables(environment)
  const problems: ConfigurationProblem[] = [...variables.unknown]
  const report = (name: Variable, problem: string, remedy: string): void => {
    problems.push({ variable: variables.nameInUse(name), problem, remedy })
  }
  const text = (name: Variable): string | null => {
    const value = variables.read(name)
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
  }
  const list = (name: Variable): string[] =>
    (text(name) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  const seconds = (name: Variable, fallback: number): number => {
    const value = Number(variables.read(name) ?? fallback)
    if (Number.isSafeInteger(value) && value > 0) return value
    report(name, 'is no whole number of seconds', `leave it out for ${fallback}`)
    return fallback
  }

  const secrets = (name: Variable): string[] => {
    const values = list(name)
    if (values.some((secret) => secret.length < SECRET_MIN_CHARACTERS)) {
      report(
        name,
        `has a key of less than ${SECRET_MIN_CHARACTERS} characters`,
        'make each with `openssl rand -base64 32`, and separate them by commas',
      )
    }
    return values
  }

  for (const name of TEXT_VARIABLES) {
    if (!['string', 'undefined'].includes(typeof variables.read(name)))
      report(name, 'is no text', 'put its value in quotes')
  }
  const domains = list('AUTH0_DOMAIN').flatMap((domain) => {
    const parsed = parseDomain(domain)
    if (parsed === null)
      report(
        'AUTH0_DOMAIN',
        'is no domain of a tenant',
        'set it as the dashboard shows it, for example example.eu.auth0.com; of another authorization server the whole issuer, for example https://login.example.com/realms/main',
      )
    return parsed ?? []
  })
  const audiences = list('AUTH0_AUDIENCE')
  const [domain, ...otherDomains] = domains
  const [audience, ...otherAudiences] = audiences
  if (domain === undefined && problems.every(({ variable }) => variable !== 'AUTH0_DOMAIN')) {
    report('AUTH0_DOMAIN', 'is missing', 'set it to the domain of your tenant, for example example.eu.auth0.com')
  }
  if (audience === undefined) report('AUTH0_AUDIENCE', 'is missing', 'set it to the identifier of your API in Auth0')
  const callbackUrl = text('AUTH0_CALLBACK_URL')
  if (callbackUrl !== null && !isSecure(callbackUrl)) {
    report(
      'AUTH0_CALLBACK_URL',
      'is no https URL',
      'set it to an absolute URL such as https://api.example.com/auth/callback (http only on a loopback host)',
    )
  }
  const resource = text('GATEHOUSE_RESOURCE')
  if (resource !== null && (!isSecure(resource) || /[?#"\\\s]/.test(resource)))
    report(
      'GATEHOUSE_RESOURCE',
      'is no https URL, or has a query or a fragment',
      'set it to the address of the gateway that is the identifier of your API, such as https://api.example.com (http only on a loopback host)',
    )
  const sessionKeys = secrets('GATEHOUSE_SESSION_KEYS')
  const dpopNonces = secrets('GATEHOUSE_DPOP_NONCES')
  const longSecret = (name: Variable): string | null => {
    const value = text(name)
    if (value !== null && value.length < SECRET_MIN_CHARACTERS)
      report(name, `has less than ${SECRET_MIN_CHARACTERS} characters`, 'make it with `openssl rand -base64 32`')
    return value
  }
  const [kvSecret, scrapeToken] = [longSecret('GATEHOUSE_KV_SECRET'), longSecret('GATEHOUSE_SCRAPE_TOKEN')]
  const keysSoftAgeSeconds = seconds('GATEHOUSE_KEYS_SOFT_AGE_SECONDS', KEYS_SOFT_AGE_SECONDS)
  const keysHardAgeSeconds = seconds('GATEHOUSE_KEYS_HARD_AGE_SECONDS', KEYS_HARD_AGE_SECONDS)
  if (keysSoftAgeSeconds > keysHardAgeSeconds) {
    report(
      'GATEHOUSE_KEYS_SOFT_AGE_SECONDS',
      'is more than GATEHOUSE_KEYS_HARD_AGE_SECONDS',
      'keys are refreshed before they may not be used any more',
    )
  }
  const named = list('GATEHOUSE_ALGORITHMS')
  const algorithms = ALGORITHMS.filter((algorithm) => named.includes(algorithm))
  if (named.some((name) => !ALGORITHMS.some((algorithm) => algorithm === name))) {
    report('GATEHOUSE_ALGORITHMS', 'names an algorithm that is never taken', `list some of ${ALGORITHMS.join(', ')}`)
  }
  const lifetimes = { ...readSessionLifetime(seconds, report), ...readExchangeSettings(variables, seconds, report) }
  const allowedOrigins = list('GATEHOUSE_ALLOWED_ORIGINS')
  for (const origin of allowedOrigins) {
    if (URL.parse(origin)?.origin !== origin || origin.includes('*') || !isSecure(origin)) {
      report(
        'GATEHOUSE_ALLOWED_ORIGINS',
        `has ${origin}, which is no origin`,
        'list origins such as https://app.example.com, without a path (http only on a loopback host)',
      )
    }
  }
  const dpop = DPOP_MODES.find((mode) => mode === (text('GATEHOUSE_DPOP') ?? 'allowed'))
  if (dpop === 'required' && sessionKeys.length > 0)
    report(
      'GATEHOUSE_DPOP',
      'is required, and GATEHOUSE_SESSION_KEYS is set: the tokens of sessions are bound to no key, and none would be let in',
      'set GATEHOUSE_DPOP to allowed, or take GATEHOUSE_SESSION_KEYS away',
    )
  if (dpop === 'off' && dpopNonces.length > 0)
    report(
      'GATEHOUSE_DPOP_NONCES',
      'is set, and GATEHOUSE_DPOP is off: no proof is taken that could hold a nonce',
      'set GATEHOUSE_DPOP to allowed or required, or take GATEHOUSE_DPOP_NONCES away',
    )
  if (dpop === undefined)
    report('GATEHOUSE_DPOP', 'is no way to take bound tokens', `set it to one of ${DPOP_MODES.join(', ')}`)
  const exchangeClient = readExchangeClient(variables, text, report)
  // Refusals of a tenant that is not local are explained only if the operator says so.
  const explain = variables.read('GATEHOUSE_EXPLAIN_REFUSALS') ?? domains.every(isLoopback)
  const explainRefusals = isText(explain) ? FLAGS.get(String(explain).trim()) : undefined
  if (explainRefusals === undefined)
    report(
      'GATEHOUSE_EXPLAIN_REFUSALS',
      'is neither true nor false',
      'leave it out: only refusals of a local tenant are explained',
    )
  if (
    problems.length > 0 ||
    explainRefusals === undefined ||
    dpop === undefined ||
    domain === undefined ||
    audience === undefined
  )
    throw new ConfigurationError(problems)
  return {
    domains: [domain, ...otherDomains],
    audiences: [audience, ...otherAudiences],
    resource,
    algorithms: named.length === 0 ? DEFAULT_ALGORITHMS : algorithms,
    clientId: text('AUTH0_CLIENT_ID'),
    pagesClientId: text('AUTH0_PAGES_CLIENT_ID') ?? text('AUTH0_CLIENT_ID'),
    clientSecret: text('AUTH0_CLIENT_SECRET'),
    exchangeClient,
    callbackUrl,
    sessionKeys,
    claimNamespace: text('AUTH0_CLAIM_NAMESPACE')?.replace(/(?<!\/)\/+$/, '') ?? null,
    dpop,
    dpopNonces,
    allowedOrigins,
    kvSecret,
    scrapeToken,
    logSalt: text('GATEHOUSE_LOG_SALT'),
    explainRefusals,
    keysSoftAgeSeconds,
    keysHardAgeSeconds,
    ...lifetimes,
  }
}
