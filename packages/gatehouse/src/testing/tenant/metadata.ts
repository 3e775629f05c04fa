// Serves the documents under /.well-known: the key set, and the metadata of the tenant.
import { MULTI_FACTOR_ACR } from '../../access/authentication.ts'
import { publicKeySet } from './key-ring.ts'
import { RESPONSE_TYPES } from './authorize.ts'
import { ASSERTION_ALGORITHMS } from './client-assertion.ts'
import { PROOF_ALGORITHMS } from './proof-of-possession.ts'
import type { Tenant, TenantRequest } from './tenant.ts'
import { TOKEN_GRANT_TYPES } from './token-endpoint.ts'

const KEY_SET_CACHE = 'public, max-age=15, stale-while-revalidate=15, stale-if-error=86400'

export async function showKeySet(c: TenantRequest) {
  const tenant = c.get('tenant')
  // A key that signs with both algorithms names neither, as a tenant of Auth0 can be set to.
  const namesAlgorithm = !(await signsWithPs256(tenant))
  return c.json(publicKeySet(await tenant.ledger.keyRing(), namesAlgorithm), 200, { 'cache-control': KEY_SET_CACHE })
}

async function signsWithPs256({ ledger, issuer, settings }: Tenant): Promise<boolean> {
  const request = { method: 'GET', path: ['resource-servers'], query: {}, body: null, issuer, settings }
  const { body } = await ledger.manage(JSON.stringify({ ...request, scopes: ['read:resource_servers'] }))
  const apis = JSON.parse(body ?? '[]') as { readonly signing_alg: string }[]
  return apis.some(({ signing_alg }) => signing_alg === 'PS256')
}

/** OpenID Connect Discovery and RFC 8414: one document serves both, as at Auth0. */
export function showConfiguration(c: TenantRequest) {
  const { issuer } = c.get('tenant')
  const document = {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    pushed_authorization_request_endpoint: `${issuer}oauth/par`,
    revocation_endpoint: `${issuer}oauth/revoke`,
    device_authorization_endpoint: `${issuer}oauth/device/code`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    end_session_endpoint: `${issuer}oidc/logout`,
    scopes_supported: ['openid', 'profile', 'offline_access', 'name', 'nickname', 'picture', 'email', 'email_verified'],
    response_types_supported: RESPONSE_TYPES,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    grant_types_supported: ['implicit', ...TOKEN_GRANT_TYPES],
    code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
    acr_values_supported: [MULTI_FACTOR_ACR],
    claims_supported: [
      'acr',
      'amr',
      'aud',
      'auth_time',
      'email',
      'email_verified',
      'exp',
      'iat',
      'iss',
      'name',
      'nickname',
      'picture',
      'sub',
    ],
    require_pushed_authorization_requests: false,
    client_id_metadata_document_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    request_uri_parameter_supported: false,
    request_parameter_supported: false,
  }
  return c.json(document, 200, { 'cache-control': KEY_SET_CACHE })
}
