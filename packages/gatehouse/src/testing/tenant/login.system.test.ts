import { describe, expect, test } from 'vitest'
import { Browser, control, fragment, location, text, useTenant, verify } from './harness.ts'

useTenant()

const REQUEST = { response_type: 'id_token', nonce: 'n', scope: 'openid email' }

async function openLogin(browser: Browser, params: Record<string, string> = {}): Promise<string> {
  const url = location(await browser.authorize({ ...REQUEST, ...params }))
  return url.pathname + url.search
}

describe('the login page', () => {
  test('names the application, offers every user and allows no inline script', async () => {
    const browser = new Browser()
    const response = await browser.open(await openLogin(browser))
    const page = await response.text()
    expect(page).toContain('Gatehouse (local)')
    for (const user of ['admin', 'reader', 'nobody']) expect(page).toContain(`value="${user}@example.com"`)
    expect(page).not.toMatch(/<script(?! src)/)
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/)
  })

  test('is filled in with the login_hint', async () => {
    const browser = new Browser()
    const page = await (await browser.open(await openLogin(browser, { login_hint: 'a"b@example.com' }))).text()
    expect(page).toContain('value="a&quot;b@example.com"')
  })

  test('takes email in any case and password', async () => {
    const browser = new Browser()
    const path = await openLogin(browser)
    const back = location(await browser.submit(path, { username: 'Reader@example.com', password: 'password' }))
    const { claims } = await verify(fragment(back)['id_token'], { audience: 'local-app' })
    expect(claims['email']).toBe('reader@example.com')
  })

  test('shows an error for a wrong password, keeps the email and lets one try again', async () => {
    const browser = new Browser()
    const path = await openLogin(browser)
    const response = await browser.submit(path, { username: 'admin@example.com', password: 'wrong' })
    const page = await response.text()
    expect(response.status).toBe(400)
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(page).toMatch(/role="alert"[^>]*>Wrong email or password/)
    expect(page).toContain('value="admin@example.com"')
    expect(page).not.toContain('value="wrong"')
    location(await browser.submit(path, { username: 'admin@example.com', password: 'password' }))
  })

  test.each([
    ['a user that is not here', { user: 'ghost@example.com' }],
    ['a user id instead of an email address', { username: 'auth0|64c1f0a2b3d4e5f607182930', password: 'password' }],
    ['an empty form', {}],
  ])('refuses %s', async (_name, fields) => {
    const browser = new Browser()
    expect((await browser.submit(await openLogin(browser), fields)).status).toBe(400)
  })

  test('goes on once: the same form sent again has expired', async () => {
    const browser = new Browser()
    const path = await openLogin(browser)
    location(await browser.submit(path, { user: 'admin@example.com' }))
    const again = await browser.submit(path, { user: 'admin@example.com' })
    expect(again.status).toBe(400)
    expect(await again.text()).toContain('expired')
  })

  test('for an unknown or an old transaction is an error page', async () => {
    const browser = new Browser()
    expect((await browser.open('/u/login?state=nothing')).status).toBe(400)
    const path = await openLogin(browser)
    await control('PATCH', '/settings', { clockOffsetSeconds: 3601 })
    expect((await browser.open(path)).status).toBe(400)
  })
})

describe('single sign-on', () => {
  test('the cookie is HttpOnly, SameSite=Lax and, on http, not Secure', async () => {
    const browser = new Browser()
    const response = await browser.submit(await openLogin(browser), { user: 'admin@example.com' })
    const cookie = text(response.headers.get('set-cookie'))
    expect(cookie).toMatch(/^auth0=[\w-]{43};/)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Lax')
    expect(cookie).not.toContain('Secure')
  })

  test('a second request is answered at once, in the same session, also with prompt=none', async () => {
    const browser = new Browser()
    const first = await browser.logIn(REQUEST)
    const second = location(await browser.authorize({ ...REQUEST, prompt: 'none' }))
    const sids = await Promise.all(
      [first, second].map(
        async (url) => (await verify(fragment(url)['id_token'], { audience: 'local-app' })).claims['sid'],
      ),
    )
    expect(sids[0]).toBe(sids[1])
  })

  test('prompt=login asks again and may change the user', async () => {
    const browser = new Browser()
    await browser.logIn(REQUEST)
    const back = await browser.logIn({ ...REQUEST, prompt: 'login' }, 'nobody@example.com')
    const { claims } = await verify(fragment(back)['id_token'], { audience: 'local-app' })
    expect(claims['email']).toBe('nobody@example.com')
  })

  test('max_age asks again when the login is older, and puts auth_time into the id token', async () => {
    const browser = new Browser()
    await browser.logIn(REQUEST)
    const back = location(await browser.authorize({ ...REQUEST, max_age: '1000' }))
    const { claims } = await verify(fragment(back)['id_token'], { audience: 'local-app' })
    expect(claims['auth_time']).toBeTypeOf('number')
    await control('PATCH', '/settings', { clockOffsetSeconds: 2000 })
    await openLogin(browser, { max_age: '1000' })
    const refused = location(await browser.authorize({ ...REQUEST, max_age: '1000', prompt: 'none' }))
    expect(fragment(refused)['error']).toBe('login_required')
  })

  test('ends after three days', async () => {
    const browser = new Browser()
    await browser.logIn(REQUEST)
    await control('PATCH', '/settings', { clockOffsetSeconds: 3 * 86_400 + 1 })
    await openLogin(browser)
  })

  test('a made-up cookie is no session', async () => {
    const browser = new Browser()
    browser.cookie = `auth0=${'x'.repeat(4000)}`
    await openLogin(browser)
  })
})
