// Determines the applications that a tenant must have: for the pages, for the login routes, and for a machine.
import { APPLICATION_MARK, markOf, originsMark, ORIGINS_MARK, type Purpose } from './ownership.ts'
import type { Auth0Config } from '../../config/auth0-config.ts'
import type { ExchangeRule } from '../../http/exchange-rule.ts'
import { isLoopbackAddress } from '../../tenant/tenant-domain.ts'
import type { TenantEnvironment, TenantFacts } from './tenant-facts.ts'

/** The lists of addresses and grants of an application. */
export const APPLICATION_LISTS = [
  'callbacks',
  'allowed_logout_urls',
  'web_origins',
  'allowed_origins',
  'grant_types',
] as const

/** The settings of refresh tokens that are ours. */
export interface DesiredRefreshTokens {
  readonly rotation_type: 'rotating'
  readonly expiration_type: 'expiring'
  readonly leeway: number
  readonly token_lifetime: number
  readonly idle_token_lifetime: number
}

/** An application that must be there. */
export interface DesiredApplication {
  readonly purpose: Purpose
  readonly name: string
  readonly app_type: 'spa' | 'regular_web' | 'non_interactive' | 'resource_server'
  readonly token_endpoint_auth_method: 'none' | 'client_secret_post'
  readonly lists: Readonly<Record<(typeof APPLICATION_LISTS)[number], readonly string[]>>
  readonly refresh_token: DesiredRefreshTokens | null
  /** Whether nobody is asked at a login with a callback on this machine. `false` leaves it as it is. */
  readonly skipsLocalConfirmation: boolean
  readonly metadata: Readonly<Record<string, string>>
  /** The API whose tokens it exchanges; `null` for any other application. */
  readonly linkedApi: string | null
}

const DAY_SECONDS = 86_400
const REFRESH_DEFAULTS = { overlapSeconds: 30, lifetimeSeconds: 30 * DAY_SECONDS, idleSeconds: 15 * DAY_SECONDS }

/** Determines them, in the order in which they are made. */
export function desiredApplications(facts: TenantFacts): DesiredApplication[] {
  const { title, config } = facts
  const { name = title, machine = true, login = true } = config
  return [
    pagesApplication(facts, name),
    ...(login ? [loginApplication(facts, name)] : []),
    ...(machine === false ? [] : [machineApplication(facts, name)]),
    ...(exchangesOf(facts).length > 0 ? [exchangeApplication(facts, name)] : []),
  ]
}

/** What services get tokens for, each audience once: by their rows, and by `auth0.exchanges`. */
export function exchangesOf({ exchanges, config }: TenantFacts): ExchangeRule[] {
  const all = [...exchanges, ...(config.exchanges ?? [])]
  return [...Map.groupBy(all, ({ audience }) => audience)].map(([audience, rules]) => ({
    audience,
    scopes: [...new Set(rules.flatMap(({ scopes }) => scopes))],
  }))
}

function pagesApplication({ project, environments, config }: TenantFacts, name: string): DesiredApplication {
  const origins = originsOf(environments)
  return {
    ...withPurpose(project, 'pages', `${name} (pages)`, origins),
    app_type: 'spa',
    token_endpoint_auth_method: 'none',
    lists: {
      callbacks: origins.map((origin) => `${origin}/docs/oauth2-redirect`),
      allowed_logout_urls: origins.flatMap((origin) => [`${origin}/docs`, `${origin}/status`]),
      web_origins: origins,
      allowed_origins: origins,
      grant_types: ['authorization_code'],
    },
    refresh_token: null,
    skipsLocalConfirmation: skipsConfirmation(config, origins),
  }
}

function loginApplication({ project, environments, config }: TenantFacts, name: string): DesiredApplication {
  const origins = originsOf(environments)
  const { overlapSeconds, lifetimeSeconds, idleSeconds } = { ...REFRESH_DEFAULTS, ...config.refreshTokens }
  const others = environments.flatMap(({ callbackUrl }) => callbackUrl ?? [])
  return {
    ...withPurpose(project, 'login', `${name} (login)`, origins),
    app_type: 'regular_web',
    token_endpoint_auth_method: 'client_secret_post',
    lists: {
      callbacks: [...new Set([...origins.map((origin) => `${origin}/auth/callback`), ...others])],
      allowed_logout_urls: origins.map((origin) => `${origin}/`),
      web_origins: [],
      allowed_origins: [],
      grant_types: ['authorization_code', 'refresh_token'],
    },
    refresh_token: {
      rotation_type: 'rotating',
      expiration_type: 'expiring',
      leeway: overlapSeconds,
      token_lifetime: lifetimeSeconds,
      idle_token_lifetime: idleSeconds,
    },
    skipsLocalConfirmation: skipsConfirmation(config, origins),
  }
}

function machineApplication({ project }: TenantFacts, name: string): DesiredApplication {
  return {
    ...withPurpose(project, 'machine', `${name} (machine)`, []),
    app_type: 'non_interactive',
    token_endpoint_auth_method: 'client_secret_post',
    lists: {
      callbacks: [],
      allowed_logout_urls: [],
      web_origins: [],
      allowed_origins: [],
      grant_types: ['client_credentials'],
    },
    refresh_token: null,
    skipsLocalConfirmation: false,
  }
}

// A Custom API Client: only such a one may exchange tokens of its API (Auth0, On-Behalf-Of Token Exchange).
function exchangeApplication({ project, audience }: TenantFacts, name: string): DesiredApplication {
  return {
    ...withPurpose(project, 'exchange', `${name} (exchange)`, []),
    app_type: 'resource_server',
    token_endpoint_auth_method: 'client_secret_post',
    lists: { callbacks: [], allowed_logout_urls: [], web_origins: [], allowed_origins: [], grant_types: [] },
    refresh_token: null,
    skipsLocalConfirmation: false,
    linkedApi: audience,
  }
}

function withPurpose(project: string, purpose: Purpose, name: string, origins: readonly string[]) {
  const metadata = {
    [APPLICATION_MARK]: markOf(project, purpose),
    ...(origins.length > 0 && { [ORIGINS_MARK]: originsMark(origins) }),
  }
  return { purpose, name, metadata, linkedApi: null }
}

// Another program of the machine could listen at the callback. That matters little where nothing but development uses the applications.
function skipsConfirmation({ confirmLocalLogins }: Auth0Config, origins: readonly string[]): boolean {
  return !(confirmLocalLogins ?? !origins.every(isLoopbackAddress))
}

function originsOf(environments: readonly TenantEnvironment[]): string[] {
  return [...new Set(environments.flatMap(({ gatewayUrl }) => gatewayUrl ?? []))]
}
