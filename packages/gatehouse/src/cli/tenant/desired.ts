// Determines what a tenant must have for the project: from its contracts, its settings and its variables. Pure.
import type { Auth0Config } from '../../config/auth0-config.ts'
import type { ExchangeRule } from '../../http/exchange-rule.ts'
import { suggestionFor } from '../../contracts/places.ts'
import { CommandError } from '../command-error.ts'
import type { PlannedScope } from '../plan/plan.ts'
import { claimsAction } from './claims-action.ts'
import { stepUpAction } from './step-up-action.ts'
import { type DesiredApplication, desiredApplications, exchangesOf } from './desired-applications.ts'
import { markedDescription, markedName } from './ownership.ts'
import type { TenantEnvironment, TenantFacts } from './tenant-facts.ts'

/** A role that must be there. */
export interface DesiredRole {
  readonly name: string
  /** With the mark. */
  readonly description: string
  readonly permissions: readonly string[]
}

/** An Action that must be there. */
export interface DesiredAction {
  readonly name: string
  readonly code: string
}

/** What a tenant must have. */
export interface Desired {
  readonly project: string
  readonly api: {
    readonly identifier: string
    readonly name: string
    readonly scopes: readonly { readonly value: string; readonly description: string }[]
    readonly signing_alg: 'RS256' | 'PS256'
    readonly token_dialect: 'access_token_authz' | 'rfc9068_profile_authz'
    readonly token_lifetime: number | null
  }
  readonly applications: readonly DesiredApplication[]
  /** The scopes of the machine's grant; `null` without such an application. */
  readonly machineScopes: readonly string[] | null
  /** What services get tokens for, each audience once. */
  readonly exchanges: readonly ExchangeRule[]
  readonly roles: readonly DesiredRole[]
  /** In their order in the flow after a login. */
  readonly actions: readonly DesiredAction[]
  /** The address that is told of logouts; `null` for none. */
  readonly backchannelLogoutUrl: string | null
  readonly eventStream: { readonly name: string; readonly url: string; readonly types: readonly string[] } | null
  readonly withResourceParameter: boolean
}

/** What ends or changes what a person may do. */
const EVENT_TYPES = [
  'user.updated',
  'user.deleted',
  'organization.deleted',
  'organization.member.deleted',
  'organization.member.role.deleted',
  'group.member.deleted',
]

/** Determines it. @throws CommandError for a permission that no contract has */
export function desiredTenant(facts: TenantFacts): Desired {
  const { project, title, config, scopes, audience, environments, claimNamespace } = facts
  const { name = title, tokens = {}, machine = true, login = true, events } = config
  refuseUnknownPermissions(config, scopes)
  const all = scopes.map((scope) => scope.name)
  const chosen = (permissions: 'all' | readonly string[]): readonly string[] =>
    permissions === 'all' ? all : permissions
  return {
    project,
    api: {
      identifier: audience,
      name,
      scopes: scopes.map((scope) => ({ value: scope.name, description: scope.description })),
      signing_alg: tokens.algorithm ?? 'RS256',
      token_dialect: tokens.profile === 'rfc9068' ? 'rfc9068_profile_authz' : 'access_token_authz',
      token_lifetime: tokens.lifetimeSeconds ?? null,
    },
    applications: desiredApplications(facts),
    machineScopes: machine === false ? null : chosen(machine === true ? 'all' : machine.permissions),
    exchanges: exchangesOf(facts),
    roles: Object.entries(config.roles ?? {}).map(([role, { description = '', permissions }]) => ({
      name: role,
      description: markedDescription(project, description),
      permissions: chosen(permissions),
    })),
    actions: claimNamespace === null ? refuseLogins(facts) : desiredActions(facts, claimNamespace),
    backchannelLogoutUrl:
      login && config.backchannelLogout !== false ? addressAt(environments, '/auth/backchannel-logout') : null,
    eventStream:
      events === undefined
        ? null
        : {
            name: markedName(project, 'events'),
            url: events.url ?? eventsUrl(environments),
            types: events.types ?? EVENT_TYPES,
          },
    withResourceParameter: config.resourceParameter ?? facts.hasResource,
  }
}

// The challenge of the second factor comes first: an Action sees only what was done before it began.
function desiredActions(facts: TenantFacts, namespace: string): DesiredAction[] {
  const { project, config, logins } = facts
  const audiences = audiencesOf(facts)
  const claims = Object.entries(config.claims ?? {}).map(([claim, source]) => ({
    claim: claim.includes(':') ? claim : `${namespace}/${claim}`,
    source,
  }))
  const all = [{ claim: `${namespace}/email`, source: 'user.email' } as const, ...claims]
  const code = claimsAction({ project, audiences, claims: all, loginPrefix: logins.withLogin ? namespace : null })
  const adding = { name: markedName(project, 'claims'), code }
  if (!logins.withSecondFactor) return [adding]
  return [{ name: markedName(project, 'step-up'), code: stepUpAction(project, audiences) }, adding]
}

// The policies of a Worker with tokens of its own read the claims too.
function audiencesOf({ audience, environments, exchanges }: TenantFacts): string[] {
  const own = [audience, ...environments.map((environment) => environment.audience)]
  const ofWorkers = exchanges.filter(({ isWorker }) => isWorker).map((exchange) => exchange.audience)
  return [...new Set([...own, ...ofWorkers])].toSorted()
}

function refuseLogins({ logins }: TenantFacts): DesiredAction[] {
  if (!logins.withLogin) return []
  throw new CommandError(
    'a route has recentLogin or mfa, and AUTH0_CLAIM_NAMESPACE is not set: Auth0 lets no Action add auth_time, amr and acr without a prefix',
  )
}

function eventsUrl(environments: readonly TenantEnvironment[]): string {
  const url = addressAt(environments, '/auth/events')
  if (url !== null) return url
  throw new CommandError(
    'gatehouse.config.ts: auth0.events needs an https address of the gateway: give wrangler.toml a route with a custom domain, or set auth0.gatewayUrls or auth0.events.url',
  )
}

// Auth0 calls one address, and only over https.
function addressAt(environments: readonly TenantEnvironment[], path: string): string | null {
  const origin = environments.map(({ gatewayUrl }) => gatewayUrl).find((url) => url?.startsWith('https:') === true)
  return origin === undefined || origin === null ? null : origin + path
}

function refuseUnknownPermissions({ machine, roles = {} }: Auth0Config, scopes: readonly PlannedScope[]): void {
  const known = scopes.map(({ name }) => name)
  const named = [
    ...(typeof machine === 'object' ? [['auth0.machine.permissions', machine.permissions] as const] : []),
    ...Object.entries(roles).map(
      ([role, { permissions }]) => [`auth0.roles.${role}.permissions`, permissions] as const,
    ),
  ]
  const problems = named.flatMap(([path, permissions]) =>
    (permissions === 'all' ? [] : permissions)
      .filter((name) => !known.includes(name))
      .map((name) => `gatehouse.config.ts: ${path} has ${name}, which is in no contract${suggestionFor(name, known)}`),
  )
  if (problems.length > 0) throw new CommandError(problems.join('\n'))
}
