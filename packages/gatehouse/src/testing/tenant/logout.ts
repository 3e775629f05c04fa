// Implements both ways to end the single sign-on session: Auth0's own /v2/logout and OpenID Connect's /oidc/logout. They redirect only to
// a URL in the client's list of logout URLs.
import { html } from 'hono/html'
import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { publicKeySet } from './key-ring.ts'
import { showMistake, showPage } from './pages.ts'
import { endSession, readSession } from './session.ts'
import { findClient, type Tenant, type TenantRequest } from './tenant.ts'

export async function logOutOfAuth0(c: TenantRequest) {
  const { client_id: clientId = '', returnTo, federated } = c.req.query()
  return leave(c, { clientId, returnTo, state: undefined, federated: federated !== undefined, isExact: false })
}

export async function logOutOfOidc(c: TenantRequest) {
  const {
    post_logout_redirect_uri: returnTo,
    state,
    id_token_hint: hint,
    client_id: named,
    logout_hint: sid,
    federated,
  } = await readParams(c)
  const hinted = hint === undefined ? undefined : await readHint(c.get('tenant'), hint)
  const isOfOther = hinted !== undefined && hinted !== null && named !== undefined && named !== hinted.clientId
  if (hinted === null || isOfOther) {
    return showMistake(c, 'Invalid id_token_hint', 'It is no id token of this tenant for this application.')
  }
  const clientId = hinted?.clientId ?? named ?? ''
  const departure = { clientId, returnTo, state, federated: federated !== undefined, isExact: true }
  const session = await readSession(c)
  // As at Auth0: any site can send a person here, so only a request that knows the session ends it without a confirmation.
  if (session === null || (hinted?.sid ?? sid) === session.id) return leave(c, departure)
  return (await refuseReturn(c, departure)) ?? askForConsent(c, departure)
}

/** The form of the consent page. The session's cookie is SameSite=Lax: a form of another site does not contain it, and ends nothing. */
export async function confirmLogout(c: TenantRequest) {
  const { client_id: clientId = '', returnTo, state, federated } = await readParams(c)
  return leave(c, { clientId, returnTo, state, federated: federated !== undefined, isExact: true })
}

function askForConsent(c: TenantRequest, { clientId, returnTo, state, federated }: Leave) {
  const fields = { client_id: clientId, returnTo, state, federated: federated ? '' : undefined }
  const body = html`<h1>Log out?</h1>
    <p class="lead">An application asks to end your session.</p>
    <form method="post" action="/u/logout">
      ${Object.entries(fields).map(([name, value]) =>
        value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}" />`,
      )}
      <button class="primary">Log out</button>
    </form>`
  return showPage(c, { title: 'Log out', body })
}

/** RP-initiated logout may come as a link or as a form. */
async function readParams(c: TenantRequest): Promise<Record<string, string | undefined>> {
  if (c.req.method === 'GET') return c.req.query()
  const body = Object.entries(await c.req.parseBody())
  return Object.fromEntries(
    body.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  )
}

type Leave = {
  clientId: string
  returnTo: string | undefined
  state: string | undefined
  federated: boolean
  /** Returns whether the whole URL must be in the list; else only the part before its query and fragment must. */
  isExact: boolean
}

/** Where an identity provider would end its own session: this tenant has none, so it redirects back. */
export function comeBackFromProvider(c: TenantRequest) {
  return leave(c, {
    clientId: c.req.query('client_id') ?? '',
    returnTo: c.req.query('returnTo'),
    state: undefined,
    federated: false,
    // The address was compared before the person was sent here, and may have got a state since.
    isExact: false,
  })
}

async function leave(c: TenantRequest, departure: Leave) {
  const mistake = await refuseReturn(c, departure)
  if (mistake !== undefined) return mistake
  await endSession(c)
  const { clientId, returnTo, state, federated } = departure
  if (returnTo === undefined || returnTo === '') return c.text('OK')
  const url = new URL(returnTo)
  if (state !== undefined) url.searchParams.set('state', state)
  const back = state === undefined ? returnTo : url.href
  if (federated)
    return c.redirect(
      `/u/provider-logout?${new URLSearchParams({ client_id: clientId, returnTo: back }).toString()}`,
      302,
    )
  return c.redirect(back, 302)
}

async function refuseReturn(c: TenantRequest, { clientId, returnTo, isExact }: Leave) {
  if (returnTo === undefined || returnTo === '') return undefined
  const client = await findClient(c.get('tenant'), clientId)
  // As at Auth0, neither query nor fragment takes part in the comparison at /v2/logout, and both do at /oidc/logout.
  if (client?.logoutUrls.includes(isExact ? returnTo : returnTo.replace(/[?#].*$/s, '')) === true) return undefined
  return showMistake(c, 'Logout URL mismatch', `“${returnTo}” is not in the list of allowed logout URLs.`)
}

type Hint = { clientId: string; sid: unknown }

/** The client and the session of the id token. A hint has often expired: only its signature and its issuer count. */
async function readHint(tenant: Tenant, idToken: string): Promise<Hint | null> {
  try {
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(publicKeySet(await tenant.ledger.keyRing())), {
      issuer: tenant.issuer,
      algorithms: ['RS256'],
      currentDate: new Date(0),
    })
    return typeof payload.aud === 'string' ? { clientId: payload.aud, sid: payload['sid'] } : null
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return null
    throw cause
  }
}
