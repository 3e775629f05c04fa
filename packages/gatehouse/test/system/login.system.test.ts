// Login for a browser application, from the first link to the last logout, against the local tenant.
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { codeOf, cookiesOf, HOME, loggedIn, LoginClient, NAVIGATION, SESSION } from '../../src/testing/login-client.ts'
import { describeLogout } from './login-logout.ts'
import { describeRenewal } from './login-renewal.ts'
import { describeSession } from './login-session.ts'
import { linesOf, startSystem, type System } from '../../src/testing/system.ts'

let system: System
beforeAll(async () => {
  system = await startSystem({ vars: { GATEHOUSE_ALLOWED_ORIGINS: 'https://app.example.com' } })
})
beforeEach(async () => {
  onTestFailed(() => system.harness.debug())
  await system.control('POST', 'reset')
})
afterAll(async () => {
  await system.stop()
})

const browser = () => new LoginClient(system)

describeSession(() => system)
describeRenewal(() => system)
describeLogout(() => system)

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
    expect(set[0]?.attributes).toEqual(['Path=/', 'Max-Age=259200', 'HttpOnly', 'Secure', 'SameSite=Lax'])
    expect(set[0]?.value).toMatch(/^eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)
  })

  test('by an invitation, a hint and a greatest age of the last login tells the tenant so', async () => {
    const client = browser()
    const wishes = { invitation: 'i', organization: 'org_42', login_hint: 'reader@example.com', max_age: '60' }
    expect((await client.logIn(wishes)).status).toBe(200)
    // The tenant says when the person has logged in to whoever asks for a greatest age, and a callback without that is refused.
    expect((await client.fetch('/auth/session')).status).toBe(200)
  })

  test('asks for an organization and scopes, and always for a refresh token and our audience', async () => {
    const client = await loggedIn(system, {
      organization: 'org_42',
      scope: 'read:payments',
    })
    const { access_token: token } = (await (await client.fetch('/auth/token', 'POST')).json()) as {
      access_token: string
    }
    expect(decodeJwt(token)).toMatchObject({
      aud: ['https://api.gatehouse.local', expect.any(String)],
      org_id: 'org_42',
      scope: 'openid profile email offline_access read:payments',
    })
  })

  test('without a question is refused by the tenant where it does not know the person', async () => {
    const client = browser()
    const back = await client.answerAtTenant(await client.begin({ prompt: 'none' }))
    expect(back.searchParams.get('error')).toBe('login_required')
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
    expect(await page.text()).toContain('This browser did not start this login')
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
