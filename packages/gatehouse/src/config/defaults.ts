// What the settings of development are where gatehouse.config.ts does not say otherwise. What the running gateway has by default stands
// with the code that uses it.

/** Where gateway and local tenant listen. .dev.vars.example names both. */
export const DEFAULT_PORTS = { gateway: 6060, tenant: 6061 } as const

/** The identifier of the local tenant's API. */
export const DEFAULT_AUDIENCE = 'https://api.gatehouse.local'

/** The prefix of the local tenant's custom claims. */
export const DEFAULT_CLAIM_NAMESPACE = 'https://gatehouse.local'
