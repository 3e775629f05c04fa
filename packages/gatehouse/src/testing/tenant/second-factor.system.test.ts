// Tests what the local tenant says of a login in an access token, and how it obeys `acr_values` and `max_age` (RFC 9470 §5).
import { describe, expect, test } from 'vitest'
import { MULTI_FACTOR_ACR } from '../../access/authentication.ts'
import { APP, AUDIENCE, Browser, CALLBACK, control, exchange, location, text, useTenant, verify } from './harness.ts'

useTenant()

const NAMESPACE = 'https://gatehouse.local'
const CODE = { response_type: 'code', audience: AUDIENCE, scope: 'openid offline_access' }
const STEP_UP = { ...CODE, acr_values: MULTI_FACTOR_ACR }

async function tokensFor(code: string) {
  return (await exchange({ grant_type: 'authorization_code', ...APP, code, redirect_uri: CALLBACK })).json
}

async function loginIn(token: unknown): Promise<Record<string, unknown>> {
  const { claims } = await verify(token)
  const named = ['auth_time', 'amr', 'acr'].map((name) => [name, claims[`${NAMESPACE}/${name}`]] as const)
  return Object.fromEntries(named.filter(([, value]) => value !== undefined))
}

const codeIn = (url: URL): string => text(url.searchParams.get('code'))

/** Logs in, opens the page of the second factor and decides. */
async function stepUp(browser: Browser, decision = 'confirm'): Promise<URL> {
  const asked = location(await browser.authorize(STEP_UP))
  const page =
    asked.pathname === '/u/login'
      ? location(await browser.submit(asked.pathname + asked.search, { user: 'admin@example.com' }))
      : asked
  expect(page.pathname).toBe('/u/mfa')
  expect(await (await browser.open(page.pathname + page.search)).text()).toContain('A local tenant for development')
  return location(await browser.submit(page.pathname + page.search, { decision }))
}

test('an access token says under the prefix of claims when and how its user logged in, and goes on saying so when it is renewed', async () => {
  const tokens = await tokensFor(await new Browser().logInForCode(CODE))
  const login = await loginIn(tokens['access_token'])
  expect(login).toEqual({ auth_time: expect.any(Number), amr: ['pwd'] })
  expect((await verify(tokens['access_token'])).claims).not.toHaveProperty('auth_time')
  await control('PATCH', '/settings', { clockOffsetSeconds: 900 })
  const renewed = await exchange({ grant_type: 'refresh_token', ...APP, refresh_token: text(tokens['refresh_token']) })
  const { claims } = await verify(renewed.json['access_token'], { now: new Date(Date.now() + 900_000) })
  expect(claims).toMatchObject({ [`${NAMESPACE}/auth_time`]: login['auth_time'], [`${NAMESPACE}/amr`]: ['pwd'] })
})

describe('acr_values for a second factor', () => {
  test('asks for it after a login, and the tokens say so', async () => {
    const tokens = await tokensFor(codeIn(await stepUp(new Browser())))
    expect(await loginIn(tokens['access_token'])).toMatchObject({ amr: ['pwd', 'mfa'], acr: MULTI_FACTOR_ACR })
    const { claims } = await verify(tokens['id_token'], { audience: APP.client_id })
    expect(claims).toMatchObject({ amr: ['pwd', 'mfa'], acr: MULTI_FACTOR_ACR })
  })

  test('asks for it alone in a session, each time', async () => {
    const browser = new Browser()
    await browser.logIn(CODE)
    for (let times = 0; times < 2; times += 1) {
      expect(location(await browser.authorize(STEP_UP)).pathname).toBe('/u/mfa')
      expect(codeIn(await stepUp(browser))).not.toBe('')
    }
  })

  test('is refused when the person cancels, and each page works once', async () => {
    const browser = new Browser()
    expect((await stepUp(browser, 'cancel')).searchParams.get('error')).toBe('access_denied')
    const page = location(await browser.authorize(STEP_UP))
    expect((await browser.submit(page.pathname + page.search, { decision: 'confirm' })).status).toBe(302)
    expect((await browser.submit(page.pathname + page.search, { decision: 'confirm' })).status).toBe(400)
  })

  test('can’t be confirmed without the session that was asked', async () => {
    const browser = new Browser()
    await browser.logIn(CODE)
    const { pathname, search } = location(await browser.authorize(STEP_UP))
    expect((await new Browser().submit(pathname + search, { decision: 'confirm' })).status).toBe(400)
  })

  test('is no answer to prompt=none', async () => {
    const browser = new Browser()
    await browser.logIn(CODE)
    const back = location(await browser.authorize({ ...STEP_UP, prompt: 'none' }))
    expect(back.searchParams.get('error')).toBe('interaction_required')
  })
})
