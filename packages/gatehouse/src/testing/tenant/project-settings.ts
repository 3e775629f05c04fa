// What a project has said of its local tenant in gatehouse.config.ts, as the build step hands it over.

/** A person of the project's. */
export type ProjectUser = {
  id: string
  email: string
  name: string
  nickname: string
  password: string
  permissions: 'all' | readonly string[]
  /** Claims of access tokens, under their whole names. */
  claims: Readonly<Record<string, unknown>>
  /** Those that the person can log in to; `null` for every one. */
  organizations: readonly string[] | null
}

/** The settings; a member that is absent is as by default. */
export type ProjectTenantSettings = {
  audience?: string
  claimNamespace?: string
  /** Where the gateway is in development. */
  gatewayPort?: number
  users?: readonly ProjectUser[]
}
