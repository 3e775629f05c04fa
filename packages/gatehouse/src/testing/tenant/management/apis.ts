// Implements /api/v2/resource-servers, /client-grants and /tenants/settings of the Management API.
import { randomId } from '../random.ts'
import {
  apiChanges,
  grantChanges,
  type ManagedApi,
  type ManagedClientGrant,
  newApi,
  newGrant,
  tenantSettingsChanges,
} from './entities.ts'
import { findItem, withItem, withoutItem } from './items.ts'
import {
  checkpointOf,
  type ManagementAnswer,
  ManagementRefusal,
  type ManagementRequest,
  missing,
  pageOf,
  readBody,
  refuseOnFreePlan,
} from './request.ts'
import { changeManaged, type KeyValueStore, MANAGEMENT_PATH, readManaged, writeManaged } from './store.ts'

const LIFETIME_SECONDS = 86_400

/** An API as Auth0 shows it, with what nothing was said about. */
export function describeApi(api: ManagedApi, settings: ManagementRequest['settings']): Required<ManagedApi> {
  const isSeed = api.id === 'local-api'
  const dialect = settings.profile === 'rfc9068' ? 'rfc9068_profile' : 'access_token'
  return {
    name: api.identifier,
    scopes: [],
    signing_alg: 'RS256',
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: true,
    token_lifetime: isSeed ? settings.accessTokenLifetimeSeconds : LIFETIME_SECONDS,
    enforce_policies: isSeed && settings.rbac,
    subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'require_client_grant' } },
    token_dialect: !isSeed ? 'access_token' : settings.rbac ? `${dialect}_authz` : dialect,
    ...api,
  }
}

export function listApis(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const apis = readManaged(store, 'apis').map((api) => describeApi(api, request.settings))
  return pageOf(request, 'resource_servers', apis)
}

export function showApi(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  return { status: 200, body: describeApi(findApi(store, request), request.settings) }
}

export function createApi(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const apis = readManaged(store, 'apis')
  const api = { ...readBody(request, newApi), id: randomId(12) }
  if (apis.some(({ identifier }) => identifier === api.identifier))
    throw new ManagementRefusal(409, 'resource_server_exists', 'The resource server already exists')
  writeManaged(store, 'apis', [...apis, api])
  return { status: 201, body: describeApi(api, request.settings) }
}

export function changeApi(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const before = findApi(store, request)
  const api = { ...before, ...readBody(request, apiChanges) }
  changeManaged(store, 'apis', (apis) => withItem(apis, api))
  dropPermissions(store, api.identifier, new Set((api.scopes ?? []).map(({ value }) => value)))
  return { status: 200, body: describeApi(api, request.settings) }
}

export function deleteApi(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const { id, identifier } = findApi(store, request)
  changeManaged(store, 'apis', (apis) => withoutItem(apis, id))
  changeManaged(store, 'grants', (grants) => grants.filter(({ audience }) => audience !== identifier))
  dropPermissions(store, identifier, new Set())
  return { status: 204 }
}

function findApi(store: KeyValueStore, { path: [, name] }: ManagementRequest): ManagedApi {
  const api = readManaged(store, 'apis').find(({ id, identifier }) => id === name || identifier === name)
  if (api === undefined) throw missing('resource_server')
  return api
}

// A permission that its API has lost is lost by roles and grants too.
function dropPermissions(store: KeyValueStore, audience: string, left: ReadonlySet<string>): void {
  changeManaged(store, 'roles', (roles) =>
    roles.map((role) => ({
      ...role,
      permissions: role.permissions.filter(
        (one) => one.resource_server_identifier !== audience || left.has(one.permission_name),
      ),
    })),
  )
  changeManaged(store, 'grants', (grants) =>
    grants.map((grant) =>
      grant.audience === audience ? { ...grant, scope: grant.scope.filter((scope) => left.has(scope)) } : grant,
    ),
  )
}

export function listGrants(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const { audience, client_id: clientId, take } = request.query
  const grants = readManaged(store, 'grants')
    .map((grant) => describeGrant(grant, request))
    .filter(
      (grant) =>
        (audience === undefined || grant.audience === audience) &&
        (clientId === undefined || grant.client_id === clientId),
    )
  return take === undefined ? pageOf(request, 'client_grants', grants) : checkpointOf(request, 'client_grants', grants)
}

function describeGrant(grant: ManagedClientGrant, { issuer }: ManagementRequest): ManagedClientGrant {
  return grant.audience === MANAGEMENT_PATH ? { ...grant, audience: `${issuer}${MANAGEMENT_PATH}` } : grant
}

export function createGrant(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const { scope = [], subject_type: type = 'client', ...given } = readBody(request, newGrant)
  const grants = readManaged(store, 'grants')
  if (!readManaged(store, 'clients').some(({ client_id }) => client_id === given.client_id)) throw missing('client')
  checkScopes(store, given.audience, scope)
  const isSame = ({ client_id, audience, subject_type = 'client' }: ManagedClientGrant): boolean =>
    client_id === given.client_id && audience === given.audience && subject_type === type
  if (grants.some(isSame))
    throw new ManagementRefusal(409, 'client_grant_exists', 'A resource with the same identifier already exists.')
  const grant = { ...given, scope, subject_type: type, id: `cgr_${randomId(12)}` }
  writeManaged(store, 'grants', [...grants, grant])
  return { status: 201, body: grant }
}

export function changeGrant(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const before = findGrant(store, request)
  const grant = { ...before, ...readBody(request, grantChanges) }
  if (grant.audience !== MANAGEMENT_PATH) checkScopes(store, grant.audience, grant.scope)
  changeManaged(store, 'grants', (grants) => withItem(grants, grant))
  return { status: 200, body: describeGrant(grant, request) }
}

export function deleteGrant(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const { id } = findGrant(store, request)
  changeManaged(store, 'grants', (grants) => withoutItem(grants, id))
  return { status: 204 }
}

function findGrant(store: KeyValueStore, { path: [, id] }: ManagementRequest): ManagedClientGrant {
  return findItem(readManaged(store, 'grants'), id, 'client_grant')
}

function checkScopes(store: KeyValueStore, audience: string, scope: readonly string[]): void {
  const api = readManaged(store, 'apis').find(({ identifier }) => identifier === audience)
  if (api === undefined) throw missing('resource_server')
  const unknown = scope.filter((name) => !(api.scopes ?? []).some(({ value }) => value === name))
  if (unknown.length > 0)
    throw new ManagementRefusal(400, 'invalid_scope', `The API does not have the scopes: ${unknown.join(', ')}`)
}

export function showTenantSettings(store: KeyValueStore, { settings }: ManagementRequest): ManagementAnswer {
  const { resource_parameter_profile: profile = settings.resourceParameterProfile } = readManaged(store, 'settings')
  return { status: 200, body: { friendly_name: 'Local tenant', resource_parameter_profile: profile } }
}

export function changeTenantSettings(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const changes = readBody(request, tenantSettingsChanges)
  if (changes.resource_parameter_profile === 'compatibility')
    refuseOnFreePlan(request, 'The Resource Parameter Compatibility Profile')
  writeManaged(store, 'settings', { ...readManaged(store, 'settings'), ...changes })
  return showTenantSettings(store, request)
}
