// Defines the API, the applications and the users of this tenant. Fixed data, except for the project's settings; the ledger adds the
// changes of a test to an application (its URLs) and to the tenant (its settings).
import type { JWK } from 'jose'
import permissions from 'gatehouse-permissions' with { type: 'json' }
import projectSettings from 'gatehouse-tenant' with { type: 'json' }
import { DEFAULT_AUDIENCE, DEFAULT_CLAIM_NAMESPACE, DEFAULT_PORTS } from '../../config/defaults.ts'
import type { ProjectTenantSettings, ProjectUser } from './project-settings.ts'

const SETTINGS: ProjectTenantSettings = projectSettings

/** In place of the project's, where the configuration of the Worker defines it. */
declare const TENANT_AUDIENCE: string | undefined

export const API_IDENTIFIER =
  typeof TENANT_AUDIENCE === 'string' ? TENANT_AUDIENCE : (SETTINGS.audience ?? DEFAULT_AUDIENCE)
/** The prefix of the claims that the tenant adds. */
export const CLAIM_NAMESPACE = SETTINGS.claimNamespace ?? DEFAULT_CLAIM_NAMESPACE
export const EMAIL_CLAIM = `${CLAIM_NAMESPACE}/email`
export const API_SCOPES: readonly string[] = Object.keys(permissions)
export const OIDC_SCOPES: readonly string[] = ['openid', 'profile', 'email', 'offline_access']

/** The device flow (RFC 8628 §3.4). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** The token exchange (RFC 8693 §2.1). */
export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** Auth0's password grant for one of its connections, which the parameter `realm` names. */
export const PASSWORD_REALM_GRANT = 'http://auth0.com/oauth/grant-type/password-realm'

/** The connection of the users that have a password, with the name that it has in a new tenant of Auth0. */
export const PASSWORD_REALM = 'Username-Password-Authentication'

export type GrantType =
  | 'implicit'
  | 'authorization_code'
  | 'client_credentials'
  | 'refresh_token'
  | 'password'
  | typeof PASSWORD_REALM_GRANT
  | typeof DEVICE_GRANT
  | typeof EXCHANGE_GRANT

/** The lists that `PATCH /_tenant/clients/:id` adds to. */
export type ClientSettings = {
  callbacks: string[]
  logoutUrls: string[]
  webOrigins: string[]
  /** What `private_key_jwt` is verified with. */
  publicKeys: JWK[]
}

export type Client = ClientSettings & {
  id: string
  name: string
  secret: string
  grantTypes: readonly string[]
  /** Where pages may call the token endpoint from, besides the web origins and those of the callbacks. */
  allowedOrigins?: string[]
  /** Whether the token endpoint demands the secret, with PKCE too. */
  mustAuthenticate?: boolean
  /** Whether nobody is asked at a login with a callback on this machine. */
  skipsLocalConfirmation?: boolean
  /** The identifier of the API whose client it is. It exchanges tokens of that API. */
  linkedApi?: string
  /** How its refresh tokens are replaced; at each use where it says nothing. */
  rotation?: { rotation_type: 'rotating' | 'non-rotating'; leeway?: number }
}

export type User = {
  id: string
  email: string
  name: string
  nickname: string
  password: string
  /** As Auth0 writes it into id tokens: ISO 8601, not the number of OpenID Connect. */
  updatedAt: string
  permissions: readonly string[]
  /** Claims of access tokens besides. */
  claims?: Readonly<Record<string, unknown>>
  /** The organizations that the person can log in to; every one where it says none. */
  organizations?: readonly string[] | null
}

/** The subject of a token. */
export type Subject = { kind: 'user'; user: User } | { kind: 'machine'; client: Client }

const GATEWAY_PORT = SETTINGS.gatewayPort ?? DEFAULT_PORTS.gateway
const LOCAL_ORIGINS = [`http://localhost:${GATEWAY_PORT}`, `http://127.0.0.1:${GATEWAY_PORT}`]

export const CLIENTS: readonly Client[] = [
  {
    id: 'local-app',
    name: 'Gatehouse (local)',
    secret: 'local-app-secret',
    grantTypes: ['implicit', 'authorization_code', 'password', PASSWORD_REALM_GRANT, 'refresh_token', DEVICE_GRANT],
    callbacks: LOCAL_ORIGINS.flatMap((origin) => [`${origin}/docs/oauth2-redirect`, `${origin}/auth/callback`]),
    logoutUrls: LOCAL_ORIGINS.flatMap((origin) => [origin, `${origin}/`, `${origin}/docs`, `${origin}/status`]),
    webOrigins: LOCAL_ORIGINS,
    publicKeys: [],
  },
  {
    id: 'local-exchange',
    name: 'Gatehouse (exchange)',
    secret: 'local-exchange-secret',
    grantTypes: [EXCHANGE_GRANT],
    callbacks: [],
    logoutUrls: [],
    webOrigins: [],
    publicKeys: [],
  },
  {
    id: 'local-machine',
    name: 'Gatehouse (machine)',
    secret: 'local-machine-secret',
    grantTypes: ['client_credentials'],
    callbacks: [],
    logoutUrls: [],
    webOrigins: [],
    publicKeys: [],
  },
]

const UPDATED_AT = '2026-01-02T03:04:05.678Z'

const DEFAULT_USERS: readonly User[] = [
  {
    id: 'auth0|64c1f0a2b3d4e5f607182930',
    email: 'admin@example.com',
    name: 'Ada Admin',
    nickname: 'admin',
    password: 'password',
    updatedAt: UPDATED_AT,
    permissions: API_SCOPES,
  },
  {
    id: 'google-oauth2|108427319560284713905',
    email: 'reader@example.com',
    name: 'Remy Reader',
    nickname: 'reader',
    password: 'password',
    updatedAt: UPDATED_AT,
    permissions: API_SCOPES.filter((scope) => scope.startsWith('read:') && !scope.startsWith('read:all-')),
  },
  {
    id: 'auth0|64c1f0a2b3d4e5f607182931',
    email: 'nobody@example.com',
    name: 'Noa Nobody',
    nickname: 'nobody',
    password: 'password',
    updatedAt: UPDATED_AT,
    permissions: [],
  },
]

export const USERS: readonly User[] = SETTINGS.users?.map(userOf) ?? DEFAULT_USERS

function userOf({ permissions, ...user }: ProjectUser): User {
  return { ...user, updatedAt: UPDATED_AT, permissions: permissions === 'all' ? API_SCOPES : permissions }
}

/** Returns lists with others appended. */
export function addSettings(to: ClientSettings, added: Partial<ClientSettings> = {}): ClientSettings {
  return {
    callbacks: [...to.callbacks, ...(added.callbacks ?? [])],
    logoutUrls: [...to.logoutUrls, ...(added.logoutUrls ?? [])],
    webOrigins: [...to.webOrigins, ...(added.webOrigins ?? [])],
    publicKeys: [...to.publicKeys, ...(added.publicKeys ?? [])],
  }
}

/** Finds a user by email address (in any case) or by id. */
export function findUser(emailOrId: string): User | undefined {
  return USERS.find((user) => user.id === emailOrId || user.email === emailOrId.trim().toLowerCase())
}

/** Why a user can't log in to an organization; `null` when it is one of theirs, or none was asked for. */
export function organizationRefusal({ id, organizations }: User, organization: string | undefined): string | null {
  const isMember = organization === undefined || organizations?.includes(organization) !== false
  return isMember ? null : `user ${id} is not part of the ${organization} organization`
}

export function subjectId(subject: Subject): string {
  return subject.kind === 'user' ? subject.user.id : `${subject.client.id}@clients`
}
