// Sends the response of an authorization request to the application: in the query, in the fragment, by a form that posts itself, or by a
// message between windows. The redirect_uri was always checked against the client's list before.
import { html } from 'hono/html'
import { issueAccessToken, issueIdToken, leftHalfHash } from './issue.ts'
import { findUser, organizationRefusal } from './directory.ts'
import { showMistake, showPage } from './pages.ts'
import type { Grant, ResponseMode, Session, Transaction } from './records.ts'
import { grantScopes } from './scopes.ts'
import { findApi, type Tenant, type TenantRequest } from './tenant.ts'
import { showMessage } from './web-message.ts'

export type Destination = { redirectUri: string; responseMode: ResponseMode; state: string | undefined }

/** Sends `answer` and the state to the application. */
export function deliver(c: TenantRequest, destination: Destination, answer: Record<string, string>) {
  const { redirectUri, responseMode, state } = destination
  const fields = state === undefined ? answer : { ...answer, state }
  c.header('cache-control', 'no-store')
  if (responseMode === 'web_message') return showMessage(c, redirectUri, fields)
  if (responseMode === 'form_post') return postForm(c, redirectUri, fields)
  const url = new URL(redirectUri)
  if (responseMode === 'fragment') url.hash = new URLSearchParams(fields).toString()
  else for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
  return c.redirect(url.href, 302)
}

function postForm(c: TenantRequest, redirectUri: string, fields: Record<string, string>) {
  const body = html`<h1>One moment</h1>
    <form method="post" action="${redirectUri}">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <p class="lead">You are on your way back to the application.</p>
      <button class="primary">Continue</button>
    </form>`
  return showPage(c, { title: 'One moment', body, script: '/u/form-post.js' })
}

/** Issues what the response type requests, for the user of the session. */
export async function complete(c: TenantRequest, transaction: Transaction, session: Session) {
  const user = findUser(session.userId)
  if (user === undefined) return showMistake(c, 'Unknown user', 'The user of this session is not in this tenant.')
  const refusal = organizationRefusal(user, transaction.organization)
  if (refusal !== null) return deliver(c, transaction, { error: 'access_denied', error_description: refusal })
  const grant: Grant = {
    userId: user.id,
    clientId: transaction.clientId,
    audience: transaction.audience,
    scope: transaction.scope,
    sessionId: session.id,
    authTimeSeconds: transaction.withAuthTime ? session.authTimeSeconds : undefined,
    organization: transaction.organization,
    methods: session.methods,
  }
  const tenant = c.get('tenant')
  const { responseTypes, redirectUri, codeChallenge, keyThumbprint, nonce } = transaction
  const code = responseTypes.includes('code')
    ? await tenant.ledger.keepCode({ grant, redirectUri, codeChallenge, keyThumbprint, nonce })
    : undefined
  const tokens = await implicitAnswer(tenant, transaction, { grant, session, code })
  return deliver(c, transaction, { ...(code !== undefined && { code }), ...tokens })
}

type Issued = { grant: Grant; session: Session; code: string | undefined }

/** The tokens that pass through the browser: all of an implicit response, and none of a code's alone. */
async function implicitAnswer(tenant: Tenant, transaction: Transaction, { grant, session, code }: Issued) {
  const user = findUser(grant.userId)
  if (user === undefined) throw new TypeError('a grant is for a user of this tenant')
  const { responseTypes, nonce } = transaction
  const { clientId, audience, organization, authTimeSeconds, methods } = grant
  const subject = { kind: 'user', user } as const
  const api = await findApi(tenant, audience)
  if (api === null) throw new TypeError('the API of a transaction was checked')
  const scope = grantScopes({ requested: grant.scope, subject, api, grantType: 'implicit' })
  const accessToken = responseTypes.includes('token')
    ? await issueAccessToken(tenant, {
        api,
        subject,
        clientId,
        scope,
        gty: undefined,
        organization,
        keyThumbprint: undefined,
        methods,
      })
    : undefined
  const idToken = responseTypes.includes('id_token')
    ? await issueIdToken(tenant, {
        user,
        clientId,
        scope: grant.scope ?? '',
        sessionId: session.id,
        nonce,
        authTimeSeconds,
        methods,
        organization,
        accessTokenHash: accessToken === undefined ? undefined : await leftHalfHash(accessToken),
        codeHash: code === undefined ? undefined : await leftHalfHash(code),
      })
    : undefined
  return {
    ...(accessToken !== undefined && {
      access_token: accessToken,
      ...(scope !== '' && { scope }),
      expires_in: String(api.lifetimeSeconds),
      token_type: 'Bearer',
    }),
    ...(idToken !== undefined && { id_token: idToken }),
  }
}
