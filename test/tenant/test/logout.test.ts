import { describe, expect, test } from 'vitest'
import { Browser, control, fragment, location, text, useTenant } from './harness.ts'

useTenant()

const HOME = 'http://localhost:6060/'

async function isLoggedIn(browser: Browser): Promise<boolean> {
  return !location(await browser.authorize({ response_type: 'code', prompt: 'none' })).searchParams.has('error')
}

async function loggedIn() {
  const browser = new Browser()
  const back = await browser.logIn({ response_type: 'id_token', nonce: 'n', scope: 'openid' })
  return { browser, idToken: text(fragment(back)['id_token']) }
}

const query = (params: Record<string, string>): string => new URLSearchParams(params).toString()

describe('/v2/logout', () => {
  test.each([HOME, 'http://localhost:6060', `${HOME}docs`, `${HOME}docs?bye=1#top`])(
    'ends the session and goes to %s',
    async (returnTo) => {
      const { browser } = await loggedIn()
      const cookie = browser.cookie
      const response = await browser.open(`/v2/logout?${query({ client_id: 'local-app', returnTo })}`)
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe(returnTo)
      browser.cookie = cookie
      expect(await isLoggedIn(browser)).toBe(false)
    },
  )

  test('without returnTo says OK', async () => {
    const { browser } = await loggedIn()
    const response = await browser.open('/v2/logout')
    expect([response.status, await response.text(), browser.cookie]).toEqual([200, 'OK', ''])
  })

  test.each([
    ['an unlisted address', { client_id: 'local-app', returnTo: 'https://evil.example/' }],
    ['a listed address as a prefix', { client_id: 'local-app', returnTo: 'http://localhost:6060.evil.example/' }],
    ['no client', { returnTo: HOME }],
    ['a client that does not list it', { client_id: 'local-machine', returnTo: HOME }],
  ])('refuses %s with a page and keeps the session', async (_name, params: Record<string, string>) => {
    const { browser } = await loggedIn()
    const response = await browser.open(`/v2/logout?${query(params)}`)
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
    expect(await isLoggedIn(browser)).toBe(true)
  })

  test('follows the logout URLs that a control adds', async () => {
    await control('PATCH', '/clients/local-app', { logoutUrls: ['http://a.test/bye'] })
    const response = await new Browser().open(
      `/v2/logout?${query({ client_id: 'local-app', returnTo: 'http://a.test/bye' })}`,
    )
    expect(location(response).href).toBe('http://a.test/bye')
  })
})

describe('/oidc/logout', () => {
  test('takes an id token as the hint, even an expired one, and gives the state back', async () => {
    const { browser, idToken } = await loggedIn()
    await control('PATCH', '/settings', { clockOffsetSeconds: 40_000 })
    const params = { id_token_hint: idToken, post_logout_redirect_uri: HOME, state: 's' }
    const response = await browser.open(`/oidc/logout?${query(params)}`)
    expect(location(response).href).toBe(`${HOME}?state=s`)
    expect(await isLoggedIn(browser)).toBe(false)
  })

  test('takes a client_id, by GET and by POST', async () => {
    const params = { client_id: 'local-app', post_logout_redirect_uri: HOME }
    expect(location(await new Browser().open(`/oidc/logout?${query(params)}`)).href).toBe(HOME)
    expect(location(await new Browser().submit('/oidc/logout', params)).href).toBe(HOME)
  })

  test('without an address says OK', async () => {
    const { browser } = await loggedIn()
    expect((await browser.open('/oidc/logout')).status).toBe(200)
    expect(await isLoggedIn(browser)).toBe(false)
  })

  test.each([
    ['a forged hint', { id_token_hint: 'a.b.c', post_logout_redirect_uri: HOME }],
    ['an unlisted address', { client_id: 'local-app', post_logout_redirect_uri: 'https://evil.example/' }],
  ])('refuses %s and keeps the session', async (_name, params: Record<string, string>) => {
    const { browser } = await loggedIn()
    expect((await browser.open(`/oidc/logout?${query(params)}`)).status).toBe(400)
    expect(await isLoggedIn(browser)).toBe(true)
  })

  test('refuses a hint that was for another client', async () => {
    const { browser, idToken } = await loggedIn()
    const params = { id_token_hint: idToken, client_id: 'local-machine', post_logout_redirect_uri: HOME }
    expect((await browser.open(`/oidc/logout?${query(params)}`)).status).toBe(400)
  })
})
