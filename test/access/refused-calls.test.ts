// A call that is refused is counted for the address that it comes from, so that nobody can try tokens or ask in vain without end.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createGateway } from '../../src/gateway/gateway.ts'
import { CallCounter } from '../../src/gateway/rate-limits.ts'
import { Recorder } from '../../src/gateway/recorder.ts'
import { SubjectHash } from '../../src/gateway/subject-hash.ts'
import { lazyLogin } from '../../src/tenant/login/lazy-login.ts'
import { Login } from '../../src/tenant/login/login.ts'
import { loginSettingsOf } from '../../src/tenant/login/login-settings.ts'
import { parseConfiguration } from '../../src/tenant/configuration.ts'
import { background as idle, kept, NOW, SESSION } from './sessions.ts'
import { forge, ISSUER, makeKey, mint, openGate, START_SECONDS, type SigningKey } from './support.ts'
import { FakeKv } from './tenant.ts'

const ADDRESS = '203.0.113.7'
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const CONFIGURATION = parseConfiguration({
  AUTH0_DOMAIN: 'tenant.example',
  AUTH0_AUDIENCE: 'https://api.example',
  AUTH0_CLIENT_ID: 'the-application',
  AUTH0_CLIENT_SECRET: 'the-secret-of-the-application',
  AUTH0_CALLBACK_URL: 'https://api.example/auth/callback',
  GATEHOUSE_SESSION_KEYS: 'a-key-of-sessions-for-tests-alone-1',
})

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

function settings() {
  const found = loginSettingsOf(CONFIGURATION)
  if (found === null) throw new TypeError('login is not configured')
  return found
}

/** A gateway that counts in a list, and allows so many calls of each key. */
function openGateway(allowed = Number.POSITIVE_INFINITY) {
  const { clock, gate, source, background } = openGate([key])
  const keys: string[] = []
  const parts = { settings: settings(), clock, store: new FakeKv(), ring: gate.ring, log: () => undefined }
  const gateway = createGateway({
    configured: {
      configuration: CONFIGURATION,
      gate,
      login: lazyLogin({ ...parts, fetch: () => Promise.reject(new Error('the tenant is not asked')) }),
      inspect: () => {
        throw new Error('not asked')
      },
    },
    recorder: new Recorder(new SubjectHash(null), undefined),
    rateLimiter: () => ({
      limit: async (options) => ({ success: keys.push(options.key) <= allowed }),
    }),
    assets: { fetch: () => Promise.reject(new Error('no assets here')) },
    origin: () => undefined,
    service: () => undefined,
  })
  const context = Object.assign(background, { passThroughOnException: () => undefined, props: {} })
  const send = async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) => {
    const request = new Request(`https://api.example${path}`, {
      ...init,
      headers: { 'cf-connecting-ip': ADDRESS, ...headers },
    })
    Object.defineProperty(request, 'cf', { value: {} })
    const { status, headers: answered } = await gateway.fetch(request, {}, context)
    return { status, code: answered.get('x-problem-code'), retryAfter: answered.get('retry-after') }
  }
  return { send, keys, source }
}

const logOut = async (gateway: ReturnType<typeof openGateway>, token: string) => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  return await gateway.send('/auth/backchannel-logout', form, { method: 'POST', body: `logout_token=${token}` })
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
    const { send, keys } = openGateway()
    expect(await send('/payments', await headers())).toMatchObject({ status, code })
    expect(keys).toEqual([`address:${ADDRESS}`])
  })
})

test('beyond the limit a call that would be refused is told to come back later, whatever it sends', async () => {
  const { send } = openGateway(2)
  const answers = [
    await send('/me'),
    await send('/payments', bearer('a.b.c')),
    await send('/me'),
    await send('/nowhere'),
  ]
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 429, 429])
  expect(answers[2]).toMatchObject({ code: 'rate_limited', retryAfter: '60' })
})

test('a call that is let in is counted once, for its subject', async () => {
  const { send, keys } = openGateway()
  expect(await send('/me', bearer(await mint(key)))).toMatchObject({ status: 200 })
  expect(keys).toEqual(['subject:auth0|1'])
})

test('an outage is not counted, and stays an outage', async () => {
  const { send, keys, source } = openGateway(0)
  source.answer = () => Promise.reject(new Error('the tenant is down'))
  expect(await send('/me', bearer(await mint(key)))).toMatchObject({ status: 503, code: 'keys_unavailable' })
  expect(keys).toEqual([])
})

describe('a logout that the tenant sends', () => {
  test('is not counted when its token is good: many people may log out at once', async () => {
    const gateway = openGateway(0)
    const token = await logoutToken({ [EVENT]: {} })
    for (let call = 0; call < 3; call += 1) expect(await logOut(gateway, token)).toMatchObject({ status: 200 })
    expect(gateway.keys).toEqual([])
  })

  test('is counted for its address when it is not', async () => {
    const gateway = openGateway(1)
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
    settings: settings(),
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
