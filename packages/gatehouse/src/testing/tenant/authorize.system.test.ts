import { base64url } from 'jose'
import { describe, expect, test } from 'vitest'
import { AUDIENCE, Browser, CALLBACK, control, fragment, ISSUER, location, text, useTenant, verify } from './harness.ts'

useTenant()

describe('a request that may not be answered by a redirect', () => {
  const cases: [string, Record<string, string>, string][] = [
    ['an unknown client', { client_id: 'stranger', response_type: 'code' }, 'Unknown client'],
    [
      'an unlisted redirect_uri',
      { redirect_uri: 'https://evil.example/', response_type: 'code' },
      'Callback URL mismatch',
    ],
    [
      'a listed redirect_uri with more path',
      { redirect_uri: `${CALLBACK}/x`, response_type: 'code' },
      'Callback URL mismatch',
    ],
    ['an empty redirect_uri', { redirect_uri: '', response_type: 'code' }, 'Callback URL mismatch'],
  ]
  test.each(cases)('%s gets a page with status 400', async (_name, params, title) => {
    const response = await new Browser().authorize(params)
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
    expect(await response.text()).toContain(title)
  })

  test('what it holds is escaped on the page', async () => {
    const response = await new Browser().authorize({ client_id: '<script>alert(1)</script>' })
    expect(await response.text()).not.toContain('<script>alert')
  })
})

describe('a mistake goes back to the application with the state', () => {
  const cases: [string, Record<string, string>, 'query' | 'fragment', string][] = [
    ['no response_type', {}, 'query', 'invalid_request'],
    ['an unsupported response_type', { response_type: 'code none' }, 'fragment', 'unsupported_response_type'],
    ['an unknown response_mode', { response_type: 'code', response_mode: 'pigeon' }, 'query', 'invalid_request'],
    ['an id_token without a nonce', { response_type: 'id_token' }, 'fragment', 'invalid_request'],
    [
      'PKCE with plain',
      { response_type: 'code', code_challenge: 'x', code_challenge_method: 'plain' },
      'query',
      'invalid_request',
    ],
    ['PKCE without a method', { response_type: 'code', code_challenge: 'x' }, 'query', 'invalid_request'],
    [
      'a PKCE method without a challenge',
      { response_type: 'code', code_challenge_method: 'S256' },
      'query',
      'invalid_request',
    ],
    ['an unknown audience', { response_type: 'token', audience: 'https://other' }, 'fragment', 'access_denied'],
    ['prompt=none without a session', { response_type: 'token', prompt: 'none' }, 'fragment', 'login_required'],
    ['prompt=none for a code', { response_type: 'code', prompt: 'none' }, 'query', 'login_required'],
  ]
  test.each(cases)('%s', async (_name, params, mode, error) => {
    const back = location(await new Browser().authorize({ state: 's 1&', ...params }))
    expect(back.href.startsWith(CALLBACK)).toBe(true)
    const answer = mode === 'fragment' ? fragment(back) : Object.fromEntries(back.searchParams)
    expect(answer).toEqual({ error, error_description: expect.any(String), state: 's 1&' })
    expect(mode === 'fragment' ? back.search : back.hash).toBe('')
  })

  test('an unknown audience is named as Auth0 names it', async () => {
    const back = location(await new Browser().authorize({ response_type: 'token', audience: 'https://other' }))
    expect(fragment(back)['error_description']).toBe('Service not found: https://other')
  })

  test('a client without the grant is not authorized', async () => {
    await control('PATCH', '/clients/local-machine', { callbacks: [CALLBACK] })
    const back = location(await new Browser().authorize({ client_id: 'local-machine', response_type: 'code' }))
    expect(back.searchParams.get('error')).toBe('unauthorized_client')
  })
})

