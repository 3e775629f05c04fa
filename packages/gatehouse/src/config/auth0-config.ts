// The types of the member `auth0` of gatehouse.config.ts: what `gatehouse tenant apply` makes of a tenant of Auth0. Every member may be left out.

/** Where the value of a claim comes from: a member of the event of a login, as an Action names it, such as `user.app_metadata.plan`. */
export type ClaimSource =
  | `user.${string}`
  | `authorization.${string}`
  | `organization.${string}`
  | `connection.${string}`
  | `client.${string}`

/** A role of the tenant. People get roles in the dashboard, or by its Management API. */
export interface Auth0RoleConfig {
  readonly description?: string
  /** The permissions of the API that the role has; `all` for each that a contract describes. */
  readonly permissions: 'all' | readonly string[]
}

/** The access tokens of the API. */
export interface Auth0TokensConfig {
  /** The signature algorithm. `RS256` unless it says otherwise. */
  readonly algorithm?: 'RS256' | 'PS256'
  /** The dialect: Auth0's own, or that of RFC 9068. `auth0` unless it says otherwise. */
  readonly profile?: 'auth0' | 'rfc9068'
  /** How long a token is good. The tenant's own value stays unless it says otherwise. */
  readonly lifetimeSeconds?: number
}

/** The refresh tokens of the login routes. Each is replaced when it is used. */
export interface Auth0RefreshTokensConfig {
  /** How long a replaced token may be sent again, because several isolates serve one browser. 30 unless it says otherwise. */
  readonly overlapSeconds?: number
  /** How long a login may be renewed. 30 days unless it says otherwise. */
  readonly lifetimeSeconds?: number
  /** How long a login may go without a renewal. 15 days unless it says otherwise. */
  readonly idleSeconds?: number
}

/** Events of the tenant that are sent to the gateway, or to another address, on plans that have event streams. */
export interface Auth0EventsConfig {
  /**
   * An https address. It gets the secret of the environment variable `AUTH0_EVENT_STREAM_TOKEN` as a Bearer token. `/auth/events` of the gateway
   * unless it says otherwise.
   */
  readonly url?: string
  /** The events, such as `user.updated`. Those that end what a person may do unless it says otherwise. */
  readonly types?: readonly string[]
}

/** What domains get tokens of users for, by an exchange. */
export interface Auth0ExchangeConfig {
  /** The identifier of the API of the service that a domain calls. */
  readonly audience: string
  readonly scopes: readonly string[]
}

/** What `gatehouse tenant apply` makes of a tenant of Auth0. */
export interface Auth0Config {
  /** What the names of the API and of the applications begin with. The title of the project unless it says otherwise. */
  readonly name?: string
  /** Where people reach the gateway, by environment, if wrangler.toml has no route with a custom domain. */
  readonly gatewayUrls?: Readonly<Record<string, string>>
  /** The application of the login routes (`/auth/*`). `true` unless it says otherwise. */
  readonly login?: boolean
  /** The application that calls the API for itself. `true`, with every permission, unless it says otherwise. */
  readonly machine?: boolean | { readonly permissions: 'all' | readonly string[] }
  readonly tokens?: Auth0TokensConfig
  readonly refreshTokens?: Auth0RefreshTokensConfig
  /** Claims of access tokens besides the email address. A name without a colon stands under `AUTH0_CLAIM_NAMESPACE`. */
  readonly claims?: Readonly<Record<string, ClaimSource>>
  /** Roles by their names. */
  readonly roles?: Readonly<Record<string, Auth0RoleConfig>>
  /** What domains exchange tokens for in their calls (`callService`); the gateway refuses all else. What services say themselves (`exchange`) need not be here. */
  readonly exchanges?: readonly Auth0ExchangeConfig[]
  /** Whether the tenant tells the gateway of logouts, on plans that have it. `true` unless it says otherwise. */
  readonly backchannelLogout?: boolean
  readonly events?: Auth0EventsConfig
  /** Whether Auth0 asks people at each login on this machine. Where the tenant has another environment than development unless it says otherwise. */
  readonly confirmLocalLogins?: boolean
  /** Whether the parameter `resource` names the API (RFC 8707). Where `GATEHOUSE_RESOURCE` is set unless it says otherwise. */
  readonly resourceParameter?: boolean
}
