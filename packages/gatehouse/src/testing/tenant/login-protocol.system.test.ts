// The features for a server-side application: pushed requests, revocation, a leeway for refresh tokens, logout tokens.
import { expect, test } from 'vitest'
import {
  APP,
  AUDIENCE,
  Browser,
  CALLBACK,
  control,
  exchange,
  ISSUER,
  location,
  MACHINE,
  send,
  text,
  useTenant,
  verify,
} from './harness.ts'

useTenant()

async function push(fields: Record<string, string>) {
  const body = new URLSearchParams(fields).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await send('/oauth/par', { method: 'POST', headers, body })
  return { status: response.status, json: (await response.json()) as Record<string, unknown> }
}

const REQUEST = { ...APP, response_type: 'code', redirect_uri: CALLBACK, state: 's', audience: AUDIENCE }

test('a pushed request is the whole request, once, for its client alone', async () => {
  const { status, json } = await push(REQUEST)
  expect([status, json['expires_in']]).toEqual([201, 30])
  const uri = text(json['request_uri'])
  const other = await send(
    `/authorize?${new URLSearchParams({ client_id: 'local-machine', request_uri: uri }).toString()}`,
  )
  expect(other.status).toBe(400)
  const again = text((await push(REQUEST)).json['request_uri'])
  const query = new URLSearchParams({
    client_id: 'local-app',
    request_uri: again,
    redirect_uri: 'https://evil.example',
  })
  expect(location(await new Browser().open(`/authorize?${query.toString()}`)).pathname).toBe('/u/login')
  expect((await send(`/authorize?${query.toString()}`)).status).toBe(400)
})

test.each([
  ['without a secret', { client_id: 'local-app' }],
  ['with a wrong one', { ...APP, client_secret: 'wrong' }],
])('a request is pushed only by a client that proves itself: not %s', async (_title, client) => {
  expect((await push({ ...REQUEST, client_secret: '', ...client })).status).toBe(401)
})

const PASSWORD = { ...APP, grant_type: 'password', username: 'admin@example.com', password: 'password' }

async function refreshToken(): Promise<string> {
  return text(
    (await exchange({ ...PASSWORD, audience: AUDIENCE, scope: 'openid offline_access' })).json['refresh_token'],
  )
}

const refresh = (token: string) => exchange({ ...APP, grant_type: 'refresh_token', refresh_token: token })

test('a spent refresh token may come back within the leeway, and not after it', async () => {
  await control('PATCH', '/settings', { refreshLeewaySeconds: 600 })
  const token = await refreshToken()
  expect((await Promise.all([refresh(token), refresh(token)])).map(({ status }) => status)).toEqual([200, 200])
  await control('PATCH', '/settings', { clockOffsetSeconds: 601 })
  expect((await refresh(token)).status).toBe(403)
})

const revoke = (fields: Record<string, string>) =>
  send('/oauth/revoke', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  })

test('a revoked refresh token is worth nothing, nor is its successor; only its client can revoke it', async () => {
  const token = await refreshToken()
  const successor = text((await refresh(token)).json['refresh_token'])
  expect((await revoke({ ...MACHINE, token: successor })).status).toBe(200)
  const last = text((await refresh(successor)).json['refresh_token'])
  expect((await revoke({ ...APP, token: last })).status).toBe(200)
  expect((await refresh(last)).status).toBe(403)
})

test('a logout token names a person or a session, and is signed with the current key', async () => {
  const { json } = await control('POST', '/backchannel-logout', { user: 'reader@example.com', sid: 'abc' })
  const { header, claims } = await verify(json['token'], { audience: 'local-app' })
  expect(header.typ).toBe('logout+jwt')
  expect(claims).toMatchObject({
    iss: ISSUER,
    sid: 'abc',
    sub: expect.stringMatching(/^google-oauth2\|/) as string,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  })
})

test.each([
  '/v2/logout?client_id=local-app&federated&returnTo=',
  '/oidc/logout?client_id=local-app&federated&post_logout_redirect_uri=',
])('a federated logout (%s) goes by way of the identity provider', async (path) => {
  const left = location(await send(path + encodeURIComponent('http://localhost:6060/')))
  expect(left.pathname).toBe('/u/provider-logout')
  expect(location(await send(left.pathname + left.search)).href).toBe('http://localhost:6060/')
})
