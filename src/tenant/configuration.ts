// The gateway's configuration: read once from the environment, strictly, into values that need no further check.

/** One domain of the tenant. */
export interface TenantDomain {
  /** What its tokens say in `iss`: the origin with a closing slash. */
  readonly issuer: string
  readonly origin: string
}

/** What the gateway knows of its tenant. */
export interface Configuration {
  /** The tenant's domains; the first is where people log in. */
  readonly domains: readonly [TenantDomain, ...TenantDomain[]]
  readonly audiences: readonly [string, ...string[]]
  readonly clientId: string | null
  /** The application that the documentation and the status page log in with: that of the login routes, unless it is another one. */
  readonly pagesClientId: string | null
  readonly clientSecret: string | null
  readonly callbackUrl: string | null
  /** What the session cookies of login are encrypted with: the first encrypts, all decrypt; none: there is no login. */
  readonly sessionKeys: readonly string[]
  /** Without a closing slash. */
  readonly claimNamespace: string | null
  /** Whether tokens bound to a key of the client (DPoP) are taken, or demanded. */
  readonly dpop: 'off' | 'allowed' | 'required'
  /** Origins whose pages may call the gateway from a browser. */
  readonly allowedOrigins: readonly string[]
  /** What subjects are hashed with in the log; `null`: none is logged. */
  readonly logSalt: string | null
  /** Whether refusals say what was expected and what was found. */
  readonly explainRefusals: boolean
  readonly keysSoftAgeSeconds: number
  readonly keysHardAgeSeconds: number
}

/** One variable that can't be used, why, and how to put it right. */
export interface ConfigurationProblem {
  readonly variable: string
  readonly problem: string
  readonly remedy: string
}

/** Thrown with everything that is wrong at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly ConfigurationProblem[]

  constructor(problems: readonly ConfigurationProblem[]) {
    super(problems.map(({ variable, problem, remedy }) => `${variable} ${problem}: ${remedy}`).join('; '))
    this.problems = problems
  }
}

/** Older keys are served once more and refreshed after the answer: bounds how long a revoked key lives on. */
const KEYS_SOFT_AGE_SECONDS = 600
/** Older keys are never used: bounds what a tenant that can't be reached may have revoked meanwhile. */
const KEYS_HARD_AGE_SECONDS = 86_400

const VARIABLES = [
  'AUTH0_DOMAIN',
  'AUTH0_AUDIENCE',
  'AUTH0_CLIENT_ID',
  'AUTH0_PAGES_CLIENT_ID',
  'AUTH0_CLIENT_SECRET',
  'AUTH0_CALLBACK_URL',
  'AUTH0_CLAIM_NAMESPACE',
  'ALLOWED_ORIGINS',
  'DPOP',
  'EXPLAIN_REFUSALS',
  'LOG_SALT',
  'SESSION_KEYS',
  'KEYS_SOFT_AGE_SECONDS',
  'KEYS_HARD_AGE_SECONDS',
] as const

/** Names that start so are ours: a misspelt one must not leave a rule at its default. */
const OUR_PREFIXES = ['AUTH0_', 'ALLOWED_', 'DPOP', 'EXPLAIN_', 'LOG_', 'SESSION_', 'KEYS'] as const
/** The KV namespace, which is no variable. */
const KEYS_BINDING = 'KEYS'

/** Shorter ones could be guessed: 32 random characters of base64 are 192 bits. */
const SESSION_KEY_MIN_CHARACTERS = 32

const DPOP_MODES = ['off', 'allowed', 'required'] as const

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Reads the configuration.
 *
 * @param environment the Worker's `env`; whatever is not a variable of ours is left alone
 * @throws ConfigurationError with every variable that is missing, malformed or unknown
 */
