// The Management API over HTTP: who may ask, how often, and what the other endpoints make of an answer.
import { expect, test } from 'vitest'
import { APP, Browser, CALLBACK, control, exchange, getJson, ISSUER, send, text, useTenant, verify } from './harness.ts'

useTenant()

const MANAGEMENT = { client_id: 'local-management', client_secret: 'local-management-secret' }

async function managementToken(): Promise<string> {
  const { json } = await exchange({ grant_type: 'client_credentials', ...MANAGEMENT, audience: `${ISSUER}api/v2/` })
  return text(json['access_token'])
}

async function manage(method: string, path: string, body?: object, token?: string) {
  const authorization = `Bearer ${token ?? (await managementToken())}`
  return send(`/api/v2/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function askSilently(): Promise<URL> {
  const answer = await new Browser().authorize({ response_type: 'code', prompt: 'none' })
  return new URL(answer.headers.get('location') ?? '')
}

test('the Management API answers its own tokens only', async () => {
  expect((await send('/api/v2/clients')).status).toBe(401)
  expect((await manage('GET', 'clients', undefined, 'a.b.c')).status).toBe(401)
  const user = await exchange({
    grant_type: 'password',
    ...APP,
    username: 'admin@example.com',
    password: 'password',
    audience: 'https://api.gatehouse.local',
  })
  expect((await manage('GET', 'clients', undefined, text(user.json['access_token']))).status).toBe(401)
  expect((await manage('GET', 'clients')).status).toBe(200)
})

test('the Management API says when a second has had too many requests, and when the next begins', async () => {
  const token = await managementToken()
  await control('PATCH', '/settings', { managementRequestsPerSecond: 1 })
  const answers = await Promise.all(Array.from({ length: 4 }, () => manage('GET', 'roles', undefined, token)))
  const refused = answers.find(({ status }) => status === 429)
  expect(refused?.headers.get('x-ratelimit-remaining')).toBe('0')
  expect(Number(refused?.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000 - 2)
})

test('the API of development follows what the Management API sets', async () => {
  const path = 'resource-servers/local-api'
  expect(await (await manage('GET', path)).json()).toMatchObject({ enforce_policies: true, token_lifetime: 86_400 })
  await manage('PATCH', path, { token_dialect: 'rfc9068_profile', token_lifetime: 60, signing_alg: 'PS256' })
  const form = { grant_type: 'client_credentials', client_id: 'local-machine', client_secret: 'local-machine-secret' }
  const { json } = await exchange({ ...form, audience: 'https://api.gatehouse.local' })
  expect(json['expires_in']).toBe(60)
  const { header, claims } = await verify(json['access_token'])
  expect(header).toMatchObject({ alg: 'PS256', typ: 'at+jwt' })
  expect(claims).not.toHaveProperty('permissions')
})

test('a login with a callback on this machine is not silent where the tenant asks people, unless the application says so', async () => {
  await control('PATCH', '/settings', { confirmsLocalLogins: true })
  expect((await askSilently()).searchParams.get('error')).toBe('interaction_required')
  expect((await askSilently()).href.startsWith(CALLBACK)).toBe(true)
  await manage('PATCH', 'clients/local-app', { skip_non_verifiable_callback_uri_confirmation_prompt: true })
  expect((await askSilently()).searchParams.get('error')).toBe('login_required')
})

test('an emptied tenant knows no API and no application but that of the Management API, until it is reset', async () => {
  await control('POST', '/empty')
  expect(await (await manage('GET', 'resource-servers')).json()).toEqual([])
  expect(await (await manage('GET', 'clients?fields=client_id')).json()).toEqual([{ client_id: 'local-management' }])
  expect((await new Browser().authorize({ response_type: 'code' })).status).toBe(400)
  await control('POST', '/reset')
  expect((await new Browser().authorize({ response_type: 'code' })).status).toBe(302)
  expect(await getJson('/.well-known/openid-configuration')).toHaveProperty('issuer', ISSUER)
})
