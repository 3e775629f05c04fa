import { describe, expect, test } from 'vitest'
import { type Client, makeClient, type ProofChanges } from '../dpop-client.ts'
import {
  APP,
  AUDIENCE,
  Browser,
  CALLBACK,
  control,
  exchange,
  ISSUER,
  MACHINE,
  send,
  text,
  useTenant,
  verify,
} from './harness.ts'
import { makePkce } from './pkce.ts'

useTenant()

const PUBLIC = { client_id: 'local-app' }
const PASSWORD = { grant_type: 'password', username: 'reader@example.com', password: 'password', audience: AUDIENCE }
const CREDENTIALS = { ...MACHINE, grant_type: 'client_credentials', audience: AUDIENCE }
const SCOPE = 'openid read:payments offline_access'

/** Asks the token endpoint with a proof. */
async function exchangeWithProof(client: Client, fields: Record<string, string>, changes: ProofChanges = {}) {
  const { claims, header = {} } = changes
  const forEndpoint = { htm: 'POST', ath: undefined, ...claims }
  return exchange(fields, { dpop: await client.prove('', `${ISSUER}oauth/token`, { claims: forEndpoint, header }) })
}

/** As an OAuth client does: once without a nonce, and again with the nonce of the response. */
async function exchangeWithNonce(client: Client, fields: Record<string, string>) {
  const first = await exchangeWithProof(client, fields)
  expect([first.status, first.json['error']]).toEqual([400, 'use_dpop_nonce'])
  return exchangeWithProof(client, fields, { claims: { nonce: text(first.headers.get('dpop-nonce')) } })
}

async function startCodeFlow(params: Record<string, string> = {}) {
  const pkce = await makePkce()
  const code = await new Browser().logInForCode({ ...pkce.params, audience: AUDIENCE, scope: SCOPE, ...params })
  return { grant_type: 'authorization_code', redirect_uri: CALLBACK, code, code_verifier: pkce.verifier }
}

