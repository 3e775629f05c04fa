// Implements POST /oauth/token: authenticates the client, and calls the grant.
import { authenticateClient, type Caller } from './client-authentication.ts'
import { exchangeDeviceCode } from './device-flow.ts'
import { DEVICE_GRANT, EXCHANGE_GRANT, PASSWORD_REALM_GRANT, type GrantType } from './directory.ts'
import {
  exchangeAuthorizationCode,
  exchangeClientCredentials,
  exchangePassword,
  exchangePasswordOfRealm,
  exchangeRefreshToken,
  type TokenAnswer,
} from './grants.ts'
import { OAuthError } from './oauth-error.ts'
import { answerOAuth } from './oauth-answer.ts'
import { readProof } from './proof-of-possession.ts'
import type { Tenant, TenantRequest } from './tenant.ts'
import { exchangeOnBehalf } from './token-exchange.ts'

type Exchange = (tenant: Tenant, caller: Caller, form: Record<string, string>) => Promise<TokenAnswer>

const EXCHANGES = {
  authorization_code: exchangeAuthorizationCode,
  client_credentials: exchangeClientCredentials,
  refresh_token: exchangeRefreshToken,
  password: exchangePassword,
  [PASSWORD_REALM_GRANT]: exchangePasswordOfRealm,
  [DEVICE_GRANT]: exchangeDeviceCode,
  [EXCHANGE_GRANT]: exchangeOnBehalf,
} as const satisfies Record<Exclude<GrantType, 'implicit'>, Exchange>

export const TOKEN_GRANT_TYPES = Object.keys(EXCHANGES)

function isGrantType(name: string): name is keyof typeof EXCHANGES {
  return Object.hasOwn(EXCHANGES, name)
}

export async function exchangeToken(c: TenantRequest) {
  return await answerOAuth(c, async (form) => {
    const grantType = form['grant_type'] ?? ''
    if (grantType === '') throw new OAuthError('invalid_request', 'Missing required parameter: grant_type')
    if (!isGrantType(grantType)) {
      throw new OAuthError('unsupported_grant_type', `Unsupported grant type: ${grantType}`)
    }
    const caller = await authenticateClient(c, form)
    if (!caller.client.grantTypes.includes(grantType)) {
      throw new OAuthError('unauthorized_client', `Grant type '${grantType}' not allowed for the client.`)
    }
    // As at Auth0: a client without authentication must send a fresh proof.
    const keyThumbprint = await readProof(c, { needsNonce: !caller.hasProvedItself })
    return c.json(await EXCHANGES[grantType](c.get('tenant'), { ...caller, keyThumbprint }, form))
  })
}
