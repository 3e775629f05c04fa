// What a test may ask of a system and of its tenant.

/** What a token of the local tenant is to hold: whose it is, and which scopes. */
export interface TokenOptions {
  /** The part of a user's address before the `@`; the first user unless it says otherwise. */
  readonly user?: string
  readonly machine?: boolean
  /** Space-separated; nothing means none. */
  readonly scope?: string
}

/** What a test may change before the system starts. */
export interface SystemOptions {
  /** Variables of the gateway in place of the usual ones; `AUTH0_DOMAIN` too. */
  readonly vars?: Readonly<Record<string, string>>
  /** Origins of other tenants that the gateway trusts besides its own. */
  readonly otherTenants?: readonly string[]
  /** Folders under workers/ that the gateway has no binding for, and that the bindings of other domains do not reach. */
  readonly without?: readonly string[]
  /** Workers that replace the targets of a domain's calls. */
  readonly standIns?: readonly StandIn[]
  /**
   * How many gateways run: they have one name each, `gatehouse-2` and so on, and share their Durable Objects, as the isolates of a
   * deployment do. The default is one.
   */
  readonly isolates?: number
  /** The path of a configuration of the gateway in place of the project's own. */
  readonly gatewayConfig?: string
  /** The folder of another project than that of the working directory: its Workers are built when they start. */
  readonly root?: string
  /** Workers that call the gateway over a service binding, `GATEWAY`. */
  readonly drivers?: readonly { readonly name: string; readonly main: string }[]
}

/** A Worker that answers a binding of a domain, reached by the name of that binding in small letters. */
export interface StandIn {
  /** The domain's folder under workers/. */
  readonly folder: string
  readonly binding: string
  /** The Worker's module. */
  readonly main: string
}