describe('the implicit flow', () => {
  test('token gives an access token, its scope, its lifetime and the state in the fragment', async () => {
    const params = { response_type: 'token', audience: AUDIENCE, scope: 'read:payments nope:never', state: 'abc' }
    const answer = fragment(await new Browser().logIn(params))
    expect(answer).toEqual({
      access_token: expect.any(String),
      scope: 'read:payments',
      expires_in: '86400',
      token_type: 'Bearer',
      state: 'abc',
    })
    const { header, claims } = await verify(answer['access_token'])
    expect(Object.keys(header).sort()).toEqual(['alg', 'kid', 'typ'])
    expect(header).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(Object.keys(claims).sort()).toEqual(
      [
        ...['amr', 'auth_time', 'email'].map((name) => `https://gatehouse.local/${name}`),
        'aud',
        'azp',
        'exp',
        'iat',
        'iss',
        'permissions',
        'scope',
        'sub',
      ].sort(),
    )
    expect(claims).toMatchObject({ aud: AUDIENCE, azp: 'local-app', scope: 'read:payments' })
    expect(claims['https://gatehouse.local/email']).toBe('admin@example.com')
    expect(Number(claims.exp) - Number(claims.iat)).toBe(86_400)
  })

  test('with openid the audience gains the userinfo endpoint', async () => {
    const params = { response_type: 'token', audience: AUDIENCE, scope: 'openid email offline_access' }
    const { claims } = await verify(fragment(await new Browser().logIn(params))['access_token'])
    expect(claims.aud).toEqual([AUDIENCE, `${ISSUER}userinfo`])
    expect(claims['scope']).toBe('openid email')
  })

  test('without an audience the access token is opaque', async () => {
    const answer = fragment(await new Browser().logIn({ response_type: 'token', scope: 'openid read:payments' }))
    expect(answer['access_token']).not.toContain('.')
    expect(answer['scope']).toBe('openid')
  })

  test('token id_token gives both, bound to each other by at_hash and to the request by nonce', async () => {
    const params = { response_type: 'token id_token', audience: AUDIENCE, scope: 'openid profile email', nonce: 'n-1' }
    const answer = fragment(await new Browser().logIn(params, 'reader@example.com'))
    const { claims } = await verify(answer['id_token'], { audience: 'local-app' })
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text(answer['access_token'])))
    expect(claims).toMatchObject({
      nonce: 'n-1',
      at_hash: base64url.encode(new Uint8Array(digest).slice(0, 16)),
      email: 'reader@example.com',
      email_verified: true,
      nickname: 'reader',
      sid: expect.any(String),
      aud: 'local-app',
    })
  })

  test('id_token alone gives no access token and tells no more than its scopes', async () => {
    const answer = fragment(await new Browser().logIn({ response_type: 'id_token', scope: 'openid', nonce: 'n-2' }))
    expect(Object.keys(answer)).toEqual(['id_token'])
    const { claims } = await verify(answer['id_token'], { audience: 'local-app' })
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'nonce', 'sid', 'sub'])
  })

  test('an organization becomes org_id', async () => {
    const params = { response_type: 'token', audience: AUDIENCE, organization: 'org_42', connection: 'google-oauth2' }
    const { claims } = await verify(fragment(await new Browser().logIn(params))['access_token'])
    expect(claims['org_id']).toBe('org_42')
  })
})

test('response_mode=form_post answers with a form that posts itself', async () => {
  const browser = new Browser()
  await browser.logInForCode()
  const response = await browser.authorize({ response_type: 'code', response_mode: 'form_post', state: '"><b>' })
  const page = await response.text()
  expect(response.status).toBe(200)
  expect(page).toContain(`action="${CALLBACK}"`)
  expect(page).toMatch(/name="code" value="[\w-]+"/)
  expect(page).toContain('value="&quot;&gt;&lt;b&gt;"')
})

test('response_mode=fragment moves a code into the fragment', async () => {
  const back = await new Browser().logIn({ response_type: 'code', response_mode: 'fragment', state: 'x' })
  expect(fragment(back)).toEqual({ code: expect.any(String), state: 'x' })
})

describe('response_mode=web_message', () => {
  const request = { response_type: 'code', response_mode: 'web_message', state: '"><b>' }

  test('answers with a page that only the application may frame, and that sends it the code', async () => {
    const browser = new Browser()
    await browser.logInForCode()
    const response = await browser.authorize(request)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toMatch(/; frame-ancestors http:\/\/localhost:6060$/)
    const page = await response.text()
    expect(page).toContain('data-origin="http://localhost:6060"')
    expect(page).toMatch(
      /data-response="\{&quot;code&quot;:&quot;[\w-]+&quot;,&quot;state&quot;:&quot;\\&quot;&gt;&lt;b/,
    )
  })

  test('sends an error in the same way', async () => {
    const response = await new Browser().authorize({ ...request, prompt: 'none' })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('&quot;error&quot;:&quot;login_required&quot;')
  })

  test('sends nothing to an origin that is in the callback URLs but not in the web origins', async () => {
    const redirectUri = 'http://localhost:7070/'
    await control('PATCH', '/clients/local-app', { callbacks: [redirectUri] })
    const response = await new Browser().authorize({ ...request, redirect_uri: redirectUri, prompt: 'none' })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(await response.text()).toContain('Web origin mismatch')
  })
})