export function parseConfiguration(environment: object): Configuration {
  const values = new Map(Object.entries(environment))
  const problems: ConfigurationProblem[] = []
  const report = (variable: string, problem: string, remedy: string): void => {
    problems.push({ variable, problem, remedy })
  }
  const text = (name: string): string | null => {
    const value: unknown = values.get(name)
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
  }
  const list = (name: string): string[] =>
    (text(name) ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  const seconds = (name: string, fallback: number): number => {
    const value = Number(values.get(name) ?? fallback)
    if (Number.isSafeInteger(value) && value > 0) return value
    report(name, 'is no whole number of seconds', `leave it out for ${fallback}`)
    return fallback
  }

  for (const name of values.keys()) {
    if (name === KEYS_BINDING || !OUR_PREFIXES.some((prefix) => name.startsWith(prefix))) continue
    if (!VARIABLES.some((known) => known === name)) report(name, 'is unknown', `use one of ${VARIABLES.join(', ')}`)
    else if (name.startsWith('AUTH0_') && typeof values.get(name) !== 'string')
      report(name, 'is no text', 'put its value in quotes')
  }
  const domains = list('AUTH0_DOMAIN').flatMap((domain) => {
    const parsed = parseDomain(domain)
    if (parsed === null)
      report(
        'AUTH0_DOMAIN',
        'is no domain of a tenant',
        'set it as the dashboard shows it, for example example.eu.auth0.com',
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
  const sessionKeys = list('SESSION_KEYS')
  if (sessionKeys.some((key) => key.length < SESSION_KEY_MIN_CHARACTERS)) {
    report(
      'SESSION_KEYS',
      `has a key of less than ${SESSION_KEY_MIN_CHARACTERS} characters`,
      'make each with `openssl rand -base64 32`, and separate them by commas',
    )
  }
  const keysSoftAgeSeconds = seconds('KEYS_SOFT_AGE_SECONDS', KEYS_SOFT_AGE_SECONDS)
  const keysHardAgeSeconds = seconds('KEYS_HARD_AGE_SECONDS', KEYS_HARD_AGE_SECONDS)
  if (keysSoftAgeSeconds > keysHardAgeSeconds) {
    report(
      'KEYS_SOFT_AGE_SECONDS',
      'is more than KEYS_HARD_AGE_SECONDS',
      'keys are refreshed before they may not be used any more',
    )
  }
  const allowedOrigins = list('ALLOWED_ORIGINS')
  for (const origin of allowedOrigins) {
    if (URL.parse(origin)?.origin !== origin || origin.includes('*') || !isSecure(origin)) {
      report(
        'ALLOWED_ORIGINS',
        `has ${origin}, which is no origin`,
        'list origins such as https://app.example.com, without a path (http only on a loopback host)',
      )
    }
  }
  const dpop = DPOP_MODES.find((mode) => mode === (text('DPOP') ?? 'allowed'))
  if (dpop === 'required' && sessionKeys.length > 0)
    report(
      'DPOP',
      'is required, and SESSION_KEYS is set: the tokens of sessions are bound to no key, and none would be let in',
      'set DPOP to allowed, or take SESSION_KEYS away',
    )
  if (dpop === undefined) report('DPOP', 'is no way to take bound tokens', `set it to one of ${DPOP_MODES.join(', ')}`)
  // Of a tenant that others use nobody is told what was found, unless the operator says so.
  const explainRefusals = FLAGS.get(String(values.get('EXPLAIN_REFUSALS') ?? domains.every(isLoopback)).trim())
  if (explainRefusals === undefined)
    report(
      'EXPLAIN_REFUSALS',
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
    clientId: text('AUTH0_CLIENT_ID'),
    pagesClientId: text('AUTH0_PAGES_CLIENT_ID') ?? text('AUTH0_CLIENT_ID'),
    clientSecret: text('AUTH0_CLIENT_SECRET'),
    callbackUrl,
    sessionKeys,
    claimNamespace: text('AUTH0_CLAIM_NAMESPACE')?.replace(/\/+$/, '') ?? null,
    dpop,
    allowedOrigins,
    logSalt: text('LOG_SALT'),
    explainRefusals,
    keysSoftAgeSeconds,
    keysHardAgeSeconds,
  }
}

// A host alone, or an origin; http only where nobody can listen in.
function parseDomain(domain: string): TenantDomain | null {
  const url = URL.parse(/^https?:\/\//.test(domain) ? domain : `https://${domain}`)
  if (
    url === null ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  )
    return null
  const loopback = LOOPBACK_HOSTS.has(url.hostname)
  if (url.protocol === 'http:' && !loopback) return null
  if (!loopback && !url.hostname.includes('.')) return null
  return { issuer: `${url.origin}/`, origin: url.origin }
}

function isLoopback({ origin }: TenantDomain): boolean {
  return LOOPBACK_HOSTS.has(new URL(origin).hostname)
}

/** Whether an address is reached over TLS, or where nobody can listen in. */
export function isSecure(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname)))
}
