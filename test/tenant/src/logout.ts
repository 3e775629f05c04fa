// Both ways to end the single sign-on session: Auth0's own /v2/logout and OpenID Connect's /oidc/logout. The way back
// is open only to an address in the client's list of logout URLs.
import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { publicKeySet } from './key-ring.ts'
import { showMistake } from './pages.ts'
import { endSession } from './session.ts'
import { findClient, type Tenant, type TenantRequest } from './tenant.ts'

export async function logOutOfAuth0(c: TenantRequest) {
  const { client_id: clientId = '', returnTo, federated } = c.req.query()
  return leave(c, { clientId, returnTo, state: undefined, federated: federated !== undefined })
}

export async function logOutOfOidc(c: TenantRequest) {
  const {
    post_logout_redirect_uri: returnTo,
    state,
    id_token_hint: hint,
    client_id: named,
    federated,
  } = await readParams(c)
  const hinted = hint === undefined ? undefined : await readAudience(c.get('tenant'), hint)
  if (hinted === null || (hinted !== undefined && named !== undefined && named !== hinted)) {
    return showMistake(c, 'Invalid id_token_hint', 'It is no id token of this tenant for this application.')
  }
  return leave(c, { clientId: hinted ?? named ?? '', returnTo, state, federated: federated !== undefined })
}

/** RP-initiated logout may come as a link or as a form. */
async function readParams(c: TenantRequest): Promise<Record<string, string | undefined>> {
  if (c.req.method === 'GET') return c.req.query()
  const body = Object.entries(await c.req.parseBody())
  return Object.fromEntries(
    body.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  )
}

type Leave = { clientId: string; returnTo: string | undefined; state: string | undefined; federated: boolean }

/** Where an identity provider would end its own session: there is none behind this tenant, so it leads straight back. */
export function comeBackFromProvider(c: TenantRequest) {
  return leave(c, {
    clientId: c.req.query('client_id') ?? '',
    returnTo: c.req.query('returnTo'),
    state: undefined,
    federated: false,
  })
}

async function leave(c: TenantRequest, { clientId, returnTo, state, federated }: Leave) {
  if (returnTo === undefined || returnTo === '') {
    await endSession(c)
    return c.text('OK')
  }
  const client = await findClient(c.get('tenant'), clientId)
  // As at Auth0, neither query nor fragment takes part in the comparison.
  if (client === undefined || !client.logoutUrls.includes(returnTo.replace(/[?#].*$/s, ''))) {
    return showMistake(c, 'Logout URL mismatch', `“${returnTo}” is not in the list of allowed logout URLs.`)
  }
  await endSession(c)
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

/** Whom the id token was for. A hint is often long expired, so only its signature and its issuer count. */
async function readAudience(tenant: Tenant, idToken: string): Promise<string | null> {
  try {
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(publicKeySet(await tenant.ledger.keyRing())), {
      issuer: tenant.issuer,
      algorithms: ['RS256'],
      currentDate: new Date(0),
    })
    return typeof payload.aud === 'string' ? payload.aud : null
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return null
    throw cause
  }
}
