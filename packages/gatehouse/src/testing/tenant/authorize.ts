// Implements GET /authorize: checks the request, then answers from the session or redirects to the login page. An error in client_id or
// redirect_uri gets a page; every other error is sent to the application (RFC 6749 §4.1.2.1).
import { MULTI_FACTOR_ACR } from '../../access/authentication.ts'
import { complete, deliver } from './answer.ts'
import { readAudience } from './audience.ts'
import { isMetadataAddress } from './client-metadata.ts'
import type { Client, GrantType } from './directory.ts'
import { showMistake } from './pages.ts'
import { takePushedRequest } from './pushed-authorization.ts'
import type { ResponseMode, Settings, Transaction } from './records.ts'
import { SECOND_FACTOR_PATH } from './second-factor.ts'
import { readSession } from './session.ts'
import { findApi, findClient, type TenantRequest } from './tenant.ts'
import { mayReceiveMessages } from './web-message.ts'

/** With the words of each in the order of the alphabet; those of several words with `code` are OpenID Connect's hybrid flow. */
export const RESPONSE_TYPES = [
  'code',
  'id_token',
  'token',
  'id_token token',
  'code id_token',
  'code token',
  'code id_token token',
]
const RESPONSE_MODES: readonly ResponseMode[] = ['query', 'fragment', 'form_post', 'web_message']

type Mistake = { error: string; error_description: string }

export async function authorize(c: TenantRequest) {
  const tenant = c.get('tenant')
  const params = await readParameters(c)
  if (params === null) return showMistake(c, 'Invalid request_uri', 'The pushed request is unknown, used or too old.')
  const clientId = params.get('client_id') ?? ''
  const client = await findClient(tenant, clientId)
  if (client === undefined)
    return showMistake(
      c,
      'Unknown client',
      clientId === '' ? 'The request has no client_id.' : `No application here has the id “${clientId}”.`,
    )
  const redirectUri = params.get('redirect_uri') ?? ''
  if (!client.callbacks.includes(redirectUri)) {
    const explanation = `The redirect_uri “${redirectUri}” is not in the list of allowed callback URLs of ${client.name}.`
    return showMistake(c, 'Callback URL mismatch', explanation)
  }

  const transaction = readTransaction(params, client, redirectUri, tenant.settings)
  if (transaction.responseMode === 'web_message' && !mayReceiveMessages(client, redirectUri)) {
    const explanation = `The origin of the redirect_uri “${redirectUri}” is not in the list of allowed web origins of ${client.name}.`
    return showMistake(c, 'Web origin mismatch', explanation)
  }
  const isApiKnown = (await findApi(tenant, transaction.audience)) !== null
  const mistake = findMistake(params, client, transaction, isApiKnown)
  if (mistake !== undefined) return deliver(c, transaction, mistake)

  const prompts = (params.get('prompt') ?? '').split(' ')
  if (prompts.includes('none') && mustConfirm(tenant.settings, client, redirectUri)) {
    const error_description = 'Interaction required: the callback is on the machine of the person'
    return deliver(c, transaction, { error: 'interaction_required', error_description })
  }
  const session = await readSession(c)
  const maxAgeSeconds = readMaxAge(params)
  const isFresh =
    session !== null && (maxAgeSeconds === undefined || tenant.nowSeconds - session.authTimeSeconds <= maxAgeSeconds)
  // A client that nobody has registered gets nothing without a click of the person.
  const mustAsk = prompts.includes('login') || prompts.includes('select_account') || isMetadataAddress(client.id)
  const isLoggedIn = isFresh && !mustAsk
  if (isLoggedIn && !transaction.withSecondFactor) return complete(c, transaction, session)
  if (prompts.includes('none')) {
    return deliver(
      c,
      transaction,
      isLoggedIn
        ? { error: 'interaction_required', error_description: 'Multifactor authentication required' }
        : { error: 'login_required', error_description: 'Login required' },
    )
  }
  const page = isLoggedIn ? SECOND_FACTOR_PATH : '/u/login'
  return c.redirect(`${page}?state=${await tenant.ledger.openTransaction(transaction)}`, 302)
}

