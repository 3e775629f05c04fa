// Stores what the Management API manages: APIs, applications, grants, roles, Actions, event streams and settings. Every call is
// synchronous, so a request of the API is atomic inside the ledger. A tenant begins with the API and the applications of development.
import { API_IDENTIFIER, API_SCOPES, CLIENTS, type Client } from '../directory.ts'
import type {
  ManagedAction,
  ManagedApi,
  ManagedBinding,
  ManagedClient,
  ManagedClientGrant,
  ManagedEventStream,
  ManagedRole,
  ManagedTenantSettings,
} from './entities.ts'

/** The storage of the ledger, or a map in a test. */
export interface KeyValueStore {
  get(key: string): unknown
  put(key: string, value: unknown): void
}

/** Everything that is managed, by collection. */
export type Managed = {
  apis: ManagedApi[]
  clients: ManagedClient[]
  grants: ManagedClientGrant[]
  roles: ManagedRole[]
  actions: ManagedAction[]
  bindings: ManagedBinding[]
  streams: ManagedEventStream[]
  settings: ManagedTenantSettings
}

/** The application that may use the Management API, as the dashboard's first machine application may. */
const MANAGEMENT_CLIENT = {
  id: 'local-management',
  secret: 'local-management-secret',
  name: 'Management API (local)',
} as const

/** The scopes of the Management API that this tenant knows. */
export const MANAGEMENT_SCOPES: readonly string[] = [
  ...['resource_servers', 'clients', 'client_grants', 'roles', 'actions', 'event_streams'].flatMap((entity) =>
    ['read', 'create', 'update', 'delete'].map((verb) => `${verb}:${entity}`),
  ),
  'read:client_keys',
  'read:tenant_settings',
  'update:tenant_settings',
  'read:users',
  'update:users',
]

/** The audience of the Management API; the issuer stands before it. */
export const MANAGEMENT_PATH = 'api/v2/'

const EMPTY = { apis: [], roles: [], actions: [], bindings: [], streams: [], settings: {} }

const SEEDS: Managed = {
  ...EMPTY,
  apis: [
    {
      id: 'local-api',
      name: 'Gatehouse (local)',
      identifier: API_IDENTIFIER,
      scopes: API_SCOPES.map((value) => ({ value, description: value })),
      allow_offline_access: true,
    },
  ],
  clients: [...CLIENTS.map(managedClientOf), managementClient()],
  grants: [
    { id: 'local-grant', client_id: 'local-machine', audience: API_IDENTIFIER, scope: [...API_SCOPES] },
    managementGrant(),
  ],
}

/** Reads a collection. */
export function readManaged<Name extends keyof Managed>(store: KeyValueStore, name: Name): Managed[Name] {
  return (store.get(keyOf(name)) as Managed[Name] | undefined) ?? SEEDS[name]
}

/** Replaces a collection. */
export function writeManaged<Name extends keyof Managed>(store: KeyValueStore, name: Name, value: Managed[Name]): void {
  store.put(keyOf(name), value)
}

/** Replaces a collection by what a function makes of it. */
export function changeManaged<Name extends keyof Managed>(
  store: KeyValueStore,
  name: Name,
  change: (before: Managed[Name]) => Managed[Name],
): void {
  writeManaged(store, name, change(readManaged(store, name)))
}

/** Makes the tenant as empty as a new one: only the application that may use the Management API is left. */
export function emptyManaged(store: KeyValueStore): void {
  for (const name of ['apis', 'roles', 'actions', 'bindings', 'streams'] as const) writeManaged(store, name, [])
  writeManaged(store, 'settings', {})
  writeManaged(store, 'clients', [managementClient()])
  writeManaged(store, 'grants', [managementGrant()])
}

function keyOf(name: keyof Managed): string {
  return `managed-${name}`
}

function managementClient(): ManagedClient {
  const { id, secret, name } = MANAGEMENT_CLIENT
  return { ...managedClientOf({ id, secret, name, grantTypes: ['client_credentials'] }), app_type: 'non_interactive' }
}

// The audience begins with the issuer, which depends on the port.
function managementGrant(): ManagedClientGrant {
  return {
    id: 'local-management-grant',
    client_id: MANAGEMENT_CLIENT.id,
    audience: MANAGEMENT_PATH,
    scope: [...MANAGEMENT_SCOPES],
  }
}

function managedClientOf({
  id,
  name,
  secret,
  grantTypes,
  callbacks = [],
  logoutUrls = [],
  webOrigins = [],
}: Pick<Client, 'id' | 'name' | 'secret' | 'grantTypes'> & Partial<Client>): ManagedClient {
  return {
    client_id: id,
    client_secret: secret,
    name,
    grant_types: [...grantTypes],
    callbacks: [...callbacks],
    allowed_logout_urls: [...logoutUrls],
    web_origins: [...webOrigins],
  }
}
