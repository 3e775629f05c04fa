// Every check of the doctor, in the order in which things depend on each other.
import type { Service } from '../../gateway/handler.ts'
import { type Configuration, ConfigurationError, parseConfiguration } from '../../tenant/configuration.ts'
import { type ApplicationParts, checkApplication } from './application.ts'
import { readVariables } from '../../tenant/variables.ts'
import { bad, type Finding, good, warning } from './finding.ts'
import { checkLoginClaims } from './login-claims.ts'
import { checkOrigins, renamedVariable } from './origins.ts'
import { checkTokenExchange } from './token-exchange.ts'
import { checkTenant, type DoctorDependencies } from './tenant.ts'

/** The inputs besides the project itself. */
export interface DoctorInput extends ApplicationParts {
  /** The gateway's variables and secrets. */
  readonly variables: object
  /** Names of secrets that the gateway has already, whose values are not at hand. */
  readonly knownSecrets?: readonly string[]
  /** Their source, for messages: `.dev.vars`. */
  readonly source: string
  /** The services of the project. */
  readonly services: readonly Service[]
  /** Whether a route requires a recent login or a second factor. */
  readonly withLoginClaims?: boolean
}

const KV_SECRET = 'GATEHOUSE_KV_SECRET'

/** Checks configuration and tenant. */
export async function diagnose(input: DoctorInput, dependencies: DoctorDependencies): Promise<Finding[]> {
  const { variables, source, services } = input
  const origins = checkOrigins(services, variables, source, input.knownSecrets)
  const renamed = readVariables(variables).formerNames.map((name) => renamedVariable(name, source))
  try {
    const configuration = parseConfiguration(variables)
    const { domains } = configuration
    const names = domains.map(({ issuer }) => issuer.replace(/\/$/, '')).join(', ')
    const tenants = await Promise.all(
      domains.map((domain) => checkTenant(domain, configuration.algorithms, dependencies)),
    )
    const isReached = !(tenants[0] ?? []).some(({ check, state }) => check === 'discovery' && state === 'bad')
    return [
      good('configuration', `${source} names the tenant ${names}`),
      ...renamed,
      ...checkKvSecret(configuration, input),
      ...checkResource(configuration, input),
      ...checkLoginClaims(configuration, input.withLoginClaims === true),
      ...checkTokenExchange(configuration, services, input.knownSecrets ?? []),
      ...origins,
      ...tenants.flat(),
      ...(isReached ? await checkApplication(configuration, input, dependencies) : []),
    ]
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const problems = error.problems.map(({ variable, problem, remedy }) =>
      bad('configuration', `${variable} ${problem}`, `in ${source}: ${remedy}`),
    )
    return [...problems, ...renamed, ...origins]
  }
}

function checkKvSecret({ kvSecret }: Configuration, { knownSecrets = [], source }: DoctorInput): Finding[] {
  if (kvSecret !== null || knownSecrets.includes(KV_SECRET)) return []
  const detail = `${KV_SECRET} is not in ${source}: without it whoever may write KV can plant a key and sign in as anybody`
  const remedy =
    'npm run deploy asks for it and makes one; in development set it to the output of `openssl rand -base64 32`'
  return [warning('kv', detail, remedy)]
}

// At Auth0 the parameter `resource` names an API, and the token that comes of it has that for its audience.
function checkResource({ resource, audiences, domains }: Configuration, { source }: DoctorInput): Finding[] {
  if (resource === null || audiences.includes(resource) || domains[0].discoveryUrl !== null) return []
  const detail = `${resource} is the resource that clients are told to ask for, and its tokens are refused: it is no audience`
  return [
    warning('resource', detail, `in ${source}: add it to AUTH0_AUDIENCE, or set GATEHOUSE_RESOURCE to what is there`),
  ]
}
