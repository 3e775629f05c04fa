// Who is calling the token endpoint, by client_secret_basic or client_secret_post. Whether a client may leave its
// secret out is for the grant to decide; a secret that was sent must always be right.
import type { Client } from './directory.ts'
import { OAuthError } from './oauth-error.ts'
import { findClient, type TenantRequest } from './tenant.ts'

export type Caller = { client: Client; hasProvedItself: boolean }

/** Finds the client. Throws 401: `invalid_client` when it is unknown or unnamed, `access_denied` for a wrong secret. */
export async function authenticateClient(c: TenantRequest, form: Record<string, string>): Promise<Caller> {
  const basic = readBasic(c.req.header('authorization'))
  const id = basic?.id ?? form['client_id'] ?? ''
  const secret = basic?.secret || form['client_secret'] || ''
  if (id === '') throw new OAuthError('invalid_client', 'Client authentication is required')
  const client = await findClient(c.get('tenant'), id)
  if (client === undefined) throw new OAuthError('invalid_client', `Unknown client: ${id}`)
  if (secret !== '' && secret !== client.secret) throw new OAuthError('access_denied', 'Unauthorized', 401)
  return { client, hasProvedItself: secret !== '' }
}

export function requireSecret(caller: Caller): void {
  if (!caller.hasProvedItself) throw new OAuthError('access_denied', 'Unauthorized', 401)
}

/** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
function readBasic(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^basic +([a-z0-9+/=]+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  try {
    const [id = '', ...rest] = atob(encoded).split(':')
    return { id: decodeForm(id), secret: decodeForm(rest.join(':')) }
  } catch (cause) {
    if (cause instanceof DOMException || cause instanceof URIError) {
      throw new OAuthError('invalid_client', 'The Authorization header is malformed')
    }
    throw cause
  }
}

function decodeForm(value: string): string {
  return decodeURIComponent(value.replaceAll('+', ' '))
}
