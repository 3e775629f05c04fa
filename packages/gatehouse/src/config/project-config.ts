// The types of gatehouse.config.ts: what a project says of itself that is not wrangler's. Every member may be left out.

import type { Auth0Config } from './auth0-config.ts'

/** A colour: `#rgb` or `#rrggbb`. */
export type Colour = `#${string}`

/** How the project presents itself on its pages and in its documents. */
export interface BrandConfig {
  /** What the project is called. The `name` made readable unless it says otherwise: `my-api` is `My api`. */
  readonly title?: string
  /** The path of an SVG or a PNG in the project. It stands beside the title, and is the icon of every page. */
  readonly logo?: string
  readonly colours?: {
    /** The colour of links and buttons, on light and on dark pages: the custom property `--accent` of their style sheets. */
    readonly accent: { readonly light: Colour; readonly dark: Colour }
  }
}

/**
 * Who may see the documentation, the OpenAPI documents and the status page: everyone, users who are logged in, or no one. If the tenant
 * is on this machine, everyone may.
 */
export type PagesAccess = 'public' | 'signed-in' | 'off'

/** A person of the local tenant. */
export interface TenantUserConfig {
  /** What the person logs in with. The part before `@` is the name that `gatehouse token --user` takes. */
  readonly email: string
  /** `password` unless it says otherwise. */
  readonly password?: string
  /** The name in the profile. The part of the address before `@`, made readable, unless it says otherwise. */
  readonly name?: string
  /** The permissions of the API that the person has; `all` for each that a contract describes. None unless it says otherwise. */
  readonly permissions?: 'all' | readonly string[]
  /** The claim `roles`, under the namespace. */
  readonly roles?: readonly string[]
  /** More claims of the access token. A name without a colon stands under the namespace. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** The organizations that the person can log in to. Every one unless it says otherwise. */
  readonly organizations?: readonly string[]
}

/** The local tenant of development and tests. */
export interface TenantConfig {
  /** The people, in place of `admin`, `reader` and `nobody`. The first is the one whose token `gatehouse token` prints. */
  readonly users?: readonly TenantUserConfig[]
  /** The identifier of the API: `AUTH0_AUDIENCE` must name it. `https://api.gatehouse.local` unless it says otherwise. */
  readonly audience?: string
  /** The prefix of custom claims: `AUTH0_CLAIM_NAMESPACE` must name it. `https://gatehouse.local` unless it says otherwise. */
  readonly claimNamespace?: string
}

/** The settings of a project, as `gatehouse.config.ts` has them. */
export interface ProjectConfig {
  /** The project's short name: small letters, digits and hyphens. The `name` of wrangler.toml unless it says otherwise. */
  readonly name?: string
  readonly brand?: BrandConfig
  readonly console?: { readonly pages?: PagesAccess }
  /** The realm of challenges (RFC 9110 §11.5). The `name` unless it says otherwise. */
  readonly realm?: string
  /** What the names of the gateway's cookies begin with, behind `__Host-`. `gatehouse` unless it says otherwise. */
  readonly cookiePrefix?: string
  /** The beginning of the headers that no client may send to a service. `x-gatehouse-` unless it says otherwise. */
  readonly headerPrefix?: string
  /** The beginning of the WebSocket subprotocol that carries a token. `gatehouse.bearer.` unless it says otherwise. */
  readonly webSocketSubprotocol?: string
  /** What `type` of a problem is made of: its code stands behind it. `/docs/errors#` unless it says otherwise. */
  readonly problemTypes?: string
  /** Where gateway and local tenant listen in development. 6060 and 6061 unless it says otherwise. */
  readonly ports?: { readonly gateway?: number; readonly tenant?: number }
  readonly tenant?: TenantConfig
  /** What `gatehouse tenant apply` makes of your own tenant. */
  readonly auth0?: Auth0Config
}
