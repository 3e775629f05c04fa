// The shapes that the ledger keeps. Plain data that a structured clone carries; every field is always there, so that
// what comes back over RPC has the type of what went in.

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
  /** How long a spent refresh token may come back without being taken for stolen, like the rotation overlap of an application. */
  refreshLeewaySeconds: number
}

export const DEFAULT_SETTINGS: Settings = {
  profile: 'auth0',
  rbac: true,
  accessTokenLifetimeSeconds: 86_400,
  defaultAudience: '',
  clockOffsetSeconds: 0,
  refreshLeewaySeconds: 0,
  resourceParameterProfile: 'audience',
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
}

export type Session = { id: string; userId: string; authTimeSeconds: number }

/** What a user agreed to: enough to issue tokens now (implicit), once (code) or again and again (refresh token). */
export type Grant = {
  userId: string
  clientId: string
  audience: string
  scope: string | undefined
  sessionId: string
  authTimeSeconds: number | undefined
  organization: string | undefined
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
  /** When it was first spent; null: not yet. */
  usedAtSeconds: number | null
}

/** The parameters of an authorization request that its client has pushed, as a query. */
export type PushedRequest = { clientId: string; query: string }

/** What a device asked for (RFC 8628), and what somebody decided about it. */
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
  /** How many requests are still to meet it; null for all of them. */
  times: number | null
}

/** What the ledger says when a request comes in. */
export type Arrival = { settings: Settings; fault: Fault | null }

/** What the ledger keeps for a while under an id, by its kind. */
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
  /** What may be used once, and was. */
  spent: true
}
