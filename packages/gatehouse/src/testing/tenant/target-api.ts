// Determines what a token for an API is like: the settings of the API, the permissions that roles and grants give, and the claims that
// the Actions of the flow add. The Management API sets all of it; the API of development also follows the controls.
import { API_SCOPES, type Client, type Subject, type User } from './directory.ts'
import { type ActionStatements, readStatements, valueAt } from './management/action-code.ts'
import { loginClaims } from './login-claims.ts'
import { describeApi } from './management/apis.ts'
import { type KeyValueStore, MANAGEMENT_PATH, MANAGEMENT_SCOPES, readManaged } from './management/store.ts'
import type { AuthenticationMethod, Profile, Settings } from './records.ts'
import type { JsonObject } from './signing.ts'

/** A role, with the permissions that it has for this API. */
export type TargetRole = { name: string; users: string[]; permissions: string[] }

/** The API that a token is for. */
export type TargetApi = {
  /** Empty for none: the token is opaque then, and for `/userinfo` alone. */
  audience: string
  scopes: string[]
  rbac: boolean
  withPermissions: boolean
  profile: Profile
  lifetimeSeconds: number
  givesRefreshTokens: boolean
  algorithm: 'RS256' | 'PS256'
  roles: TargetRole[]
  /** The scopes of each application that has a grant, by its id. */
  machineScopes: Record<string, string[]>
  /** The scopes that each application may have for a user, by its id, where a grant says it. */
  userScopes: Record<string, string[]>
  actions: ActionStatements[]
  /** Whether the people of development have their own permissions and claims here, without roles and Actions. */
  isOfDevelopment: boolean
}

/** Finds the API; `null` for one that the tenant does not have. Called inside the ledger. */
export function findTargetApi(store: KeyValueStore, audience: string, settings: Settings): TargetApi | null {
  const none = { roles: [], actions: [], isOfDevelopment: false, algorithm: 'RS256', profile: 'auth0' } as const
  if (audience === '' || audience === MANAGEMENT_PATH)
    return {
      ...none,
      roles: [],
      actions: [],
      audience,
      scopes: audience === '' ? [] : [...MANAGEMENT_SCOPES],
      rbac: audience === '' && settings.rbac,
      withPermissions: false,
      lifetimeSeconds: settings.accessTokenLifetimeSeconds,
      givesRefreshTokens: audience === '',
      machineScopes: grantedScopes(store, audience, 'client'),
      userScopes: {},
    }
  const stored = readManaged(store, 'apis').find(({ identifier }) => identifier === audience)
  if (stored === undefined) return null
  const api = describeApi(stored, settings)
  return {
    audience,
    scopes: api.scopes.map(({ value }) => value),
    rbac: api.enforce_policies,
    // As at Auth0, the dialect says nothing while RBAC is off.
    withPermissions: api.enforce_policies && api.token_dialect.endsWith('_authz'),
    profile: api.token_dialect.startsWith('rfc9068') ? 'rfc9068' : 'auth0',
    lifetimeSeconds: api.token_lifetime,
    givesRefreshTokens: api.allow_offline_access,
    algorithm: api.signing_alg === 'PS256' ? 'PS256' : 'RS256',
    roles: readManaged(store, 'roles').map(({ name, users, permissions }) => ({
      name,
      users,
      permissions: permissions
        .filter((one) => one.resource_server_identifier === audience)
        .map((one) => one.permission_name),
    })),
    machineScopes: grantedScopes(store, audience, 'client'),
    userScopes: grantedScopes(store, audience, 'user'),
    actions: boundActions(store),
    isOfDevelopment: stored.id === 'local-api',
  }
}

function grantedScopes(store: KeyValueStore, audience: string, type: 'client' | 'user'): Record<string, string[]> {
  const grants = readManaged(store, 'grants').filter(
    (grant) => grant.audience === audience && (grant.subject_type ?? 'client') === type,
  )
  return Object.fromEntries(grants.map(({ client_id, scope }) => [client_id, scope]))
}

function boundActions(store: KeyValueStore): ActionStatements[] {
  const actions = readManaged(store, 'actions')
  return readManaged(store, 'bindings').flatMap(({ actionId }) => {
    const code = actions.find(({ id }) => id === actionId)?.deployedCode
    return code === null || code === undefined ? [] : (readStatements(code) ?? [])
  })
}

/** Every permission of the API that the subject has. */
export function assignedPermissions(subject: Subject, api: TargetApi): readonly string[] {
  if (subject.kind === 'machine') return machinePermissions(subject.client, api)
  const own = api.isOfDevelopment ? subject.user.permissions : []
  const given = rolesOf(subject.user, api).flatMap(({ permissions }) => permissions)
  return [...new Set([...own, ...given])]
}

function machinePermissions({ id }: Client, { machineScopes, isOfDevelopment }: TargetApi): readonly string[] {
  return machineScopes[id] ?? (isOfDevelopment ? API_SCOPES : [])
}

function rolesOf({ id }: User, { roles }: TargetApi): TargetRole[] {
  return roles.filter(({ users }) => users.includes(id))
}

/** The claims that the Actions of the flow add to a person's token. */
export function actionClaims(
  user: User,
  clientId: string,
  api: TargetApi,
  methods: readonly AuthenticationMethod[] | undefined,
): JsonObject {
  const event = {
    user: {
      user_id: user.id,
      email: user.email,
      email_verified: true,
      name: user.name,
      nickname: user.nickname,
      // The claims that gatehouse.config.ts gives to a person, without their namespace.
      app_metadata: Object.fromEntries(
        Object.entries(user.claims ?? {}).map(([name, value]) => [name.replace(/^.*\//, ''), value]),
      ),
    },
    authorization: { roles: rolesOf(user, api).map(({ name }) => name) },
    client: { client_id: clientId },
    login: loginClaims(methods) ?? {},
    resource_server: { identifier: api.audience },
  }
  const claims = api.actions
    .filter(({ audiences }) => audiences === null || audiences.includes(api.audience))
    .flatMap((action) => action.claims.map(({ claim, source }) => [claim, valueAt(event, source)] as const))
  return Object.fromEntries(claims.filter(([, value]) => value !== undefined && value !== null))
}
