// Tests that a refused call is counted for the address that it comes from, so that a client cannot try tokens without a limit.
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { CallCounter } from './rate-limits.ts'
import { Login } from '../../tenant/login/login.ts'
import { ADDRESS, loginSettings, openGateway } from '../../testing/access/test-gateway.ts'
import { background as idle, kept, NOW, SESSION } from '../../testing/access/sessions.ts'
import { forge, ISSUER, makeKey, mint, openGate, START_SECONDS, type SigningKey } from '../../testing/access/support.ts'
import { FakeKv } from '../../testing/access/tenant.ts'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

let key: SigningKey
beforeAll(async () => {
  key = await makeKey('ours')
})
beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

async function answerTo(sent: Promise<Response>) {
  const { status, headers } = await sent
  return { status, code: headers.get('x-problem-code'), retryAfter: headers.get('retry-after') }
}

const logOut = async (gateway: ReturnType<typeof openGateway>, token: string) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  return await answerTo(
    gateway.send('/auth/backchannel-logout', { method: 'POST', headers, body: `logout_token=${token}` }),
  )
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const logoutToken = (events: object) =>
  forge(
    key,
    { alg: 'RS256', typ: 'logout+jwt', kid: 'ours' },
    {
      iss: ISSUER,
      aud: 'the-application',
      sub: 'auth0|1',
      iat: START_SECONDS,
      exp: START_SECONDS + 60,
      jti: '1',
      events,
    },
  )

describe('a call that the gate refuses is counted once, for its address', () => {
  test.each([
    ['without a token', async () => ({}), 401, 'token_missing'],
    ['with a bad one', async () => bearer('a.b.c'), 401, 'token_malformed'],
    ['with a token that lacks a scope', async () => bearer(await mint(key)), 403, 'scope_missing'],
    ['with two tokens', async () => bearer('a.b.c, Bearer d.e.f'), 400, 'token_ambiguous'],
    ['with a session that is none', async () => ({ cookie: '__Host-gatehouse-session=x' }), 403, 'origin_forbidden'],
  ])('%s', async (_title, headers, status, code) => {
    const { send, keys } = openGateway(key)
    expect(await answerTo(send('/payments', { headers: await headers() }))).toMatchObject({ status, code })
    expect(keys).toEqual([`address:${ADDRESS}`])
  })
})

test('beyond the limit a call that would be refused gets 429 instead, with any kind of token', async () => {
  const { send } = openGateway(key, 2)
  const answers = [
    await answerTo(send('/me')),
    await answerTo(send('/payments', { headers: bearer('a.b.c') })),
    await answerTo(send('/me')),
    await answerTo(send('/nowhere')),
  ]
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 429, 429])
  expect(answers[2]).toMatchObject({ code: 'rate_limited', retryAfter: '60' })
})

test('an accepted call is counted once, for its subject', async () => {
  const { send, keys } = openGateway(key)
  expect(await answerTo(send('/me', { headers: bearer(await mint(key)) }))).toMatchObject({ status: 200 })
  expect(keys).toEqual(['subject:auth0|1'])
})

test('an outage is not counted, and stays an outage', async () => {
  const { send, keys, source } = openGateway(key, 0)
  source.answer = () => Promise.reject(new Error('the tenant is down'))
  expect(await answerTo(send('/me', { headers: bearer(await mint(key)) }))).toMatchObject({
    status: 503,
    code: 'keys_unavailable',
  })
  expect(keys).toEqual([])
})

describe('a logout that the tenant sends', () => {
  test('is not counted when its token is good: many people may log out at once', async () => {
    const gateway = openGateway(key, 0)
    const token = await logoutToken({ [EVENT]: {} })
    for (let call = 0; call < 3; call += 1) expect(await logOut(gateway, token)).toMatchObject({ status: 200 })
    expect(gateway.keys).toEqual([])
  })

  test('is counted for its address when it is not', async () => {
    const gateway = openGateway(key, 1)
    const token = await logoutToken({})
    expect(await logOut(gateway, token)).toMatchObject({ status: 400, code: 'request_invalid' })
    expect(await logOut(gateway, token)).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(gateway.keys).toEqual([`address:${ADDRESS}`, `address:${ADDRESS}`])
  })
})

test('a session that is renewed too often is refused before the tenant is asked, and goes on while its token is good', async () => {
  const counted: string[] = []
  const counter = new CallCounter(() => ({ limit: async ({ key: name }) => ({ success: counted.push(name) === 0 }) }))
  const fetch = vi.fn(() => Promise.reject(new Error('the tenant is not asked')))
  const clock = { now: () => NOW * 1_000, sleep: () => new Promise<void>(() => undefined) }
  const { gate } = openGate([key])
  const login = new Login({
    settings: loginSettings(),
    cookieNames: cookieNamesOf(),
    fetch,
    clock,
    store: new FakeKv(),
    ring: gate.ring,
    log: () => undefined,
    countRenewal: (subject) => counter.countRenewal(subject),
  })
  const resume = async (accessExpiresAt: number, refreshToken: string) =>
    await login.resume(kept(null, await login.seal({ ...SESSION, accessExpiresAt, refreshToken }, null)), idle)
  await expect(resume(NOW - 1, 'spent')).rejects.toMatchObject({ code: 'rate_limited' })
  expect((await resume(NOW + 30, 'good')).session.accessToken).toBe(SESSION.accessToken)
  expect(counted).toEqual([`renewal:${SESSION.subject}`, `renewal:${SESSION.subject}`])
  expect(fetch).not.toHaveBeenCalled()
})
