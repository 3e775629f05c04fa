// Types for the ledger's records. Plain data for structured cloning; every field is always present, so that the data has the same type
// after RPC.

export type Profile = 'auth0' | 'rfc9068'

export type Settings = {
  profile: Profile
  rbac: boolean
  accessTokenLifetimeSeconds: number
  /** Used where a request names no audience, like Auth0's tenant setting; empty for none. */
  defaultAudience: string
  /** Added to the tenant's clock, so that a test need not wait for anything to expire. */
  clockOffsetSeconds: number
  /** Auth0's Resource Parameter Compatibility Profile: with it `resource` names the API where `audience` is left out. */
  resourceParameterProfile: 'audience' | 'compatibility'
  /** How long a used refresh token may be sent again without counting as stolen, like the rotation overlap of an application. */
  refreshLeewaySeconds: number
  /** Whether people are asked at each login with a callback on this machine, as in a new tenant of Auth0: no such login is silent then. */
  confirmsLocalLogins: boolean
  /** The subscription of the tenant: some features of the Management API are not in every one. */
  managementPlan: 'enterprise' | 'free'
  /** How many requests a second the Management API answers; 0 for any number. */
  managementRequestsPerSecond: number
  /** Where events and sign-ins are sent, such as `/auth/events` of a gateway; empty for nowhere. */
  eventsUrl: string
  /** The secret that they are sent with. */
  eventsToken: string
  /** The users who were blocked or deleted. */
  blockedUserIds: string[]
}

export const DEFAULT_SETTINGS: Settings = {
  profile: 'auth0',
  rbac: true,
  accessTokenLifetimeSeconds: 86_400,
  defaultAudience: '',
  clockOffsetSeconds: 0,
  refreshLeewaySeconds: 0,
  resourceParameterProfile: 'audience',
  confirmsLocalLogins: false,
  managementPlan: 'enterprise',
  managementRequestsPerSecond: 0,
  eventsUrl: '',
  eventsToken: '',
  blockedUserIds: [],
}

export type ResponseMode = 'query' | 'fragment' | 'form_post' | 'web_message'

/** An authorization request that passed every check but the login. */
export type Transaction = {
  clientId: string
  redirectUri: string
  responseTypes: string[]
  responseMode: ResponseMode
  audience: string
  scope: string | undefined
  state: string | undefined
  nonce: string | undefined
  codeChallenge: string | undefined
  /** `dpop_jkt` (RFC 9449 §10): the one key that may exchange the code. */
  keyThumbprint: string | undefined
  loginHint: string
  organization: string | undefined
  withAuthTime: boolean
  /** Whether `acr_values` asks for a second factor. */
  withSecondFactor: boolean
}

/** How a person has authenticated, as Auth0 lists it: `pwd`, `federated` or `mfa`. The time is as ISO 8601 writes it. */
export type AuthenticationMethod = { name: string; timestamp: string }

export type Session = {
  id: string
  userId: string
  authTimeSeconds: number
  methods: AuthenticationMethod[] | undefined
}

/** The consent of a user: enough to issue tokens now (implicit), once (code) or repeatedly (refresh token). */
export type Grant = {
  userId: string
  clientId: string
  audience: string
  scope: string | undefined
  sessionId: string
  authTimeSeconds: number | undefined
  organization: string | undefined
  /** Those of the session, for the claims about the login; `undefined` in what an earlier version has kept. */
  methods: AuthenticationMethod[] | undefined
}

export type CodeRecord = {
  grant: Grant
  redirectUri: string
  codeChallenge: string | undefined
  keyThumbprint: string | undefined
  nonce: string | undefined
}

export type RefreshRecord = {
  grant: Grant
  /** Of the key that a public client has proved (RFC 9449 §5). */
  keyThumbprint: string | null
  family: string
  /** When it was first used; null: not yet. */
  usedAtSeconds: number | null
}

/** The parameters of an authorization request that its client has pushed, as a query. */
export type PushedRequest = { clientId: string; query: string }

/** The request of a device (RFC 8628), and the decision about it. */
export type DeviceRecord = {
  deviceCode: string
  clientId: string
  audience: string
  scope: string | undefined
  decision: 'pending' | 'allowed' | 'denied'
  userId: string
  /** Earlier questions are too many. */
  nextPollSeconds: number
  expiresAtSeconds: number
}

/** @property keyThumbprint of the key that the token is bound to; null: to none */
export type OpaqueRecord = { userId: string; scope: string; keyThumbprint: string | null }

export type Fault = {
  path: string
  status: number | undefined
  body: string | undefined
  contentType: string | undefined
  delayMillis: number
  redirectTo: string | undefined
  /** How many requests it still affects; null for all of them. */
  times: number | null
}

/** The ledger's response to an incoming request. */
export type Arrival = { settings: Settings; fault: Fault | null }

/** The records that expire, by their kind. */
export type Records = {
  transaction: Transaction
  session: Session
  code: CodeRecord
  refresh: RefreshRecord
  opaque: OpaqueRecord
  pushed: PushedRequest
  device: DeviceRecord
  /** A nonce for proofs of possession. */
  nonce: true
  /** Identifiers that were used and must not be used again. */
  spent: true
}