// https://auth0.com/docs/secure/security-guidance/measures-against-app-impersonation
function mustConfirm({ confirmsLocalLogins }: Settings, client: Client, redirectUri: string): boolean {
  const { hostname } = new URL(redirectUri)
  return confirmsLocalLogins && client.skipsLocalConfirmation !== true && ['localhost', '127.0.0.1'].includes(hostname)
}

// RFC 9126 §4: a pushed request is the whole request; other parameters of the query are ignored.
async function readParameters(c: TenantRequest): Promise<URLSearchParams | null> {
  const params = new URL(c.req.url).searchParams
  const uri = params.get('request_uri')
  if (uri === null) return params
  const pushed = await takePushedRequest(c, uri)
  return pushed?.clientId === params.get('client_id') ? new URLSearchParams(pushed?.query) : null
}

function readTransaction(
  params: URLSearchParams,
  client: Client,
  redirectUri: string,
  settings: Settings,
): Transaction {
  const responseTypes = (params.get('response_type') ?? '').split(' ').filter((type) => type !== '')
  const defaultMode = responseTypes.some((type) => type !== 'code') ? 'fragment' : 'query'
  return {
    clientId: client.id,
    redirectUri,
    responseTypes,
    responseMode: RESPONSE_MODES.find((mode) => mode === params.get('response_mode')) ?? defaultMode,
    audience: readAudience(settings, { audience: params.get('audience'), resource: params.get('resource') }),
    scope: params.get('scope') ?? undefined,
    state: params.get('state') ?? undefined,
    nonce: params.get('nonce') ?? undefined,
    codeChallenge: params.get('code_challenge') ?? undefined,
    keyThumbprint: params.get('dpop_jkt') ?? undefined,
    loginHint: params.get('login_hint') ?? '',
    organization: params.get('organization') ?? undefined,
    withAuthTime: readMaxAge(params) !== undefined,
    withSecondFactor: (params.get('acr_values') ?? '').split(' ').includes(MULTI_FACTOR_ACR),
  }
}

function findMistake(
  params: URLSearchParams,
  client: Client,
  transaction: Transaction,
  isApiKnown: boolean,
): Mistake | undefined {
  const { responseTypes, audience, codeChallenge, nonce } = transaction
  const responseMode = params.get('response_mode')
  if (responseTypes.length === 0) return invalidRequest('Missing required parameter: response_type')
  if (!RESPONSE_TYPES.includes([...responseTypes].sort().join(' '))) {
    const type = responseTypes.join(' ')
    return { error: 'unsupported_response_type', error_description: `Unsupported response type: ${type}` }
  }
  if (responseMode !== null && !RESPONSE_MODES.some((mode) => mode === responseMode)) {
    return invalidRequest(`Unsupported response mode: ${responseMode}`)
  }
  const missing = grantTypesOf(responseTypes).find((grantType) => !client.grantTypes.includes(grantType))
  if (missing !== undefined) {
    const description = `Grant type '${missing}' not allowed for the client.`
    return { error: 'unauthorized_client', error_description: description }
  }
  if (responseTypes.includes('id_token') && nonce === undefined) {
    return invalidRequest('Missing required parameter: nonce')
  }
  if (codeChallenge !== undefined && params.get('code_challenge_method') !== 'S256') {
    return invalidRequest('The code_challenge_method must be S256')
  }
  if (codeChallenge === undefined && params.has('code_challenge_method')) {
    return invalidRequest('Missing required parameter: code_challenge')
  }
  if (!isApiKnown) {
    return { error: 'access_denied', error_description: `Service not found: ${audience}` }
  }
  return undefined
}

function grantTypesOf(responseTypes: readonly string[]): GrantType[] {
  const types = responseTypes.map((type) => (type === 'code' ? 'authorization_code' : 'implicit'))
  return [...new Set(types)]
}

function invalidRequest(description: string): Mistake {
  return { error: 'invalid_request', error_description: description }
}

function readMaxAge(params: URLSearchParams): number | undefined {
  const value = params.get('max_age')
  return value !== null && /^\d{1,10}$/.test(value) ? Number(value) : undefined
}
