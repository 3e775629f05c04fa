// Reads what the project says of a tenant: its contracts, its settings, and the variables of its environments.
import { readFileSync } from 'node:fs'
import { GENERATED } from '../../contracts/compile.ts'
import { readTable } from '../../project/compiled.ts'
import { readConfig, readEnvironments } from '../../project/config-files.ts'
import { readProjectSettings } from '../../project/project-settings.ts'
import { readConfigView } from '../../project/worker-config.ts'
import { GATEWAY } from '../../project/workers.ts'
import { isLoopbackAddress, parseDomain } from '../../tenant/tenant-domain.ts'
import { compile } from '../contracts.ts'
import { environmentOf } from '../deploy/environments.ts'
import { gatewayUrlFrom, gatewayUrlOf } from '../deploy/gateway-url.ts'
import { loginDemandsOf } from '../login-demands.ts'
import { planOf } from '../plan/plan.ts'
import type { TenantRun } from './apply.ts'
import { desiredTenant } from './desired.ts'
import type { TenantEnvironment } from './tenant-facts.ts'
import { TenantError } from './failures.ts'
import type { VariablesFile } from './variables.ts'
import { developmentVariables, environmentVariables, textVariables } from './variables-file.ts'

/** The name of the environment of .dev.vars. */
const DEVELOPMENT = 'development'

/** The options that both commands have. */
export interface TenantOptions {
  readonly env?: string
  readonly domain?: string
  readonly audience?: string
  readonly url?: string
  readonly prune?: boolean
}

/** Reads what a run is about. @throws CommandError for what is missing or unknown */
export async function readTenantRun({ env, domain, audience, url, prune = false }: TenantOptions): Promise<TenantRun> {
  await compile()
  const settings = await readProjectSettings()
  const environment = env === undefined || env === DEVELOPMENT ? DEVELOPMENT : environmentOf(env)
  const file = environment === DEVELOPMENT ? developmentVariables() : await environmentVariables(environment)
  const { variables } = file
  const origin = originOf(domain ?? firstOf(variables['AUTH0_DOMAIN']), file)
  const identifier = audience ?? firstOf(variables['AUTH0_AUDIENCE'])
  if (identifier === undefined)
    throw new TenantError('wrong', `AUTH0_AUDIENCE is not in ${file.source}: set it, or name the API with --audience`)
  const gatewayUrls = {
    ...settings.auth0.gatewayUrls,
    ...(url !== undefined && { [environment]: gatewayUrlFrom(url) }),
  }
  const environments = readTenantEnvironments({
    environment,
    file,
    origin,
    audience: identifier,
    port: settings.ports.gateway,
    gatewayUrls,
  })
  const gatewayUrl = environments[0]?.gatewayUrl ?? null
  if (gatewayUrl === null)
    throw new TenantError(
      'wrong',
      `the address of the gateway in ${environment} is not known: give it with --url, as auth0.gatewayUrls.${environment} in gatehouse.config.ts, or as a route of wrangler.toml`,
    )
  const claimNamespace = namespaceOf(variables) ?? namespaceOf(developmentVariables().variables)
  const permissions = JSON.parse(readFileSync(`${GENERATED}/permissions.json`, 'utf8')) as Record<string, string>
  const { routes, services } = await readTable()
  const desired = desiredTenant({
    project: settings.name,
    title: settings.title,
    config: settings.auth0,
    scopes: planOf(identifier, permissions, routes, settings.title).scopes,
    audience: identifier,
    claimNamespace,
    environments,
    hasResource: Boolean(variables['GATEHOUSE_RESOURCE']),
    logins: loginDemandsOf(routes.map(({ access }) => access)),
    exchanges: services.flatMap(({ exchange, ...service }) =>
      exchange === undefined ? [] : [{ ...exchange, isWorker: 'binding' in service }],
    ),
  })
  return {
    origin,
    environment,
    desired,
    known: {
      clientId: variables['AUTH0_CLIENT_ID'] || null,
      pagesClientId: variables['AUTH0_PAGES_CLIENT_ID'] || null,
      exchangeClientId: variables['AUTH0_EXCHANGE_CLIENT_ID'] || null,
    },
    values: {
      domain: domainValue(firstOf(variables['AUTH0_DOMAIN']), origin),
      audience: identifier,
      callbackUrl: `${gatewayUrl}/auth/callback`,
      claimNamespace,
      withLogin: desired.applications.some(({ purpose }) => purpose === 'login'),
      withExchange: desired.exchanges.length > 0,
    },
    file,
    prune,
  }
}

function firstOf(list: string | undefined): string | undefined {
  return list?.split(',')[0]?.trim() || undefined
}

function namespaceOf(variables: Readonly<Record<string, string>>): string | null {
  return variables['AUTH0_CLAIM_NAMESPACE']?.replace(/\/+$/, '') || null
}

function originOf(domain: string | undefined, { source }: VariablesFile): string {
  if (domain === undefined)
    throw new TenantError('wrong', `AUTH0_DOMAIN is not in ${source}: set it, or name the tenant with --domain`)
  const parsed = parseDomain(domain)
  if (parsed === null || parsed.discoveryUrl !== null)
    throw new TenantError('wrong', `${domain} is no domain of a tenant of Auth0: name one such as example.eu.auth0.com`)
  return parsed.origin
}

// The variable may name a custom domain, while the Management API is at the tenant's own. Only the local tenant's is replaced.
function domainValue(current: string | undefined, origin: string): string {
  if (current !== undefined && !isLoopbackAddress(current)) return current
  return origin.replace(/^https:\/\//, '')
}

interface EnvironmentParts {
  readonly environment: string
  readonly file: VariablesFile
  readonly origin: string
  readonly audience: string
  /** Of the gateway in development. */
  readonly port: number
  readonly gatewayUrls: Readonly<Record<string, string>>
}

// The chosen one first, and then those whose variables name the same tenant.
function readTenantEnvironments(parts: EnvironmentParts): TenantEnvironment[] {
  const { environment, file, origin, audience, port, gatewayUrls } = parts
  const names = [DEVELOPMENT, ...readEnvironments()].filter((name) => name !== environment)
  const localUrl = gatewayUrls[DEVELOPMENT] ?? `http://localhost:${port}`
  const describe = (name: string, variables: Readonly<Record<string, string>>, audience: string): TenantEnvironment => {
    const gatewayUrl =
      name === DEVELOPMENT
        ? localUrl
        : (gatewayUrls[name] ?? gatewayUrlOf(readConfigView(readConfig(GATEWAY, { environment: name })), null))
    const callbackUrl = variables['AUTH0_CALLBACK_URL'] || null
    return { name, audience, gatewayUrl, callbackUrl }
  }
  const tenants = [origin, firstOf(file.variables['AUTH0_DOMAIN'])].flatMap(
    (domain) => parseDomain(domain ?? '')?.origin ?? [],
  )
  const others = names.flatMap((name) => {
    const variables =
      name === DEVELOPMENT
        ? developmentVariables().variables
        : textVariables(readConfigView(readConfig(GATEWAY, { environment: name })).vars)
    const domain = parseDomain(firstOf(variables['AUTH0_DOMAIN']) ?? '')
    const identifier = firstOf(variables['AUTH0_AUDIENCE'])
    if (domain === null || identifier === undefined || !tenants.includes(domain.origin)) return []
    return [describe(name, variables, identifier)]
  })
  return [describe(environment, file.variables, audience), ...others]
}
