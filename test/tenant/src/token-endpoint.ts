// POST /oauth/token: reads the request in form or JSON, finds the client, and hands over to the grant.
import { authenticateClient, type Caller } from './client-authentication.ts'
import type { GrantType } from './directory.ts'
import {
  exchangeAuthorizationCode,
  exchangeClientCredentials,
  exchangePassword,
  exchangeRefreshToken,
  type TokenAnswer,
} from './grants.ts'
import { OAuthError, showOAuthError } from './oauth-error.ts'
import type { Tenant, TenantRequest } from './tenant.ts'

type Exchange = (tenant: Tenant, caller: Caller, form: Record<string, string>) => Promise<TokenAnswer>

const EXCHANGES = {
  authorization_code: exchangeAuthorizationCode,
  client_credentials: exchangeClientCredentials,
  refresh_token: exchangeRefreshToken,
  password: exchangePassword,
} as const satisfies Record<Exclude<GrantType, 'implicit'>, Exchange>

export const TOKEN_GRANT_TYPES = Object.keys(EXCHANGES)

function isGrantType(name: string): name is keyof typeof EXCHANGES {
  return Object.hasOwn(EXCHANGES, name)
}

export async function exchangeToken(c: TenantRequest) {
  c.header('cache-control', 'no-store')
  c.header('pragma', 'no-cache')
  try {
    const form = await readForm(c)
    const grantType = form['grant_type'] ?? ''
    if (grantType === '') throw new OAuthError('invalid_request', 'Missing required parameter: grant_type')
    if (!isGrantType(grantType)) {
      throw new OAuthError('unsupported_grant_type', `Unsupported grant type: ${grantType}`)
    }
    const caller = await authenticateClient(c, form)
    if (!caller.client.grantTypes.includes(grantType)) {
      throw new OAuthError('unauthorized_client', `Grant type '${grantType}' not allowed for the client.`)
    }
    return c.json(await EXCHANGES[grantType](c.get('tenant'), caller, form))
  } catch (cause) {
    return showOAuthError(c, cause)
  }
}

export async function readForm(c: TenantRequest): Promise<Record<string, string>> {
  const isJson = (c.req.header('content-type') ?? '').includes('json')
  const fields: unknown = isJson ? await c.req.json().catch(() => null) : await c.req.parseBody()
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new OAuthError('invalid_request', 'The body must be a form or a JSON object')
  }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}
