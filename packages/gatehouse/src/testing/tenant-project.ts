// A project before a tenant, for tests of `gatehouse tenant`: each run is as a new process, which remembers nothing but its variables.
import type { Auth0Config } from '../config/auth0-config.ts'
import type { LoginDemands } from '../cli/login-demands.ts'
import { type ApplyParts, applyTenant, planTenant, type TenantRun } from '../cli/tenant/apply.ts'
import { desiredTenant } from '../cli/tenant/desired.ts'
import { connectManagement } from '../cli/tenant/management-client.ts'
import type { ExchangeFact } from '../cli/tenant/tenant-facts.ts'
import type { VariablesFile } from '../cli/tenant/variables.ts'
import { type ManagementStandIn, STAND_IN_ORIGIN } from './management-stand-in.ts'

/** The identifier of the API. */
export const AUDIENCE = 'https://api.example.com'
/** The permissions that the contracts describe. */
export const SCOPES = ['read:invoices', 'pay:invoices', 'void:invoices']
/** The settings. */
export const CONFIG: Auth0Config = {
  roles: { clerk: { description: 'Reads invoices', permissions: ['read:invoices'] }, owner: { permissions: 'all' } },
  claims: { plan: 'user.app_metadata.plan' },
}
/** The environments. */
export const PRODUCTION = {
  name: 'production',
  audience: AUDIENCE,
  gatewayUrl: 'https://gw.example.com',
  callbackUrl: null,
}
export const DEVELOPMENT = { ...PRODUCTION, name: 'development', gatewayUrl: 'http://localhost:6060' }

/** The differences of a project. */
export interface Project {
  readonly config?: Auth0Config
  readonly scopes?: readonly string[]
  readonly environments?: readonly (typeof PRODUCTION)[]
  readonly prune?: boolean
  readonly logins?: LoginDemands
  readonly exchanges?: readonly ExchangeFact[]
}

/** A file of variables in memory. */
class MemoryFile implements VariablesFile {
  readonly source = '.dev.vars'
  readonly secrets = []
  readonly secretsFault = null
  readonly isUndeployed = false
  variables: Record<string, string> = {}

  async write(variables: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): Promise<void> {
    await Promise.resolve()
    this.variables = { ...this.variables, ...variables, ...secrets }
  }
}

/** A project before a tenant: each run is a new process, that remembers nothing but the file. */
export function projectBefore(tenant: ManagementStandIn, file = new MemoryFile()) {
  const printed: string[] = []
  const pauses: number[] = []
  const runOf = ({
    config = CONFIG,
    scopes = SCOPES,
    environments = [DEVELOPMENT, PRODUCTION],
    prune = false,
    logins = { withLogin: false, withSecondFactor: false },
    exchanges = [],
  }: Project): TenantRun => ({
    origin: STAND_IN_ORIGIN,
    environment: 'development',
    desired: desiredTenant({
      project: 'shop-api',
      title: 'Shop API',
      config,
      scopes: scopes.map((name) => ({ name, description: `May ${name}`, operations: [] })),
      audience: AUDIENCE,
      claimNamespace: 'https://example.com',
      environments,
      hasResource: true,
      logins,
      exchanges,
    }),
    known: {
      clientId: file.variables['AUTH0_CLIENT_ID'] ?? null,
      pagesClientId: file.variables['AUTH0_PAGES_CLIENT_ID'] ?? null,
      exchangeClientId: file.variables['AUTH0_EXCHANGE_CLIENT_ID'] ?? null,
    },
    values: {
      domain: 'tenant.example.com',
      audience: AUDIENCE,
      callbackUrl: 'http://localhost:6060/auth/callback',
      claimNamespace: 'https://example.com',
      withLogin: config.login !== false,
      withExchange: exchanges.length + (config.exchanges?.length ?? 0) > 0,
    },
    file,
    prune,
  })
  const partsOf = async () => ({
    management: await connectManagement({
      origin: STAND_IN_ORIGIN,
      token: 'a.b.c',
      fetch: tenant.fetch,
      now: Date.now,
      sleep: async (millis) => void pauses.push(millis),
    }),
    print: (text: string) => void printed.push(text),
    sleep: async (millis: number) => void pauses.push(millis),
    eventToken: 'event-stream-secret',
    yes: true,
    confirm: null,
  })
  const callsOf = async <Result>(use: () => Promise<Result>) => {
    const before = tenant.calls.length
    const result = await use()
    return { ...result, calls: tenant.calls.slice(before) }
  }
  return {
    file,
    printed,
    pauses,
    plan: (project: Project = {}) => callsOf(async () => planTenant(runOf(project), await partsOf())),
    apply: (project: Project = {}) => callsOf(async () => applyTenant(runOf(project), await partsOf())),
    applyWith: async (more: Partial<ApplyParts>) => applyTenant(runOf({}), { ...(await partsOf()), ...more }),
  }
}

/** The calls without the ids, which differ from run to run. */
export function withoutIds(calls: readonly string[]): string[] {
  return calls.map((call) =>
    call.replace(/(clients|roles|actions\/actions|client-grants|event-streams)\/[\w-]{12,}/, '$1/ID'),
  )
}

/** What a run reads of an empty tenant. */
export const READS = [
  `GET resource-servers/${AUDIENCE}`,
  'GET clients',
  'GET client-grants',
  'GET actions/actions',
  'GET actions/triggers/post-login/bindings',
  'GET tenants/settings',
  'GET event-streams',
  'GET roles',
]
/** The calls that make everything. */
export const CREATIONS = [
  'POST resource-servers',
  'POST clients',
  'POST clients',
  'POST clients',
  'POST client-grants',
  'POST roles',
  'POST roles/ID/permissions',
  'POST roles',
  'POST roles/ID/permissions',
  'POST actions/actions',
  'GET actions/actions/ID',
  'POST actions/actions/ID/deploy',
  'PATCH actions/triggers/post-login/bindings',
  'PATCH clients/ID',
  'PATCH tenants/settings',
  // The secret of the new application for login.
  'GET clients/ID',
]
