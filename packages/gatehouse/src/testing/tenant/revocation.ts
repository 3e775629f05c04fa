// Implements POST /oauth/revoke: revokes a refresh token and its whole family (RFC 7009). For an unknown token the status is 200 too.
import { authenticateClient } from './client-authentication.ts'
import { answerOAuth } from './oauth-answer.ts'
import { OAuthError } from './oauth-error.ts'
import type { TenantRequest } from './tenant.ts'

export async function revokeToken(c: TenantRequest) {
  return await answerOAuth(c, async (form) => {
    const { client } = await authenticateClient(c, form)
    const token = form['token']
    if (token === undefined) throw new OAuthError('invalid_request', 'Missing required parameter: token')
    await c.get('tenant').ledger.revokeRefreshToken(token, client.id)
    return c.body(null, 200)
  })
}
