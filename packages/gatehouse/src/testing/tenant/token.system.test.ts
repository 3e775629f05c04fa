import { describe, expect, test } from 'vitest'
import {
  APP,
  asRecord,
  AUDIENCE,
  Browser,
  CALLBACK,
  control,
  exchange,
  ISSUER,
  MACHINE,
  send,
  useTenant,
  verify,
} from './harness.ts'
import { makePkce } from './pkce.ts'

useTenant()

const CODE = { grant_type: 'authorization_code', redirect_uri: CALLBACK }
const PASSWORD = {
  ...APP,
  grant_type: 'password',
  username: 'admin@example.com',
  password: 'password',
  audience: AUDIENCE,
}
const CREDENTIALS = { ...MACHINE, grant_type: 'client_credentials', audience: AUDIENCE }

/** How a code is answered that is so old. */
async function statusOfCodeAfter(seconds: number): Promise<number> {
  await control('PATCH', '/settings', { clockOffsetSeconds: 0 })
  const code = await new Browser().logInForCode()
  await control('PATCH', '/settings', { clockOffsetSeconds: seconds })
  return (await exchange({ ...CODE, ...APP, code })).status
}

describe('the authorization code', () => {
  test('with the secret gives tokens that are not to be stored', async () => {
    const code = await new Browser().logInForCode({ audience: AUDIENCE, scope: 'openid profile', nonce: 'n' })
    const { status, headers, json } = await exchange({ ...CODE, ...APP, code })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(json).toEqual({
      access_token: expect.any(String),
      id_token: expect.any(String),
      scope: 'openid profile',
      expires_in: 86_400,
      token_type: 'Bearer',
    })
    const id = (await verify(json['id_token'], { audience: 'local-app' })).claims
    expect(id).toMatchObject({ nonce: 'n', name: 'Ada Admin', picture: `${ISSUER}u/avatar/admin.svg` })
    expect(id['at_hash']).toBeUndefined()
    expect((await verify(json['access_token'])).claims['gty']).toBeUndefined()
  })

  test.each([
    ['without a secret', { client_id: 'local-app' }, {}],
    ['with an empty secret', { client_id: 'local-app', client_secret: '' }, {}],
    ['with an empty secret in Basic', {}, { authorization: `Basic ${btoa('local-app:')}` }],
    ['with the right secret', APP, {}],
  ])('with PKCE passes %s', async (_name, client, headers: Record<string, string>) => {
    const pkce = await makePkce()
    const code = await new Browser().logInForCode(pkce.params)
    expect((await exchange({ ...CODE, ...client, code, code_verifier: pkce.verifier }, headers)).status).toBe(200)
  })

  test('with PKCE and a wrong secret is refused', async () => {
    const pkce = await makePkce()
    const code = await new Browser().logInForCode(pkce.params)
    const wrong = { client_id: 'local-app', client_secret: 'wrong' }
    const { status, json } = await exchange({ ...CODE, ...wrong, code, code_verifier: pkce.verifier })
    expect([status, json]).toEqual([401, { error: 'access_denied', error_description: 'Unauthorized' }])
  })

  test('without PKCE needs the secret', async () => {
    const code = await new Browser().logInForCode()
    expect((await exchange({ ...CODE, client_id: 'local-app', code })).status).toBe(401)
  })

  test.each([
    ['a wrong verifier', { code_verifier: 'wrong' }, 'Failed to verify code verifier'],
    ['no verifier', {}, 'Failed to verify code verifier'],
    ['another redirect_uri', { redirect_uri: 'http://127.0.0.1:6060/auth/callback' }, 'The redirect URI is wrong'],
  ])('with %s is an invalid grant', async (_name, fields, description) => {
    const pkce = await makePkce()
    const code = await new Browser().logInForCode(pkce.params)
    const { status, json } = await exchange({ ...CODE, ...APP, code, ...fields })
    expect([status, json['error']]).toEqual([403, 'invalid_grant'])
    expect(json['error_description']).toContain(description)
  })

  test('a verifier for a code without a challenge is refused', async () => {
    const code = await new Browser().logInForCode()
    expect((await exchange({ ...CODE, ...APP, code, code_verifier: 'x'.repeat(43) })).status).toBe(403)
  })

  test('works once, also when two requests race for it', async () => {
    const code = await new Browser().logInForCode()
    const results = await Promise.all([1, 2, 3].map(() => exchange({ ...CODE, ...APP, code })))
    expect(results.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403, 403])
    const refused = results.find(({ status }) => status === 403)
    expect(refused?.json).toEqual({ error: 'invalid_grant', error_description: 'Invalid authorization code' })
  })

  test('lives for 60 seconds', async () => {
    // On a busy machine the requests themselves may take the five seconds that are left: they count when they did not.
    let [startedAt, status] = [0, 0]
    do {
      startedAt = Date.now()
      status = await statusOfCodeAfter(55)
    } while (Date.now() - startedAt >= 4_000)
    expect(status).toBe(200)
    expect(await statusOfCodeAfter(61)).toBe(403)
  })

  test('belongs to its client', async () => {
    const code = await new Browser().logInForCode()
    const { status, json } = await exchange({ ...CODE, ...MACHINE, code })
    expect([status, json['error']]).toEqual([403, 'unauthorized_client'])
  })
})

