import { describe, expect, test } from 'vitest'
import { Browser, control, location, send, useTenant } from './harness.ts'

useTenant()

const KEYS = '/.well-known/jwks.json'

describe('a fault', () => {
  test('replaces status, body and content type for as long as it stands', async () => {
    const { status } = await control('POST', '/faults', {
      path: KEYS,
      status: 503,
      body: 'down',
      contentType: 'text/html',
    })
    expect(status).toBe(201)
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const response = await send(KEYS)
      expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
        503,
        'down',
        'text/html',
      ])
    }
    expect((await control('DELETE', '/faults')).status).toBe(204)
    expect((await send(KEYS)).status).toBe(200)
  })

  test('with times is gone after that many requests, and the next in line follows', async () => {
    await control('POST', '/faults', { path: KEYS, status: 500, times: 2 })
    await control('POST', '/faults', { path: KEYS, status: 429, times: 1 })
    const statuses = []
    for (let attempt = 0; attempt < 4; attempt += 1) statuses.push((await send(KEYS)).status)
    expect(statuses).toEqual([500, 500, 429, 200])
  })

  test('takes a JSON body, with status 200 by default', async () => {
    await control('POST', '/faults', { path: KEYS, body: { keys: [] } })
    const response = await send(KEYS)
    expect([response.status, await response.json()]).toEqual([200, { keys: [] }])
    expect(response.headers.get('content-type')).toBe('application/json')
  })

  test('redirects', async () => {
    await control('POST', '/faults', { path: KEYS, redirectTo: 'https://evil.example/keys' })
    expect(location(await send(KEYS)).href).toBe('https://evil.example/keys')
  })

  test('that only delays lets the real answer through, late', async () => {
    await control('POST', '/faults', { path: KEYS, delayMillis: 120 })
    const before = performance.now()
    const response = await send(KEYS)
    expect(performance.now() - before).toBeGreaterThan(110)
    expect(await response.json()).toHaveProperty('keys')
  })

  test('touches its own path only, and never a control', async () => {
    await control('POST', '/faults', { path: '/_tenant/keys', status: 500 })
    await control('POST', '/faults', { path: '/userinfo', status: 500 })
    expect((await control('GET', '/keys')).status).toBe(200)
    expect((await send(KEYS)).status).toBe(200)
  })
})

describe('the request counts', () => {
  test('count every path but the controls, exactly, also for requests at once', async () => {
    await Promise.all(Array.from({ length: 12 }, async () => send(KEYS)))
    await send('/userinfo')
    await send('/nowhere?x=1')
    expect((await control('GET', '/requests')).json).toEqual({ [KEYS]: 12, '/userinfo': 1, '/nowhere': 1 })
    expect((await control('DELETE', '/requests')).status).toBe(204)
    expect((await control('GET', '/requests')).json).toEqual({})
  })

  test('count a request that met a fault', async () => {
    await control('POST', '/faults', { path: KEYS, status: 500 })
    await send(KEYS)
    expect((await control('GET', '/requests')).json).toEqual({ [KEYS]: 1 })
  })
})

describe('the clients', () => {
  test('take further callbacks, and the answer shows no secret', async () => {
    const { status, json } = await control('PATCH', '/clients/local-app', { callbacks: ['http://a.test/cb'] })
    expect(status).toBe(200)
    expect(json).not.toHaveProperty('secret')
    expect(json['callbacks']).toContain('http://a.test/cb')
    const params = { redirect_uri: 'http://a.test/cb?keep=1', response_type: 'code', prompt: 'none' }
    expect((await new Browser().authorize(params)).status).toBe(400)
    await control('PATCH', '/clients/local-app', { callbacks: ['http://a.test/cb?keep=1'] })
    const back = location(await new Browser().authorize(params))
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ keep: '1', error: 'login_required' })
  })

  test('that are unknown are refused', async () => {
    expect((await control('PATCH', '/clients/ghost', { callbacks: [] })).status).toBe(400)
  })
})

describe('the settings', () => {
  test('are shown, and changed one by one', async () => {
    const before = (await control('GET', '/settings')).json
    expect(before).toEqual({
      profile: 'auth0',
      rbac: true,
      accessTokenLifetimeSeconds: 86_400,
      defaultAudience: '',
      clockOffsetSeconds: 0,
      refreshLeewaySeconds: 0,
      resourceParameterProfile: 'audience',
      confirmsLocalLogins: false,
      managementPlan: 'enterprise',
      managementRequestsPerSecond: 0,
      eventsUrl: '',
      eventsToken: '',
      blockedUserIds: [],
    })
    await control('PATCH', '/settings', { rbac: false })
    expect((await control('PATCH', '/settings', { profile: 'rfc9068' })).json).toEqual({
      ...before,
      rbac: false,
      profile: 'rfc9068',
    })
  })

  test.each([{ profil: 'auth0' }, { profile: 'other' }, { rbac: 'yes' }, { accessTokenLifetimeSeconds: 0 }])(
    'refuse %j',
    async (changes) => {
      expect((await control('PATCH', '/settings', changes)).status).toBe(400)
    },
  )
})

test('reset forgets sessions, clients, settings, faults and counts', async () => {
  const browser = new Browser()
  await browser.logInForCode()
  await control('PATCH', '/settings', { rbac: false })
  await control('PATCH', '/clients/local-app', { callbacks: ['http://a.test/cb'] })
  await control('POST', '/faults', { path: KEYS, status: 500 })
  expect((await control('POST', '/reset')).status).toBe(204)
  expect((await control('GET', '/requests')).json).toEqual({})
  expect((await control('GET', '/settings')).json['rbac']).toBe(true)
  expect((await send(KEYS)).status).toBe(200)
  expect((await new Browser().authorize({ redirect_uri: 'http://a.test/cb' })).status).toBe(400)
  expect(location(await browser.authorize({ response_type: 'code', prompt: 'none' })).searchParams.get('error')).toBe(
    'login_required',
  )
})

test('an unknown control is 404, and a body that is no JSON is 400', async () => {
  expect((await control('GET', '/nothing')).status).toBe(404)
  expect((await send('/_tenant/mint', { method: 'POST', body: '{' })).status).toBe(400)
})
