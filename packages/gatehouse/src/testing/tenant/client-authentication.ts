// Authenticates the client of the token endpoint, by client_secret_basic, client_secret_post or private_key_jwt. The grant decides
// whether a client may omit its secret; a secret that was sent must always be right.
import { ASSERTION_TYPE, assertedClientId, verifyAssertion } from './client-assertion.ts'
import type { Client } from './directory.ts'
import { OAuthError } from './oauth-error.ts'
import { findClient, type TenantRequest } from './tenant.ts'

export type Caller = {
  client: Client
  hasProvedItself: boolean
  /** Of the key that the request's DPoP proof shows. */
  keyThumbprint: string | undefined
}

/** Finds the client. Throws 401: `invalid_client` when it is unknown or unnamed, `access_denied` for a wrong secret. */
export async function authenticateClient(c: TenantRequest, form: Record<string, string>): Promise<Caller> {
  const basic = readBasic(c.req.header('authorization'))
  const assertion = readAssertion(form)
  const id = basic?.id ?? form['client_id'] ?? (assertion === undefined ? '' : assertedClientId(assertion))
  const secret = basic?.secret || form['client_secret'] || ''
  if (id === '') throw new OAuthError('invalid_client', 'Client authentication is required')
  const client = await findClient(c.get('tenant'), id)
  if (client === undefined) throw new OAuthError('invalid_client', `Unknown client: ${id}`)
  if (secret !== '' && secret !== client.secret) throw new OAuthError('access_denied', 'Unauthorized', 401)
  if (assertion !== undefined) await verifyAssertion(c.get('tenant'), client, assertion)
  return { client, hasProvedItself: secret !== '' || assertion !== undefined, keyThumbprint: undefined }
}

function readAssertion(form: Record<string, string>): string | undefined {
  const { client_assertion: assertion, client_assertion_type: type } = form
  if (assertion === undefined) return undefined
  if (type !== ASSERTION_TYPE) {
    throw new OAuthError('invalid_client', `Unsupported client_assertion_type: ${type ?? ''}`)
  }
  return assertion
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
