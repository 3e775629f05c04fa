// Types for what the Management API manages, in Auth0's own names, and the bodies that it takes. Auth0 refuses a member that it does not
// know and a required one that is missing (https://auth0.com/docs/api/management/v2), and so do these schemas.
import * as z from 'zod'

const urls = z.array(z.url()).exactOptional()
const scopes = z.array(
  z.strictObject({ value: z.string().min(1).max(280), description: z.string().max(500).exactOptional() }),
)

const apiMembers = {
  name: z.string().min(1).max(200).exactOptional(),
  scopes: scopes.exactOptional(),
  signing_alg: z.enum(['RS256', 'PS256', 'HS256', 'RS512']).exactOptional(),
  allow_offline_access: z.boolean().exactOptional(),
  skip_consent_for_verifiable_first_party_clients: z.boolean().exactOptional(),
  token_lifetime: z.int().positive().max(2_592_000).exactOptional(),
  token_dialect: z
    .enum(['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'])
    .exactOptional(),
  enforce_policies: z.boolean().exactOptional(),
  subject_type_authorization: z
    .strictObject({
      user: z.strictObject({ policy: z.enum(['allow_all', 'deny_all', 'require_client_grant']) }).exactOptional(),
      client: z.strictObject({ policy: z.enum(['deny_all', 'require_client_grant']) }).exactOptional(),
    })
    .exactOptional(),
}
export const apiChanges = z.strictObject(apiMembers)
export const newApi = z.strictObject({ ...apiMembers, identifier: z.string().min(1).max(600) })

const refreshToken = z.strictObject({
  rotation_type: z.enum(['rotating', 'non-rotating']),
  expiration_type: z.enum(['expiring', 'non-expiring']),
  leeway: z.int().min(0).exactOptional(),
  token_lifetime: z.int().positive().exactOptional(),
  infinite_token_lifetime: z.boolean().exactOptional(),
  idle_token_lifetime: z.int().positive().exactOptional(),
  infinite_idle_token_lifetime: z.boolean().exactOptional(),
})

const clientMembers = {
  description: z.string().max(140).exactOptional(),
  app_type: z.enum(['native', 'spa', 'regular_web', 'non_interactive', 'resource_server']).exactOptional(),
  callbacks: urls,
  allowed_logout_urls: urls,
  web_origins: urls,
  allowed_origins: urls,
  grant_types: z.array(z.string()).exactOptional(),
  token_endpoint_auth_method: z.enum(['none', 'client_secret_post', 'client_secret_basic']).exactOptional(),
  oidc_conformant: z.boolean().exactOptional(),
  skip_non_verifiable_callback_uri_confirmation_prompt: z.boolean().exactOptional(),
  // A value of null removes its key.
  client_metadata: z.record(z.string().max(255), z.string().max(255).nullable()).exactOptional(),
  refresh_token: refreshToken.exactOptional(),
  token_exchange: z
    .strictObject({
      allow_any_profile_of_type: z.array(z.enum(['custom_authentication', 'on_behalf_of_token_exchange'])),
    })
    .exactOptional(),
  oidc_logout: z
    .strictObject({
      backchannel_logout_urls: z
        .array(z.url({ protocol: /^https$/ }))
        .max(1)
        .exactOptional(),
      backchannel_logout_initiators: z
        .strictObject({ mode: z.enum(['custom', 'all']), selected_initiators: z.array(z.string()).exactOptional() })
        .exactOptional(),
    })
    .exactOptional(),
}
export const newClient = z.strictObject({
  ...clientMembers,
  name: z.string().min(1),
  resource_server_identifier: z.string().min(1).exactOptional(),
})
export const clientChanges = z.strictObject({ ...clientMembers, name: z.string().min(1).exactOptional() })

export const newGrant = z.strictObject({
  client_id: z.string(),
  audience: z.string(),
  scope: z.array(z.string()).exactOptional(),
  subject_type: z.enum(['client', 'user']).exactOptional(),
})
export const grantChanges = z.strictObject({ scope: z.array(z.string()).exactOptional() })

const roleName = z.string().min(1).max(50)
const roleMembers = { description: z.string().max(255).exactOptional() }
export const newRole = z.strictObject({ ...roleMembers, name: roleName })
export const roleChanges = z.strictObject({ ...roleMembers, name: roleName.exactOptional() })
export const rolePermissions = z.strictObject({
  permissions: z.array(z.strictObject({ resource_server_identifier: z.string(), permission_name: z.string() })).min(1),
})
export const roleUsers = z.strictObject({ users: z.array(z.string()).min(1) })

const actionName = z.string().min(1)
const triggers = z.array(z.strictObject({ id: z.literal('post-login'), version: z.string().exactOptional() })).length(1)
const actionMembers = {
  code: z.string().exactOptional(),
  runtime: z.enum(['node18', 'node22', 'node24']).exactOptional(),
}
export const newAction = z.strictObject({ ...actionMembers, name: actionName, supported_triggers: triggers })
export const actionChanges = z.strictObject({
  ...actionMembers,
  name: actionName.exactOptional(),
  supported_triggers: triggers.exactOptional(),
})
export const bindingChanges = z.strictObject({
  bindings: z.array(
    z.strictObject({
      ref: z.strictObject({ type: z.enum(['binding_id', 'action_id', 'action_name']), value: z.string() }),
      display_name: z.string().exactOptional(),
    }),
  ),
})

const subscriptions = z.array(z.strictObject({ event_type: z.string() })).min(1)
const destination = z.strictObject({
  type: z.literal('webhook'),
  configuration: z.strictObject({
    webhook_endpoint: z.url({ protocol: /^https$/ }),
    webhook_authorization: z.strictObject({ method: z.literal('bearer'), token: z.string().min(1) }),
  }),
})
export const newStream = z.strictObject({ name: z.string().min(1), subscriptions, destination })
export const streamChanges = z.strictObject({
  name: z.string().min(1).exactOptional(),
  subscriptions: subscriptions.exactOptional(),
  destination: destination.exactOptional(),
})

export const tenantSettingsChanges = z.strictObject({
  resource_parameter_profile: z.enum(['audience', 'compatibility']).exactOptional(),
})

export type ManagedApi = z.infer<typeof newApi> & { id: string }
export type ManagedClient = Omit<z.infer<typeof newClient>, 'client_metadata'> & {
  client_id: string
  client_secret: string
  client_metadata?: Record<string, string>
}
export type ManagedClientGrant = {
  id: string
  client_id: string
  audience: string
  scope: string[]
  /** For whom the application gets tokens: for itself, or for a user. */
  subject_type?: 'client' | 'user'
}
export type ManagedRole = z.infer<typeof newRole> & {
  id: string
  permissions: z.infer<typeof rolePermissions>['permissions']
  users: string[]
}
export type ManagedAction = z.infer<typeof newAction> & {
  id: string
  /** A build takes until it is first asked for. */
  status: 'pending' | 'built' | 'failed'
  deployedCode: string | null
}
export type ManagedBinding = { id: string; actionId: string; display_name: string }
export type ManagedEventStream = z.infer<typeof newStream> & { id: string }
export type ManagedTenantSettings = z.infer<typeof tenantSettingsChanges>