async function startDeviceFlow() {
  const body = new URLSearchParams({ ...APP, audience: AUDIENCE, scope: 'read:payments' }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const answer = (await (await send('/oauth/device/code', { method: 'POST', headers, body })).json()) as Record<
    string,
    string
  >
  await new Browser().submit(`/activate?user_code=${answer['user_code']}`, { user: 'reader@example.com' })
  return { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: text(answer['device_code']) }
}

async function startRefresh() {
  const { json } = await exchange({ ...APP, ...PASSWORD, scope: SCOPE })
  return { grant_type: 'refresh_token', refresh_token: text(json['refresh_token']) }
}

describe('a proof at the token endpoint binds the access token to its key', () => {
  test.each<[string, () => Promise<Record<string, string>>]>([
    ['authorization_code', async () => ({ ...APP, ...(await startCodeFlow()) })],
    ['client_credentials', async () => CREDENTIALS],
    ['password', async () => ({ ...APP, ...PASSWORD })],
    [
      'password-realm',
      async () => ({
        ...APP,
        ...PASSWORD,
        grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
        username: 'admin@example.com',
        realm: 'Username-Password-Authentication',
      }),
    ],
    ['refresh_token', async () => ({ ...APP, ...(await startRefresh()) })],
    ['device_code', async () => ({ ...APP, ...(await startDeviceFlow()) })],
  ])('of the grant %s', async (_name, start) => {
    const client = await makeClient()
    const { status, json } = await exchangeWithProof(client, await start())
    expect([status, json['token_type']]).toEqual([200, 'DPoP'])
    expect((await verify(json['access_token'])).claims['cnf']).toEqual({ jkt: client.thumbprint })
  })

  test('and without a proof it is bound to nothing', async () => {
    const { json } = await exchange(CREDENTIALS)
    expect(json['token_type']).toBe('Bearer')
    expect((await verify(json['access_token'])).claims['cnf']).toBeUndefined()
  })
})

describe('a public client', () => {
  test('needs a nonce in its proof, and the code is not spent before it has one', async () => {
    const client = await makeClient()
    const { status, json } = await exchangeWithNonce(client, { ...PUBLIC, ...(await startCodeFlow()) })
    expect([status, json['token_type']]).toEqual([200, 'DPoP'])
  })

  test.each(['made-up', 'x'.repeat(3000)])(
    'is given a new nonce for one that the tenant never gave out',
    async (nonce) => {
      const fields = { ...PUBLIC, ...(await startCodeFlow()) }
      const { json, headers } = await exchangeWithProof(await makeClient(), fields, { claims: { nonce } })
      expect(json['error']).toBe('use_dpop_nonce')
      expect(headers.get('dpop-nonce')).toMatch(/^[\w-]{43}$/)
    },
  )

  test('is given a new nonce when the old one is more than five minutes old', async () => {
    const client = await makeClient()
    const fields = { ...PUBLIC, ...(await startCodeFlow()) }
    const nonce = text((await exchangeWithProof(client, fields)).headers.get('dpop-nonce'))
    await control('PATCH', '/settings', { clockOffsetSeconds: 301 })
    const iat = Math.floor(Date.now() / 1000) + 301
    expect((await exchangeWithProof(client, fields, { claims: { nonce, iat } })).json['error']).toBe('use_dpop_nonce')
  })

  test('renews with the key that its refresh token is bound to, and with no other', async () => {
    const client = await makeClient()
    const { json } = await exchangeWithNonce(client, { ...PUBLIC, ...(await startCodeFlow()) })
    const renewal = { ...PUBLIC, grant_type: 'refresh_token', refresh_token: text(json['refresh_token']) }
    expect((await exchangeWithNonce(await makeClient(), renewal)).json['error']).toBe('invalid_grant')
    expect((await exchange(renewal)).json['error']).toBe('invalid_grant')
    const renewed = await exchangeWithNonce(client, renewal)
    expect([renewed.status, renewed.json['token_type']]).toEqual([200, 'DPoP'])
  })
})

test('a client with a secret may renew with another key than before', async () => {
  const { json } = await exchangeWithProof(await makeClient(), { ...APP, ...PASSWORD, scope: SCOPE })
  const renewal = { ...APP, grant_type: 'refresh_token', refresh_token: text(json['refresh_token']) }
  expect((await exchangeWithProof(await makeClient(), renewal)).status).toBe(200)
})

test('a code that was asked for with dpop_jkt is exchanged with the key of that thumbprint alone', async () => {
  const client = await makeClient()
  const stolen = { ...APP, ...(await startCodeFlow({ dpop_jkt: client.thumbprint })) }
  expect((await exchangeWithProof(await makeClient(), stolen)).json['error']).toBe('invalid_dpop_proof')
  const own = { ...APP, ...(await startCodeFlow({ dpop_jkt: client.thumbprint })) }
  expect((await exchangeWithProof(client, own)).status).toBe(200)
})

describe('a proof is refused', () => {
  test.each<[string, ProofChanges]>([
    ['for another method', { claims: { htm: 'GET' } }],
    ['for another URL', { claims: { htu: `${ISSUER}oauth/revoke` } }],
    ['for what is no URL', { claims: { htu: 'oauth/token' } }],
    ['without jti', { claims: { jti: undefined } }],
    ['with a jti that is too long', { claims: { jti: 'x'.repeat(257) } }],
    ['of another type', { header: { typ: 'JWT' } }],
    ['without its key', { header: { jwk: undefined } }],
  ])('%s', async (_name, changes) => {
    const { status, json } = await exchangeWithProof(await makeClient(), CREDENTIALS, changes)
    expect([status, json['error']]).toEqual([400, 'invalid_dpop_proof'])
  })

  test.each([
    ['is too old', -180],
    ['is of the future', 180],
  ])('that %s', async (_name, seconds) => {
    const claims = { iat: Math.floor(Date.now() / 1000) + seconds }
    const { status, json } = await exchangeWithProof(await makeClient(), CREDENTIALS, { claims })
    expect([status, json['error']]).toEqual([400, 'invalid_dpop_proof'])
  })

  test('that contains the key of another client', async () => {
    const header = { jwk: (await makeClient()).publicJwk }
    expect((await exchangeWithProof(await makeClient(), CREDENTIALS, { header })).json['error']).toBe(
      'invalid_dpop_proof',
    )
  })

  test('that was used before', async () => {
    const claims = { jti: 'once' }
    const client = await makeClient()
    expect((await exchangeWithProof(client, CREDENTIALS, { claims })).status).toBe(200)
    expect((await exchangeWithProof(client, CREDENTIALS, { claims })).json['error']).toBe('invalid_dpop_proof')
  })

  test.each(['a.b.c', 'no token'])('that is none ("%s")', async (dpop) => {
    expect((await exchange(CREDENTIALS, { dpop })).json['error']).toBe('invalid_dpop_proof')
  })
})

const ask = async (headers: Record<string, string>) => (await send('/userinfo', { headers })).status

describe('userinfo', () => {
  const url = `${ISSUER}userinfo`

  test.each([
    ['a JWT', { audience: AUDIENCE }],
    ['an opaque token', { audience: '' }],
  ])(
    'takes %s that is bound to a key with its proof, and neither without it nor as a bearer token',
    async (_name, fields) => {
      const client = await makeClient()
      const { json } = await exchangeWithProof(client, { ...APP, ...PASSWORD, ...fields, scope: 'openid' })
      const token = text(json['access_token'])
      expect(await ask({ authorization: `DPoP ${token}`, dpop: await client.prove(token, url) })).toBe(200)
      expect(await ask({ authorization: `DPoP ${token}` })).toBe(401)
      expect(await ask({ authorization: `DPoP ${token}`, dpop: await client.prove('other', url) })).toBe(401)
      expect(await ask({ authorization: `Bearer ${token}` })).toBe(401)
      const thief = await makeClient()
      expect(await ask({ authorization: `DPoP ${token}`, dpop: await thief.prove(token, url) })).toBe(401)
    },
  )
})
