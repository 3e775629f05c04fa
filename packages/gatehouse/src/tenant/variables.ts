// Defines the names of the gateway's variables. Our names start with AUTH0_ or GATEHOUSE_, so that a variable or a binding of another
// tool is not mistaken for one.

const PREFIX = 'GATEHOUSE_'
/** The URL of one service in another technology; the gateway knows the names of the services. */
export const ORIGIN_PREFIX = `${PREFIX}ORIGIN_`

/** The names of the variables. */
export const VARIABLES = [
  'AUTH0_DOMAIN',
  'AUTH0_AUDIENCE',
  'AUTH0_CLIENT_ID',
  'AUTH0_PAGES_CLIENT_ID',
  'AUTH0_CLIENT_SECRET',
  'AUTH0_CALLBACK_URL',
  'AUTH0_CLAIM_NAMESPACE',
  'AUTH0_EVENT_STREAM_TOKEN',
  'AUTH0_EXCHANGE_CLIENT_ID',
  'AUTH0_EXCHANGE_CLIENT_SECRET',
  'AUTH0_EXCHANGES_PER_SECOND',
  'GATEHOUSE_ALGORITHMS',
  'GATEHOUSE_ALLOWED_ORIGINS',
  'GATEHOUSE_DPOP',
  'GATEHOUSE_DPOP_NONCES',
  'GATEHOUSE_EXCHANGE_STORE',
  'GATEHOUSE_EXPLAIN_REFUSALS',
  'GATEHOUSE_KV_SECRET',
  'GATEHOUSE_LOG_SALT',
  'GATEHOUSE_RESOURCE',
  'GATEHOUSE_SCRAPE_TOKEN',
  'GATEHOUSE_SESSION_KEYS',
  'GATEHOUSE_KEYS_SOFT_AGE_SECONDS',
  'GATEHOUSE_KEYS_HARD_AGE_SECONDS',
  'GATEHOUSE_VERSION_AFFINITY',
  'GATEHOUSE_SESSION_IDLE_SECONDS',
  'GATEHOUSE_SESSION_MAX_SECONDS',
  'GATEHOUSE_SYNC_SECONDS',
  'GATEHOUSE_TOKEN_MAX_SECONDS',
] as const

/** The name of a variable of ours. */
export type Variable = (typeof VARIABLES)[number]

/** The variables whose value is a text: a value of another type must not count as absent. */
export const TEXT_VARIABLES = [
  'AUTH0_DOMAIN',
  'AUTH0_AUDIENCE',
  'AUTH0_CLIENT_ID',
  'AUTH0_PAGES_CLIENT_ID',
  'AUTH0_CLIENT_SECRET',
  'AUTH0_CALLBACK_URL',
  'AUTH0_CLAIM_NAMESPACE',
  'AUTH0_EVENT_STREAM_TOKEN',
  'AUTH0_EXCHANGE_CLIENT_ID',
  'AUTH0_EXCHANGE_CLIENT_SECRET',
  'GATEHOUSE_ALGORITHMS',
  'GATEHOUSE_ALLOWED_ORIGINS',
  'GATEHOUSE_DPOP',
  'GATEHOUSE_DPOP_NONCES',
  'GATEHOUSE_EXCHANGE_STORE',
  'GATEHOUSE_KV_SECRET',
  'GATEHOUSE_LOG_SALT',
  'GATEHOUSE_RESOURCE',
  'GATEHOUSE_SCRAPE_TOKEN',
  'GATEHOUSE_SESSION_KEYS',
] as const satisfies readonly Variable[]

/** Names without the prefix, which version 0.1 read. The next version no longer reads them. */
export const FORMERLY_BARE: readonly Variable[] = [
  'GATEHOUSE_ALLOWED_ORIGINS',
  'GATEHOUSE_DPOP',
  'GATEHOUSE_EXPLAIN_REFUSALS',
  'GATEHOUSE_LOG_SALT',
  'GATEHOUSE_SESSION_KEYS',
  'GATEHOUSE_KEYS_SOFT_AGE_SECONDS',
  'GATEHOUSE_KEYS_HARD_AGE_SECONDS',
  'GATEHOUSE_VERSION_AFFINITY',
]

/** A variable that is still read under a former name. */
export interface FormerName {
  readonly variable: string
  readonly replacement: string
}

/** A variable whose name or value is invalid, the reason, and the remedy. */
export interface ConfigurationProblem {
  readonly variable: string
  readonly problem: string
  readonly remedy: string
}

/** Our variables in an environment. */
export interface Variables {
  /** The value of a variable, under its current or its former name; `undefined` without one. */
  read(name: Variable): unknown
  /** The name that the variable has in the environment: the former name, if it is there under that name only. */
  nameInUse(name: Variable): string
  /** Unknown names that start like ours: a misspelt name must not leave a setting at its default. */
  readonly unknown: readonly ConfigurationProblem[]
  readonly formerNames: readonly FormerName[]
}

/** Finds our variables in an environment. @param environment the Worker's `env`; other entries are ignored */
export function readVariables(environment: object): Variables {
  const values = new Map<string, unknown>(Object.entries(environment))
  const former = FORMERLY_BARE.filter((name) => isText(values.get(formerNameOf(name))))
  const nameInUse = (name: Variable): string => (!values.has(name) && former.includes(name) ? formerNameOf(name) : name)
  return {
    read: (name) => values.get(nameInUse(name)),
    nameInUse,
    unknown: [...values]
      .filter(([name, value]) => isUnknown(name, value))
      .map(([variable]) => unknownVariable(variable)),
    formerNames: former.map((name) => ({ variable: formerNameOf(name), replacement: name })),
  }
}

/** The name that a variable had in version 0.1. */
export function formerNameOf(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name
}

/** Returns whether a value of an environment is that of a variable and not of a binding. */
export function isText(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

// The name of a binding follows from its service, which may be called `auth0-logs`.
function isUnknown(name: string, value: unknown): boolean {
  if (name.startsWith(ORIGIN_PREFIX) || !(name.startsWith('AUTH0_') || name.startsWith(PREFIX))) return false
  return isText(value) && !VARIABLES.some((known) => known === name)
}

function unknownVariable(variable: string): ConfigurationProblem {
  return { variable, problem: 'is unknown', remedy: `use one of ${VARIABLES.join(', ')}` }
}
