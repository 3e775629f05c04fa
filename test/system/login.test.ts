// Login for a browser application, from the first link to the last logout, against the local tenant.
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { cookiesOf, HOME, LoginClient, NAVIGATION, SAME_ORIGIN } from './login-client.ts'
import { bearer, linesOf, startSystem, type System } from './system.ts'

const SESSION = '__Host-gatehouse-session'

let system: System
beforeAll(async () => {
  system = await startSystem({ vars: { ALLOWED_ORIGINS: 'https://app.example.com' } })
})
beforeEach(async () => {
  onTestFailed(() => system.harness.debug())
  await system.control('POST', 'reset')
})
afterAll(async () => {
  await system.stop()
})

const browser = () => new LoginClient(system)

async function loggedIn(query?: Readonly<Record<string, string>>, user?: string): Promise<LoginClient> {
  const client = browser()
  expect((await client.logIn(query, user)).status).toBe(200)
  return client
}

async function codeOf(answer: { json(): Promise<unknown> }): Promise<string> {
  return String(((await answer.json()) as { code?: unknown }).code)
}

async function tokenRequests(): Promise<number> {
  return Number((await system.control('GET', 'requests'))['/oauth/token'] ?? 0)
}

describe('logging in', () => {
  test('pushes the request to the tenant, with PKCE, state and nonce, and names nothing of it in the address', async () => {
    const location = new URL(await browser().begin({ scope: 'read:payments' }))
    expect(location.origin + location.pathname).toBe(`${system.tenantUrl}/authorize`)
    expect([...location.searchParams.keys()]).toEqual(['client_id', 'request_uri'])
    expect(await system.control('GET', 'requests')).toMatchObject({ '/oauth/par': 1 })
  })

  test('ends with a session that opens the routes which its scopes allow, and leads on from a page of our own', async () => {
    const client = browser()
    const done = await client.logIn({ scope: 'read:payments', returnTo: '/insights?a=1&b="2' })
    expect(done.status).toBe(200)
    expect(done.headers.get('cache-control')).toBe('no-store')
    expect(await done.text()).toContain(`content="0;url=${HOME}/insights?a=1&amp;b=%222"`)
    expect((await client.fetch('/payments')).status).toBe(200)
    const refused = await client.fetch('/payments', 'POST', { 'content-type': 'application/json' })
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'scope_missing'])
  })

  test('gives one cookie, which no script reads and no other host gets', async () => {
    const set = cookiesOf(await browser().logIn()).filter(({ value }) => value !== '')
    expect(set.map(({ name }) => name)).toEqual([SESSION])
    expect(set[0]?.attributes).toEqual(['Path=/', 'Max-Age=604800', 'HttpOnly', 'Secure', 'SameSite=Lax'])
    expect(set[0]?.value).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)
  })

  test('asks for an organization, a connection and the rest, and always for a refresh token and our audience', async () => {
    const client = await loggedIn({ organization: 'org_42', connection: 'google-oauth2', scope: 'read:payments' })
    const { access_token: token } = (await (await client.fetch('/auth/token', 'POST')).json()) as {
      access_token: string
    }
    expect(decodeJwt(token)).toMatchObject({
      aud: ['https://api.gatehouse.local', expect.any(String)],
      org_id: 'org_42',
      scope: 'openid profile email offline_access read:payments',
    })
  })

  test('in two tabs at once works in both', async () => {
    const client = browser()
    const [one, other] = [await client.begin({ returnTo: '/one' }), await client.begin({ returnTo: '/other' })]
    for (const [location, path] of [
      [one, '/one'],
      [other, '/other'],
    ] as const) {
      const back = await client.answerAtTenant(location)
      expect(await (await client.send(back.href, { headers: NAVIGATION })).text()).toContain(`url=${HOME}${path}"`)
    }
    expect([...client.cookies.keys()]).toEqual([SESSION])
  })

  test('begins on the host of the callback, where its cookies must be', async () => {
    const answer = await system.fetch('http://127.0.0.1:6060/auth/login?returnTo=/x', { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${HOME}/auth/login?returnTo=/x`])
  })

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/auth/logout'])(
    'does not lead to %s afterwards',
    async (returnTo) => {
      const answer = await browser().send(`/auth/login?${new URLSearchParams({ returnTo }).toString()}`)
      expect([answer.status, await codeOf(answer)]).toEqual([400, 'request_invalid'])
    },
  )

  test('leads to an origin that is allowed', async () => {
    const done = await browser().logIn({ returnTo: 'https://app.example.com/start' })
    expect(await done.text()).toContain('url=https://app.example.com/start"')
  })
})

describe('a callback', () => {
  test('that another browser has begun is refused, with a page for people and a problem for others', async () => {
    const back = await (async () => {
      const victim = browser()
      return await victim.answerAtTenant(await victim.begin())
    })()
    const page = await browser().send(back.href, { headers: NAVIGATION })
    expect([page.status, page.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
    expect(await page.text()).toContain('This browser has begun no such login')
    expect(await codeOf(await browser().send(back.href))).toBe('login_failed')
    expect(page.headers.getSetCookie().join()).not.toContain(SESSION)
  })

  test('works once', async () => {
    const client = browser()
    const back = await client.answerAtTenant(await client.begin())
    expect((await client.send(back.href)).status).toBe(200)
    expect((await client.send(back.href)).status).toBe(400)
  })

  test('with an error of the tenant says what to change, and escapes what the tenant says', async () => {
    const client = browser()
    const back = await client.answerAtTenant(await client.begin())
    const error = {
      state: back.searchParams.get('state') ?? '',
      error: 'access_denied',
      error_description: '<b>No</b>',
    }
    const page = await client.send(`/auth/callback?${new URLSearchParams(error).toString()}`, { headers: NAVIGATION })
    expect(page.status).toBe(400)
    expect(await page.text()).toContain('access_denied (&lt;b&gt;No&lt;/b&gt;)')
    expect(linesOf(system, 'login_failed')).not.toEqual([])
  })

  test('while the tenant is out of order is 503', async () => {
    const client = browser()
    const back = await client.answerAtTenant(await client.begin())
    await system.control('POST', 'faults', { path: '/oauth/token', status: 500 })
    const answer = await client.send(back.href)
    expect([answer.status, await codeOf(answer)]).toEqual([503, 'tenant_unavailable'])
  })
})

describe('the session', () => {
  test('says who it is and until when, and gives its token, to a page of our own only', async () => {
    const client = await loggedIn({}, 'admin')
    const told = (await (await client.fetch('/auth/session')).json()) as Record<string, unknown>
    expect(told['user']).toMatchObject({ email: 'admin@example.com', name: 'Ada Admin', organization: null })
    expect(Number(told['endsAt']) - Number(told['startedAt'])).toBe(604_800)
    const given = await client.fetch('/auth/token', 'POST')
    expect([given.status, given.headers.get('cache-control')]).toEqual([200, 'no-store'])
    for (const [path, method] of [
      ['/auth/session', 'GET'],
      ['/auth/token', 'POST'],
    ] as const)
      expect(
        await codeOf(await client.send(path, { method, headers: { 'sec-fetch-site': 'same-site', origin: HOME } })),
      ).toBe('origin_forbidden')
    expect(await codeOf(await browser().fetch('/auth/session'))).toBe('session_expired')
  })

  const navigation = { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }
  test.each<readonly [string, string, Record<string, string>, number]>([
    ['a script of our own', 'GET', SAME_ORIGIN, 200],
    ['a person who types the address', 'GET', NAVIGATION, 200],
    ['a link of another site', 'GET', navigation, 403],
    [
      'a script of another site',
      'GET',
      { ...SAME_ORIGIN, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      403,
    ],
    ['a script of a sister site', 'GET', { ...SAME_ORIGIN, 'sec-fetch-site': 'same-site' }, 403],
    ['a client that says nothing of itself', 'GET', {}, 403],
    ['a script of our own that changes something', 'POST', { ...SAME_ORIGIN, origin: HOME }, 400],
    ['one without an Origin', 'POST', SAME_ORIGIN, 403],
    ['one without Fetch Metadata', 'POST', { origin: HOME }, 403],
    ['one of another origin', 'POST', { ...SAME_ORIGIN, origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', 'POST', { ...SAME_ORIGIN, origin: 'null' }, 403],
    [
      'an application that is allowed for tokens',
      'POST',
      { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' },
      403,
    ],
  ])('of %s (%s)', async (_title, method, headers, status) => {
    const client = await loggedIn({ scope: 'read:payments write:payments' }, 'admin')
    const body = method === 'POST' ? { body: '{}' } : {}
    const answer = await client.send('/payments', {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...body,
    })
    expect(answer.status).toBe(status)
    if (status === 403) expect(await codeOf(answer)).toBe('origin_forbidden')
  })

  test('gives way to an Authorization header', async () => {
    const client = await loggedIn()
    const token = await system.token({ user: 'admin', scope: 'read:payments' })
    const me = await client.send('/me', { headers: bearer(token) })
    expect(await me.json()).toMatchObject({ email: 'admin@example.com' })
    expect(await codeOf(await client.fetch('/me', 'GET', bearer('a.b.c')))).toBe('token_malformed')
  })

  test('that was changed is over, and its cookie is taken away', async () => {
    const client = await loggedIn()
    const sealed = client.cookies.get(SESSION) ?? ''
    client.cookies.set(SESSION, `${sealed.slice(0, -8)}AAAAAAAA`)
    const answer = await client.fetch('/payments')
    expect([answer.status, await codeOf(answer)]).toEqual([401, 'session_expired'])
    expect(client.cookies.size).toBe(0)
  })

  test('is nowhere in the log', async () => {
    const client = await loggedIn()
    const sealed = client.cookies.get(SESSION) ?? ''
    await client.fetch('/payments')
    await client.send('/payments')
    const { access_token: token } = (await (await client.fetch('/auth/token', 'POST')).json()) as {
      access_token: string
    }
    const log = linesOf(system).join('\n')
    expect([sealed, ...token.split('.')].filter((part) => log.includes(part))).toEqual([])
  })
})

describe('an access token that has run out', () => {
  const SOON = 30

  async function withSpentToken(): Promise<LoginClient> {
    await system.control('PATCH', 'settings', { accessTokenLifetimeSeconds: SOON })
    const client = await loggedIn()
    await system.control('PATCH', 'settings', { accessTokenLifetimeSeconds: 3_600 })
    await system.control('DELETE', 'requests')
    return client
  }

  test('is renewed once for five requests at once, and each answer brings the new session', async () => {
    const client = await withSpentToken()
    const { header } = client
    const answers = await Promise.all(
      ['/payments', '/payments', '/me', '/auth/session', '/secure'].map((path) =>
        system.fetch(HOME + path, { headers: { ...SAME_ORIGIN, cookie: header } }),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 403])
    expect(answers.map((answer) => cookiesOf(answer).map(({ name }) => name))).toEqual(
      Array.from({ length: 5 }, () => [SESSION]),
    )
    expect(await tokenRequests()).toBe(1)
    for (const answer of answers) {
      const later = await system.fetch(`${HOME}/payments`, {
        headers: { ...SAME_ORIGIN, cookie: `${SESSION}=${cookiesOf(answer)[0]?.value}` },
      })
      expect([later.status, later.headers.getSetCookie()]).toEqual([200, []])
    }
    expect(await tokenRequests()).toBe(1)
  })

  test('is found again by a browser that never got the answer with the new session', async () => {
    const client = await withSpentToken()
    const lost = { headers: { ...SAME_ORIGIN, cookie: client.header } }
    await system.fetch(`${HOME}/payments`, lost)
    const again = await system.fetch(`${HOME}/payments`, lost)
    expect([again.status, cookiesOf(again).length, await tokenRequests()]).toEqual([200, 1, 1])
  })

  test('is still good for its last seconds while the tenant is out of order', async () => {
    const client = await withSpentToken()
    await system.control('POST', 'faults', { path: '/oauth/token', status: 500 })
    expect((await client.fetch('/payments')).status).toBe(200)
  })

  test('is 503 when it is over while the tenant is out of order, and leaves the session', async () => {
    const client = browser()
    await system.control('POST', 'faults', { path: '/oauth/token', delayMillis: 1_100, times: 1 })
    await system.control('PATCH', 'settings', { accessTokenLifetimeSeconds: 1 })
    await client.logIn()
    await system.control('POST', 'faults', { path: '/oauth/token', status: 500, delayMillis: 1_100 })
    await client.fetch('/payments')
    const answer = await client.fetch('/payments')
    expect([answer.status, await codeOf(answer)]).toEqual([503, 'tenant_unavailable'])
    expect(client.cookies.has(SESSION)).toBe(true)
  })

  test('that the tenant renews no more ends the session', async () => {
    const client = await withSpentToken()
    await system.control('POST', 'reset')
    const answer = await client.fetch('/payments')
    expect([answer.status, await codeOf(answer)]).toEqual([401, 'session_expired'])
    expect(client.cookies.size).toBe(0)
  })
})

describe('logging out', () => {
  test('ends the session here, and leads to the end of the one at the tenant', async () => {
    const client = await loggedIn()
    const stolen = client.header
    const answer = await client.send('/auth/logout?returnTo=/docs&federated', { headers: NAVIGATION })
    const location = new URL(answer.headers.get('location') ?? '')
    expect([answer.status, location.origin + location.pathname]).toEqual([303, `${system.tenantUrl}/oidc/logout`])
    expect(Object.fromEntries(location.searchParams)).toEqual({
      client_id: 'local-app',
      post_logout_redirect_uri: `${HOME}/docs`,
      logout_hint: expect.any(String) as string,
      federated: '',
    })
    expect(client.cookies.size).toBe(0)
    const late = await system.fetch(`${HOME}/payments`, { headers: { ...SAME_ORIGIN, cookie: stolen } })
    expect(await codeOf(late)).toBe('session_expired')
  })

  test('by a script gives the address of the tenant; of another origin it is refused', async () => {
    const client = await loggedIn()
    const refused = await client.send('/auth/logout', { method: 'POST', headers: { origin: 'https://evil.example' } })
    expect([refused.status, client.cookies.size]).toEqual([403, 1])
    const answer = await client.fetch('/auth/logout', 'POST')
    expect(await answer.json()).toEqual({ location: expect.stringContaining('/oidc/logout') as string })
    expect(client.cookies.size).toBe(0)
  })
})

describe('the tenant', () => {
  const ADMIN = { user: 'admin@example.com' }
  async function post(order: Readonly<Record<string, unknown>>) {
    const { token } = await system.control('POST', 'backchannel-logout', order)
    return await system.fetch(`${HOME}/auth/backchannel-logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: String(token) }).toString(),
    })
  }

  test('ends the sessions of a person, and nobody else', async () => {
    const [admin, reader] = [await loggedIn({ scope: 'read:payments' }, 'admin'), await loggedIn()]
    const answer = await post(ADMIN)
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(await codeOf(await admin.fetch('/payments'))).toBe('session_expired')
    expect((await reader.fetch('/payments')).status).toBe(200)
  })

  test.each<readonly [string, Record<string, unknown>]>([
    ['a forged signature', { ...ADMIN, key: 'unlisted' }],
    ['another application', { ...ADMIN, claims: { aud: 'other' } }],
    ['another issuer', { ...ADMIN, claims: { iss: 'https://evil.example/' } }],
    ['an end in the past', { ...ADMIN, claims: { exp: 1 } }],
    ['a beginning in the future', { ...ADMIN, claims: { iat: 4_000_000_000, exp: 4_000_000_100 } }],
    ['no id', { ...ADMIN, claims: { jti: null } }],
    ['no event', { ...ADMIN, claims: { events: {} } }],
    ['a nonce, as an id token has', { ...ADMIN, claims: { nonce: 'n' } }],
    ['neither person nor session', {}],
    ['another type', { ...ADMIN, header: { typ: 'at+jwt' } }],
    ['no algorithm', { ...ADMIN, header: { alg: 'none' } }],
  ])('is not believed with %s', async (_title, order) => {
    const answer = await post(order)
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'request_invalid'])
  })
})
