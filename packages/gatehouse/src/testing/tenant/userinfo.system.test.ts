import { describe, expect, test } from 'vitest'
import { APP, asRecord, AUDIENCE, control, exchange, send, text, useTenant } from './harness.ts'

useTenant()

const PASSWORD = { ...APP, grant_type: 'password', username: 'reader@example.com', password: 'password' }

async function accessToken(fields: Record<string, string>): Promise<string> {
  return text((await exchange({ ...PASSWORD, ...fields })).json['access_token'])
}

async function ask(token: string, method = 'GET') {
  return send('/userinfo', { method, headers: { authorization: `Bearer ${token}` } })
}

describe('userinfo', () => {
  test.each([
    ['an opaque token', {}],
    ['a JWT with the userinfo audience', { audience: AUDIENCE }],
  ])('tells the bearer of %s what the scopes allow', async (_name, fields) => {
    const token = await accessToken({ ...fields, scope: 'openid email' })
    for (const method of ['GET', 'POST']) {
      const response = await ask(token, method)
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.json()).toEqual({
        sub: expect.stringMatching(/^google-oauth2\|/),
        email: 'reader@example.com',
        email_verified: true,
      })
    }
  })

  test('with the scope profile there is a picture that exists', async () => {
    const user = asRecord(await (await ask(await accessToken({ scope: 'openid profile' }))).json())
    expect(user).toMatchObject({ name: 'Remy Reader', nickname: 'reader' })
    expect(text(user['updated_at'])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const picture = await send(text(user['picture']))
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
  })

  test('takes the token in the query and in the form, as passport-auth0 and others send it', async () => {
    const token = await accessToken({ scope: 'openid' })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await send(`/userinfo?access_token=${token}`)).status).toBe(200)
    expect((await send('/userinfo', { method: 'POST', headers, body: `access_token=${token}` })).status).toBe(200)
    expect((await send('/userinfo?access_token=x')).status).toBe(401)
    expect((await send('/userinfo', { method: 'POST', headers, body: 'access_token=x' })).status).toBe(401)
  })

  test('refuses a token that comes in two places', async () => {
    const token = await accessToken({ scope: 'openid' })
    const response = await send(`/userinfo?access_token=${token}`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(400)
    expect(response.headers.get('www-authenticate')).toContain('invalid_request')
  })

  test('without a token is 401', async () => {
    const response = await send('/userinfo')
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Users"'])
  })

  test.each([
    ['a JWT without openid', async () => accessToken({ audience: AUDIENCE, scope: 'read:payments' })],
    ['an opaque token without openid', async () => accessToken({ scope: 'email' })],
    ['a made-up opaque token', async () => 'x'.repeat(43)],
    ['a made-up JWT', async () => 'a.b.c'],
    [
      'a JWT for the API alone',
      async () => text((await control('POST', '/mint', { scope: 'openid', claims: { aud: AUDIENCE } })).json['token']),
    ],
    [
      'a token signed with an unlisted key',
      async () => text((await control('POST', '/mint', { scope: 'openid', key: 'unlisted' })).json['token']),
    ],
    [
      'an expired token',
      async () => text((await control('POST', '/mint', { scope: 'openid', expiresInSeconds: -1 })).json['token']),
    ],
  ])('refuses %s', async (_name, make) => {
    const response = await ask(await make())
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('invalid_token')
  })

  test('an opaque token ends with its lifetime', async () => {
    const token = await accessToken({ scope: 'openid' })
    await control('PATCH', '/settings', { clockOffsetSeconds: 86_401 })
    expect((await ask(token)).status).toBe(401)
  })
})

async function preflight(path: string, origin: string) {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,x-requested-with',
  }
  return send(path, { method: 'OPTIONS', headers })
}

describe('CORS on the endpoints that a page calls', () => {
  test.each(['/oauth/token', '/oauth/revoke', '/userinfo'])('%s lets a page of a web origin in', async (path) => {
    const response = await preflight(path, 'http://localhost:6060')
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:6060')
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization,x-requested-with')
  })

  test('lets a page read the nonce that its next proof needs', async () => {
    const headers = { origin: 'http://localhost:6060' }
    const response = await send('/oauth/token', { method: 'POST', headers })
    expect(response.headers.get('access-control-expose-headers')).toMatch(/\bDPoP-Nonce\b/)
  })

  test.each(['https://evil.example', 'null', 'http://localhost:6060.evil.example'])('keeps %s out', async (origin) => {
    await control('PATCH', '/clients/local-app', { callbacks: ['myapp:/callback'] })
    expect((await preflight('/oauth/token', origin)).headers.get('access-control-allow-origin')).toBeNull()
  })

  test('follows the web origins and the callbacks that a control adds', async () => {
    await control('PATCH', '/clients/local-app', { webOrigins: ['http://a.test'], callbacks: ['http://b.test/back'] })
    for (const origin of ['http://a.test', 'http://b.test']) {
      expect((await preflight('/oauth/token', origin)).headers.get('access-control-allow-origin')).toBe(origin)
    }
  })
})
