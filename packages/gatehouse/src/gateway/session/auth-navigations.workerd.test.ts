// Tests the URLs of login when a person opens them, and when a browser fetches them by itself.
import { expect, test } from 'vitest'
import { LINK, openLogin } from '../../testing/access/logins.ts'
import { background, kept, NOW, SESSION } from '../../testing/access/sessions.ts'

const UNATTENDED: readonly (readonly [string, Record<string, string>])[] = [
  ['a prefetch', { ...LINK, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty', 'sec-purpose': 'prefetch' }],
  ['a page that is made ready behind the scenes', { ...LINK, 'sec-purpose': 'prefetch;prerender' }],
  ['an image', { ...LINK, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['a script that fetches', { ...LINK, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
]

const LIVE = { ...SESSION, accessExpiresAt: NOW + 3_600 }

async function loggedIn(session = LIVE, scene = openLogin()) {
  return { ...scene, cookie: kept(null, await scene.login.seal(session, null)) }
}

test('a link of our own page logs a person out', async () => {
  const { ask, cookie } = await loggedIn()
  const answer = await ask('logOut', '/auth/logout', { ...LINK, cookie })
  expect([answer.status, kept(cookie, answer.headers.getSetCookie())]).toEqual([303, ''])
})

test.each([...UNATTENDED, ['a frame', { ...LINK, 'sec-fetch-dest': 'iframe' }] as const])(
  '%s of our own page logs nobody out: it gets the page that asks',
  async (_title, headers) => {
    const { ask, cookie } = await loggedIn()
    const answer = await ask('logOut', '/auth/logout', { ...headers, cookie })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []])
    expect(await answer.text()).toContain('Log out?')
    expect((await ask('showSession', '/auth/session', { ...LINK, cookie })).status).toBe(200)
  },
)

test('a person who follows a link from elsewhere may cancel a logout, and is not asked without a session', async () => {
  const { ask, cookie } = await loggedIn()
  const elsewhere = { ...LINK, 'sec-fetch-site': 'cross-site' }
  const asked = await (await ask('logOut', '/auth/logout', { ...elsewhere, cookie })).text()
  expect(asked).toContain('Log out?')
  expect(asked).toContain('href="/">Cancel</a>')
  const stranger = await (await ask('logOut', '/auth/logout', elsewhere)).text()
  expect(stranger).toContain('Nobody is logged in')
  expect(stranger).not.toContain('<form')
})

test.each([
  ['https://api.example', false],
  ['http://localhost:6060', true],
])('a person whose login the tenant refuses at %s hears of the settings: %s', async (origin, isOperator) => {
  const { ask, login, signIns } = openLogin({ origin })
  const { cookies, location } = await login.begin(null, {}, null)
  const state = new URL(location).searchParams.get('state') ?? ''
  const callback = `/auth/callback?error=access_denied&error_description=Unauthorized&state=${state}`
  const page = await ask('finishLogin', callback, { ...LINK, cookie: kept(null, cookies) })
  const text = await page.text()
  expect([page.status, text.includes('tell the operator')]).toEqual([400, true])
  expect(text.includes('AUTH0_CLIENT_SECRET')).toBe(isOperator)
  expect(text).toContain('<code>r-1</code>')
  expect(signIns).toMatchObject([{ source: 'session', subject: null, isFailed: true, reason: 'access_denied' }])
})

test.each(UNATTENDED)('%s begins no login, and uses up none that is under way', async (_title, headers) => {
  const { ask, login } = openLogin()
  const begun = await ask('startLogin', '/auth/login', headers)
  expect([begun.status, begun.headers.getSetCookie()]).toEqual([400, []])
  const { cookies, location } = await login.begin(null, {}, null)
  const state = new URL(location).searchParams.get('state') ?? ''
  const callback = `/auth/callback?code=c&state=${state}`
  const answer = await ask('finishLogin', callback, { ...headers, cookie: kept(null, cookies) })
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []])
})

test('a person who opens a used callback again is redirected while the session is valid', async () => {
  const { ask, login, cookie } = await loggedIn()
  const [callback, person] = ['/auth/callback?code=spent&state=spent', { ...LINK, cookie }]
  const answer = await ask('finishLogin', callback, person)
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining('content="0;url=https://api.example/"') as string,
  ])
  // A person without a valid session must log in; and a script gets the error.
  const { cookie: _none, ...stranger } = person
  expect((await ask('finishLogin', callback, stranger)).status).toBe(400)
  expect((await ask('finishLogin', callback, { cookie })).status).toBe(400)
  await login.end({ returnTo: null, federated: false }, cookie, background)
  expect((await ask('finishLogin', callback, person)).status).toBe(400)
})

