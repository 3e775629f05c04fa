// Implements POST /oauth/par: stores an authorization request of an authenticated client, and returns its name (RFC 9126).
import { authenticateClient, requireSecret } from './client-authentication.ts'
import { PUSHED_REQUEST_SECONDS } from './ledger.ts'
import { answerOAuth } from './oauth-answer.ts'
import { OAuthError } from './oauth-error.ts'
import type { PushedRequest } from './records.ts'
import type { TenantRequest } from './tenant.ts'

const PREFIX = 'urn:ietf:params:oauth:request_uri:'

export async function pushAuthorization(c: TenantRequest) {
  return await answerOAuth(c, async (form) => {
    const caller = await authenticateClient(c, form)
    requireSecret(caller)
    if (form['request_uri'] !== undefined) throw new OAuthError('invalid_request', 'request_uri is not allowed')
    const { client_secret: _, ...parameters } = form
    const query = new URLSearchParams({ ...parameters, client_id: caller.client.id }).toString()
    const id = await c.get('tenant').ledger.keepPushedRequest({ clientId: caller.client.id, query })
    return c.json({ request_uri: PREFIX + id, expires_in: PUSHED_REQUEST_SECONDS }, 201)
  })
}

/** Returns the request of this name, once. */
export async function takePushedRequest(c: TenantRequest, uri: string): Promise<PushedRequest | null> {
  return uri.startsWith(PREFIX) ? await c.get('tenant').ledger.takePushedRequest(uri.slice(PREFIX.length)) : null
}
