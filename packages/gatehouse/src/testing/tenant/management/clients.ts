// Implements /api/v2/clients of the Management API.
import { type Client, EXCHANGE_GRANT } from '../directory.ts'
import { randomId } from '../random.ts'
import { clientChanges, type ManagedClient, newClient } from './entities.ts'
import {
  type ManagementAnswer,
  ManagementRefusal,
  type ManagementRequest,
  missing,
  pageOf,
  readBody,
  refuseOnFreePlan,
} from './request.ts'
import { changeManaged, type KeyValueStore, readManaged } from './store.ts'

const METADATA_MAX_KEYS = 10

/** An application as the endpoints of this tenant know it. */
export function clientOf(client: ManagedClient): Client {
  const { token_endpoint_auth_method: method, refresh_token: rotation } = client
  return {
    id: client.client_id,
    name: client.name,
    secret: client.client_secret,
    grantTypes: [...(client.grant_types ?? []), ...(exchangesTokens(client) ? [EXCHANGE_GRANT] : [])],
    callbacks: client.callbacks ?? [],
    logoutUrls: client.allowed_logout_urls ?? [],
    webOrigins: client.web_origins ?? [],
    allowedOrigins: client.allowed_origins ?? [],
    publicKeys: [],
    skipsLocalConfirmation: client.skip_non_verifiable_callback_uri_confirmation_prompt === true,
    mustAuthenticate: method !== undefined && method !== 'none',
    ...(rotation !== undefined && { rotation }),
    ...(client.resource_server_identifier !== undefined && { linkedApi: client.resource_server_identifier }),
  }
}

// Only the client of an API may exchange tokens for it.
function exchangesTokens({ app_type: type, token_exchange: exchange }: ManagedClient): boolean {
  return (
    type === 'resource_server' && exchange?.allow_any_profile_of_type.includes('on_behalf_of_token_exchange') === true
  )
}

// The secret is for those who may read keys, and `fields` names the only members that are shown.
function describeClient({ client_secret, ...client }: ManagedClient, { scopes, query, method }: ManagementRequest) {
  const shown = {
    is_first_party: true,
    callbacks: [],
    allowed_logout_urls: [],
    web_origins: [],
    allowed_origins: [],
    ...client,
    ...(scopes.includes('read:client_keys') && { client_secret }),
  }
  const fields = method === 'GET' ? query['fields']?.split(',') : undefined
  return fields === undefined
    ? shown
    : Object.fromEntries(Object.entries(shown).filter(([name]) => fields.includes(name)))
}

export function listClients(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const clients = readManaged(store, 'clients').map((client) => describeClient(client, request))
  return pageOf(request, 'clients', clients)
}

export function showClient(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  return { status: 200, body: describeClient(findClient(store, request), request) }
}

export function createClient(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const client = withChanges(
    {
      client_id: randomId(24),
      client_secret: randomId(48),
      name: '',
      grant_types: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
    },
    readBody(request, newClient),
    request,
  )
  const isLinked = client.resource_server_identifier !== undefined
  if (isLinked !== (client.app_type === 'resource_server'))
    throw new ManagementRefusal(
      400,
      'invalid_body',
      'resource_server needs a resource_server_identifier, and no other app_type',
    )
  if (
    isLinked &&
    !readManaged(store, 'apis').some(({ identifier }) => identifier === client.resource_server_identifier)
  )
    throw missing('resource_server')
  changeManaged(store, 'clients', (clients) => [...clients, client])
  // As at Auth0, the one that makes it sees the secret.
  return { status: 201, body: { ...describeClient(client, request), client_secret: client.client_secret } }
}

export function changeClient(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const client = withChanges(findClient(store, request), readBody(request, clientChanges), request)
  changeManaged(store, 'clients', (clients) =>
    clients.map((one) => (one.client_id === client.client_id ? client : one)),
  )
  return { status: 200, body: describeClient(client, request) }
}

export function deleteClient(store: KeyValueStore, request: ManagementRequest): ManagementAnswer {
  const { client_id: id } = findClient(store, request)
  changeManaged(store, 'clients', (clients) => clients.filter((client) => client.client_id !== id))
  changeManaged(store, 'grants', (grants) => grants.filter((grant) => grant.client_id !== id))
  return { status: 204 }
}

function findClient(store: KeyValueStore, { path: [, id] }: ManagementRequest): ManagedClient {
  const client = readManaged(store, 'clients').find((one) => one.client_id === id)
  if (client === undefined) throw missing('client')
  return client
}

// Metadata is merged key by key, everything else is replaced.
function withChanges(
  client: ManagedClient,
  { client_metadata, ...changes }: ReturnType<typeof clientChanges.parse>,
  request: ManagementRequest,
): ManagedClient {
  if (changes.oidc_logout !== undefined) refuseOnFreePlan(request, 'OIDC Back-Channel Logout')
  if (changes.token_endpoint_auth_method === 'none' && changes.grant_types?.includes('client_credentials') === true)
    throw new ManagementRefusal(400, 'invalid_body', 'client_credentials needs a client that can authenticate')
  const metadata = Object.entries({ ...client.client_metadata, ...client_metadata }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  )
  if (metadata.length > METADATA_MAX_KEYS)
    throw new ManagementRefusal(400, 'invalid_body', `client_metadata has at most ${METADATA_MAX_KEYS} keys`)
  return { ...client, ...changes, ...(metadata.length > 0 && { client_metadata: Object.fromEntries(metadata) }) }
}
