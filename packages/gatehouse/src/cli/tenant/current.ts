// Reads what a tenant has of what the project must have: every list to its last page, and secrets only of the application whose secret is ours.
import type { Management, ManagementClient } from 'auth0'
import type { Desired } from './desired.ts'
import { isGone, isUnavailable, isUnreadable } from './failures.ts'
import { isMarkedRole, markedName } from './ownership.ts'

/** A role with its permissions of every API. */
export interface CurrentRole {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly permissions: readonly { readonly audience: string; readonly name: string }[]
}

/** The API of a service that gets tokens by an exchange. */
export interface CurrentTarget {
  readonly audience: string
  /** `null` when the tenant does not have it. */
  readonly api: Management.ResourceServer | null
  readonly grants: readonly Management.ClientGrantResponseContent[]
}

/** What a tenant has. */
export interface Current {
  readonly api: Management.ResourceServer | null
  /** Every application, without its secret. */
  readonly clients: readonly Management.Client[]
  /** The grants for the API. */
  readonly grants: readonly Management.ClientGrantResponseContent[]
  /** The APIs of the services that get tokens by an exchange. */
  readonly targets: readonly CurrentTarget[]
  /** Those that are ours, or have the name of one that must be there. */
  readonly roles: readonly CurrentRole[]
  /** Ours. */
  readonly actions: readonly Management.Action[]
  /** The flow after a login. */
  readonly bindings: readonly Management.ActionBinding[]
  /** `null` where nothing asks for it. */
  readonly resourceParameterProfile: string | null
  readonly eventStream: Management.EventStreamWebhookResponseContent | null
}

const PAGE = { per_page: 100, include_totals: true } as const
/** Everything but the secret. */
const CLIENT_FIELDS = [
  'client_id',
  'name',
  'app_type',
  'token_endpoint_auth_method',
  'oidc_conformant',
  'skip_non_verifiable_callback_uri_confirmation_prompt',
  'callbacks',
  'allowed_logout_urls',
  'web_origins',
  'allowed_origins',
  'grant_types',
  'refresh_token',
  'client_metadata',
  'oidc_logout',
  'resource_server_identifier',
  'token_exchange',
].join(',')

/** Reads it. @throws what the package `auth0` throws */
export async function readCurrent(management: ManagementClient, desired: Desired): Promise<Current> {
  const { project, api, withResourceParameter } = desired
  const found = await findApi(management, api.identifier)
  const clients = await every(management.clients.list({ ...PAGE, fields: CLIENT_FIELDS, include_fields: true }))
  const grants = await every(management.clientGrants.list({ audience: api.identifier, take: 100 }))
  const actions = await every(management.actions.list({ triggerId: 'post-login', per_page: 100 }))
  const ours = [markedName(project, 'step-up'), markedName(project, 'claims')]
  const bindings = await every(management.actions.triggers.bindings.list('post-login', { per_page: 100 }))
  const settings = withResourceParameter ? await management.tenants.settings.get() : null
  const streams = await every(management.eventStreams.list({ take: 100 })).catch((error: unknown) => {
    // A stream of before shows only to a token that may read it.
    if (isUnavailable(error) || (desired.eventStream === null && isUnreadable(error))) return []
    throw error
  })
  const streamName = markedName(project, 'events')
  return {
    api: found,
    clients,
    grants,
    targets: await readTargets(management, desired),
    roles: await readRoles(management, desired),
    actions: actions.filter(({ name = '' }) => ours.includes(name)),
    bindings,
    resourceParameterProfile: settings?.resource_parameter_profile ?? null,
    eventStream: (streams.find(({ name }) => name === streamName) ?? null) as Current['eventStream'],
  }
}

async function findApi(management: ManagementClient, identifier: string): Promise<Management.ResourceServer | null> {
  return await management.resourceServers.get(identifier).catch((error: unknown) => {
    if (isGone(error)) return null
    throw error
  })
}

async function readTargets(management: ManagementClient, { exchanges }: Desired): Promise<CurrentTarget[]> {
  const targets: CurrentTarget[] = []
  for (const { audience } of exchanges) {
    const api = await findApi(management, audience)
    const grants = api === null ? [] : await every(management.clientGrants.list({ audience, take: 100 }))
    targets.push({ audience, api, grants })
  }
  return targets
}

async function readRoles(management: ManagementClient, { project, roles }: Desired): Promise<CurrentRole[]> {
  const found = await every(management.roles.list(PAGE))
  const names = new Set(roles.map(({ name }) => name))
  const read: CurrentRole[] = []
  for (const { id = '', name = '', description = '' } of found) {
    if (!names.has(name) && !isMarkedRole(project, description)) continue
    const permissions = await every(management.roles.permissions.list(id, PAGE))
    read.push({
      id,
      name,
      description,
      permissions: permissions.map((one) => ({
        audience: one.resource_server_identifier ?? '',
        name: one.permission_name ?? '',
      })),
    })
  }
  return read
}

async function every<Item>(pages: Promise<AsyncIterable<Item>>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of await pages) items.push(item)
  return items
}
