import { decodeJwt } from 'jose'
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

  test.each([`${HOME}docs?bye=1`, `${HOME}docs#top`, `${HOME}?`])(
    'refuses %s, because it compares addresses letter by letter as Auth0 does',
    async (address) => {
      const { browser } = await loggedIn()
      const params = { client_id: 'local-app', post_logout_redirect_uri: address }
      expect((await browser.open(`/oidc/logout?${query(params)}`)).status).toBe(400)
      expect(await isLoggedIn(browser)).toBe(true)
    },
  )

  test('takes a client_id, by GET and by POST', async () => {
    const params = { client_id: 'local-app', post_logout_redirect_uri: HOME }
    expect(location(await new Browser().open(`/oidc/logout?${query(params)}`)).href).toBe(HOME)
    expect(location(await new Browser().submit('/oidc/logout', params)).href).toBe(HOME)
  })

  test('without an address says OK', async () => {
    const { browser, idToken } = await loggedIn()
    const response = await browser.open(`/oidc/logout?${query({ id_token_hint: idToken })}`)
    expect([response.status, await response.text()]).toEqual([200, 'OK'])
    expect(await isLoggedIn(browser)).toBe(false)
  })

  test('takes the session id as the hint too', async () => {
    const { browser, idToken } = await loggedIn()
    const params = {
      client_id: 'local-app',
      logout_hint: text(decodeJwt(idToken)['sid']),
      post_logout_redirect_uri: HOME,
    }
    expect(location(await browser.open(`/oidc/logout?${query(params)}`)).href).toBe(HOME)
    expect(await isLoggedIn(browser)).toBe(false)
  })

  test.each<[string, () => Promise<Record<string, string>>]>([
    ['no hint', async () => ({ client_id: 'local-app' })],
    ['the id of another session', async () => ({ client_id: 'local-app', logout_hint: 'other' })],
    ['an id token of another session', async () => ({ id_token_hint: (await loggedIn()).idToken })],
  ])('asks the person first when it gets %s', async (_name, make) => {
    const { browser } = await loggedIn()
    const params = { ...(await make()), post_logout_redirect_uri: HOME, state: '"s' }
    const page = await browser.open(`/oidc/logout?${query(params)}`)
    expect(page.status).toBe(200)
    expect(await isLoggedIn(browser)).toBe(true)
    const form = await page.text()
    expect(form).toContain('<form method="post" action="/u/logout">')
    const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
    const confirmed = Object.fromEntries(fields.map(([name, value]) => [name, value?.replace('&quot;', '"')]))
    expect(location(await browser.submit('/u/logout', confirmed)).href).toBe(`${HOME}?state=%22s`)
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