test.each([
  ['http://localhost:6060', '', true],
  ['http://127.0.0.1:6060', '__Host-gatehouse-session=x', true],
  ['http://localhost:6060', '__Host-gatehouse-login-other=x', false],
  ['https://api.example', '', false],
])('a callback at %s with the cookies %j says what Safari does with cookies: %s', async (origin, cookie, isSaid) => {
  const page = await openLogin({ origin }).ask('finishLogin', '/auth/callback?code=c&state=s', { ...LINK, cookie })
  const text = await page.text()
  expect([page.status, text.includes('This browser did not start this login')]).toEqual([400, true])
  expect(/Safari .* Chrome, Edge or Firefox/.test(text)).toBe(isSaid)
})

test('a logout ends the session for other isolates too, and while KV is out of order for this one at least', async () => {
  const here = await loggedIn()
  await here.ask('logOut', '/auth/logout', { ...LINK, cookie: here.cookie })
  await expect.poll(() => here.kv.values.size).toBe(1)
  const elsewhere = openLogin({ kv: here.kv })
  expect((await elsewhere.ask('showSession', '/auth/session', { ...LINK, cookie: here.cookie })).status).toBe(401)

  const broken = await loggedIn()
  broken.kv.failing = 'write'
  expect((await broken.ask('logOut', '/auth/logout', { ...LINK, cookie: broken.cookie })).status).toBe(303)
  await expect.poll(() => broken.events).toContain('logout_write_failed')
  expect((await broken.ask('showSession', '/auth/session', { ...LINK, cookie: broken.cookie })).status).toBe(401)
})

const encode = (part: object) => btoa(JSON.stringify(part)).replaceAll('=', '')

test.each([
  [0, 60, true],
  [60, 60, true],
  [61, 60, false],
])('a person who proved who it is %i s before a login with max_age=%i is let in: %s', async (ago, maxAge, isLetIn) => {
  let nonce = ''
  const { ask, login } = openLogin({
    clock: { now: () => Date.now(), sleep: () => new Promise<void>(() => undefined) },
    token: () => {
      const now = Math.floor(Date.now() / 1000)
      const claims = { iss: 'https://tenant.example/', aud: 'app', sub: 'auth0|1', iat: now, exp: now + 60, nonce }
      const idToken = [{ alg: 'RS256' }, { ...claims, auth_time: now - ago - (isLetIn ? 0 : 10) }].map(encode).join('.')
      return { access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: `${idToken}.c2ln` }
    },
  })
  const { cookies, location } = await login.begin(null, { max_age: String(maxAge) }, null)
  const { searchParams } = new URL(location)
  nonce = searchParams.get('nonce') ?? ''
  const callback = `/auth/callback?code=c&state=${searchParams.get('state')}`
  const answer = await ask('finishLogin', callback, { ...LINK, cookie: kept(null, cookies) })
  expect(answer.status).toBe(isLetIn ? 200 : 400)
})

test('a session says when it ends by itself, and when it does unless it is used', async () => {
  const { ask, cookie } = await loggedIn({
    ...SESSION,
    accessExpiresAt: NOW + 3_600,
    seenAt: NOW,
    endsAt: NOW + 604_800,
  })
  const told = await (await ask('showSession', '/auth/session', { ...LINK, cookie })).json()
  expect(told).toMatchObject({ endsAt: SESSION.startedAt + 604_800 + 100, idleEndsAt: NOW + 259_200 })
})