describe('client credentials', () => {
  test('give a machine every permission, with gty and no email', async () => {
    const { json } = await exchange(CREDENTIALS)
    const { claims } = await verify(json['access_token'])
    expect(claims).toMatchObject({
      sub: 'local-machine@clients',
      azp: 'local-machine',
      gty: 'client-credentials',
      aud: AUDIENCE,
    })
    expect(claims['scope']).toBe(json['scope'])
    expect(String(claims['scope']).split(' ')).toEqual(claims['permissions'])
    expect(claims['https://gatehouse.local/email']).toBeUndefined()
    expect(json['refresh_token']).toBeUndefined()
  })

  test('narrow to the scopes asked for, and grant no OIDC scope', async () => {
    const { json } = await exchange({ ...CREDENTIALS, scope: 'openid read:payments' })
    expect(json['scope']).toBe('read:payments')
  })

  test('come as JSON and in the Basic scheme too', async () => {
    const body = JSON.stringify({ grant_type: 'client_credentials', audience: AUDIENCE })
    const headers = {
      'content-type': 'application/json',
      authorization: `Basic ${btoa('local-machine:local-machine-secret')}`,
    }
    const response = await send('/oauth/token', { method: 'POST', headers, body })
    expect(response.status).toBe(200)
    expect(asRecord(await response.json())['token_type']).toBe('Bearer')
  })
})

describe('the password grant', () => {
  test('gives a user the scopes that roles allow', async () => {
    const { json } = await exchange({
      ...PASSWORD,
      username: 'reader@example.com',
      scope: 'openid read:payments write:payments',
    })
    const { claims } = await verify(json['access_token'])
    expect(claims).toMatchObject({ gty: 'password', scope: 'openid read:payments' })
    expect(claims.sub).toMatch(/^google-oauth2\|/)
    expect(json['id_token']).toBeTypeOf('string')
  })

  test('uses the default audience when none is named', async () => {
    const { audience: _, ...withoutAudience } = PASSWORD
    expect((await exchange(withoutAudience)).json['access_token']).not.toContain('.')
    await control('PATCH', '/settings', { defaultAudience: AUDIENCE })
    expect((await verify((await exchange(withoutAudience)).json['access_token'])).claims.aud).toBe(AUDIENCE)
  })
})

describe('a refused exchange', () => {
  const { client_secret: _, ...secretless } = PASSWORD
  const cases: [string, Record<string, string>, number, string, string?][] = [
    ['no grant type', APP, 400, 'invalid_request'],
    ['an unknown grant type', { ...APP, grant_type: 'toString' }, 403, 'unsupported_grant_type'],
    ['no client', { grant_type: 'password' }, 401, 'invalid_client'],
    ['an unknown client', { ...PASSWORD, client_id: 'stranger' }, 401, 'invalid_client'],
    ['a wrong secret', { ...CREDENTIALS, client_secret: 'wrong' }, 401, 'access_denied', 'Unauthorized'],
    ['a password grant without a secret', secretless, 401, 'access_denied', 'Unauthorized'],
    [
      'a grant that the client may not use',
      { ...CREDENTIALS, ...APP },
      403,
      'unauthorized_client',
      "Grant type 'client_credentials' not allowed for the client.",
    ],
    ['a wrong password', { ...PASSWORD, password: 'x' }, 403, 'invalid_grant', 'Wrong email or password.'],
    [
      'an unknown audience for a user',
      { ...PASSWORD, audience: 'https://other' },
      403,
      'access_denied',
      'Service not found: https://other',
    ],
    [
      'an unknown audience for a machine',
      { ...CREDENTIALS, audience: 'https://other' },
      403,
      'access_denied',
      'Service not enabled within domain: https://other',
    ],
    ['a machine without an audience', { ...CREDENTIALS, audience: '' }, 403, 'access_denied'],
    ['an unknown code', { ...CODE, ...APP, code: 'nothing' }, 403, 'invalid_grant', 'Invalid authorization code'],
    [
      'an unknown refresh token',
      { ...APP, grant_type: 'refresh_token', refresh_token: 'x' },
      403,
      'invalid_grant',
      'Unknown or invalid refresh token.',
    ],
  ]
  test.each(cases)('%s', async (_name, fields, status, error, description) => {
    const answer = await exchange(fields)
    expect(answer.status).toBe(status)
    expect(answer.json).toEqual({ error, error_description: description ?? expect.any(String) })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.has('www-authenticate')).toBe(status === 401)
  })

  test.each(['%%%', btoa('%E0:x')])('a malformed Basic header is no client (%s)', async (value) => {
    const answer = await exchange({ grant_type: 'password' }, { authorization: `Basic ${value}` })
    expect([answer.status, answer.json['error']]).toEqual([401, 'invalid_client'])
  })

  test.each(['[]', 'null', '{broken'])('a JSON body of %s is an invalid request', async (body) => {
    const response = await send('/oauth/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect([response.status, asRecord(await response.json())['error']]).toEqual([400, 'invalid_request'])
  })
})
