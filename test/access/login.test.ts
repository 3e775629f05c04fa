// Login's parts by themselves: what a cookie holds, when a session is renewed, and where a person may be led.
import { describe, expect, test } from 'vitest'
import { type Clock, Refusal } from '../../src/access/index.ts'
import { ConfigurationError, parseConfiguration } from '../../src/tenant/configuration.ts'
import { foreignCookies, readCookies } from '../../src/tenant/login/cookies.ts'
import { EndedSessions } from '../../src/tenant/login/ended-sessions.ts'
import { Renewal } from '../../src/tenant/login/renewal.ts'
import { returnAddress } from '../../src/tenant/login/return-to.ts'
import { Seal } from '../../src/tenant/login/seal.ts'
import { SessionCookie } from '../../src/tenant/login/session-cookie.ts'
import type { Session } from '../../src/tenant/login/session.ts'
import type { Tokens } from '../../src/tenant/login/tenant-client.ts'
import { TenantRefusal } from '../../src/tenant/login/tenant-refusal.ts'
import { TransactionCookie } from '../../src/tenant/login/transaction.ts'

const NOW = 1_800_000_000
const [OLD, NEW] = ['old'.padEnd(32, '.'), 'new'.padEnd(32, '.')]
const background = { waitUntil: () => undefined }
const BEGUN = { nonce: 'n', verifier: 'v', returnTo: 'https://api.example/' }

const SESSION: Session = {
  subject: 'auth0|1',
  sid: 'sid',
  name: 'Ada',
  email: null,
  picture: null,
  organization: null,
  accessToken: 'first',
  accessExpiresAt: NOW + 30,
  refreshToken: 'refresh-1',
  startedAt: NOW - 100,
  endsAt: NOW + 1000,
}

/** A cookie header as a browser keeps it after these `Set-Cookie` values. */
function kept(before: string | null, set: readonly string[]): string {
  const cookies = new Map(before === null ? [] : readCookies(before))
  for (const line of set) {
    const [pair = ''] = line.split(';')
    const equals = pair.indexOf('=')
    if (line.includes('Max-Age=0')) cookies.delete(pair.slice(0, equals))
    else cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
  }
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}

describe('a sealed text', () => {
  test('is opened by every key, and sealed with the first', async () => {
    const sealed = await new Seal([OLD], 'session').close({ a: 1 })
    expect(await new Seal([NEW, OLD], 'session').open(sealed)).toEqual({ a: 1 })
    expect(await new Seal([NEW], 'session').open(sealed)).toBeNull()
    const renewed = await new Seal([NEW, OLD], 'session').close({ a: 1 })
    expect(await new Seal([OLD], 'session').open(renewed)).toBeNull()
  })

  test('of one purpose is nothing for another, and a changed one is nothing at all', async () => {
    const sealed = await new Seal([NEW], 'login').close({ a: 1 })
    expect(await new Seal([NEW], 'session').open(sealed)).toBeNull()
    const seal = new Seal([NEW], 'login')
    for (const forged of ['', 'x', `${sealed}x`, sealed.replace(/^[^.]+/, btoa('{"alg":"none"}')), 'a.b.c.d.e'])
      expect(await seal.open(forged)).toBeNull()
  })
})

describe('the cookie of a session', () => {
  const cookie = new SessionCookie(new Seal([NEW], 'session'))
  const large = { ...SESSION, accessToken: 'x'.repeat(9_000) }

  test('is one as long as it fits, in parts when not, and never larger than a browser keeps', async () => {
    expect(await cookie.write(SESSION, null, NOW)).toHaveLength(1)
    const parts = await cookie.write(large, null, NOW)
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts) expect(part.split(';')[0]?.length).toBeLessThan(4_096)
    expect(await cookie.read(kept('theme=dark', parts))).toEqual(large)
  })

  test('is read by its own parts, also when one of a larger session is left over', async () => {
    const before = kept(null, await cookie.write(large, null, NOW))
    expect(await cookie.read(kept(before, await cookie.write(SESSION, before, NOW)))).toEqual(SESSION)
    const raced = kept(before, await cookie.write({ ...large, accessToken: 'y'.repeat(4_000) }, null, NOW))
    expect((await cookie.read(raced))?.accessToken).toMatch(/^y+$/)
    expect(kept(before, cookie.clear(before))).toBe('')
  })

  test('that no cookie can hold is refused', async () => {
    await expect(cookie.write({ ...SESSION, accessToken: 'x'.repeat(30_000) }, null, NOW)).rejects.toThrow(RangeError)
  })

  test('is taken out of what travels on, and those of others stay', () => {
    expect(foreignCookies('a=1; __Host-gatehouse-session=x; __Host-gatehouse-login-y=z; b=2')).toBe('a=1; b=2')
    expect(foreignCookies('__Host-gatehouse-session=x')).toBeNull()
  })
})

test('only so many logins are under way in a browser: the oldest makes room, and each ends after half an hour', async () => {
  const cookie = new TransactionCookie(new Seal([NEW], 'login'))
  let header: string | null = null
  for (const state of ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'])
    header = kept(header, await cookie.write({ ...BEGUN, state }, header, NOW))
  expect(await cookie.read('first', header, NOW)).toBeNull()
  expect(await cookie.read('sixth', header, NOW + 1_799)).toMatchObject({ ...BEGUN, state: 'sixth' })
  expect(await cookie.read('sixth', header, NOW + 1_800)).toBeNull()
})

test.each([
  [null, 'https://api.example/'],
  ['/x?y#z', 'https://api.example/x?y#z'],
  ['https://app.example/x', 'https://app.example/x'],
  ['https://api.example@evil.example/', null],
  ['https://me@api.example/', null],
  ['\t//evil.example', null],
  ['http://api.example/', null],
  ['/auth/login', null],
  ['/%61uth/../auth/logout', null],
  [`/${'x'.repeat(2_000)}`, null],
])('a person who wants to return to %j is led to %j', (wanted, address) => {
  const settings = { origin: 'https://api.example', returnOrigins: ['https://app.example'] }
  expect(returnAddress(wanted, settings)).toBe(address)
})

const tokens = (number: number): Tokens => ({
  accessToken: `access-${number}`,
  expiresAt: NOW + 3_600,
  refreshToken: `refresh-${number}`,
  claims: {},
})

describe('a renewal', () => {
  const clock: Clock = { now: () => NOW * 1000, sleep: () => new Promise<void>(() => undefined) }
  const failing = (thrown: unknown) =>
    new Renewal({ refresh: () => Promise.reject(thrown), clock, log: () => undefined })

  test('is waited for no longer than eight seconds, and then begun anew', async () => {
    let now = NOW * 1000
    let asked = 0
    const renewal = new Renewal({
      refresh: () => ((asked += 1) === 1 ? new Promise(() => undefined) : Promise.resolve(tokens(2))),
      clock: { now: () => now, sleep: async (millis) => void (now += millis) },
      log: () => undefined,
    })
    const spent = { ...SESSION, accessExpiresAt: NOW - 1 }
    await expect(renewal.current(spent, background)).rejects.toMatchObject({ code: 'tenant_unavailable' })
    expect(now).toBe(NOW * 1000 + 8_000)
    expect((await renewal.current(spent, background)).accessToken).toBe('access-2')
  })

  test('is not taken over into another session that has the same token', async () => {
    const renewal = new Renewal({ refresh: () => Promise.resolve(tokens(2)), clock, log: () => undefined })
    await renewal.current(SESSION, background)
    expect(renewal.latest({ ...SESSION, subject: 'auth0|2' }).accessToken).toBe('first')
  })

  test('for somebody else than the session is of ends it', async () => {
    const renewal = new Renewal({
      refresh: () => Promise.resolve({ ...tokens(2), claims: { sub: 'auth0|2' } }),
      clock,
      log: () => undefined,
    })
    await expect(renewal.current(SESSION, background)).rejects.toMatchObject({ code: 'session_expired' })
  })

  test.each([
    ['invalid_grant', 'session_expired'],
    ['invalid_client', 'tenant_unavailable'],
  ])('that the tenant refuses with %s is %s', async (error, code) => {
    const spent = { ...SESSION, accessExpiresAt: NOW - 1 }
    await expect(failing(new TenantRefusal(error, '')).current(spent, background)).rejects.toMatchObject({ code })
  })

  test('is not needed while the token is good, and without a refresh token there is none', async () => {
    const renewal = failing(new Refusal('tenant_unavailable'))
    const good = { ...SESSION, accessExpiresAt: NOW + 61 }
    expect(await renewal.current(good, background)).toBe(good)
    const last = { ...SESSION, refreshToken: null }
    expect(await renewal.current(last, background)).toBe(last)
    const over = renewal.current({ ...last, accessExpiresAt: NOW }, background)
    await expect(over).rejects.toMatchObject({ code: 'session_expired' })
  })
})

describe('ended sessions', () => {
  test('are those that had begun, are asked for now and then, and go on as known while KV is out of order', async () => {
    let now = NOW
    let broken = false
    let reads = 0
    const values = new Map<string, string>()
    const store = {
      get: async (key: string) => {
        reads += 1
        if (broken) throw new Error('no KV')
        return values.get(key) ?? null
      },
      put: async (key: string, value: string) => void values.set(key, value),
    }
    const clock: Clock = { now: () => now * 1000, sleep: () => new Promise<void>(() => undefined) }
    const here = new EndedSessions(store, clock, () => undefined)
    const elsewhere = new EndedSessions(store, clock, () => undefined)
    expect([await here.has(SESSION), await here.has(SESSION), reads]).toEqual([false, false, 2])
    await elsewhere.end({ subject: null, sid: 'sid', at: NOW })
    expect(await here.has(SESSION)).toBe(false)
    now += 31
    expect(await here.has(SESSION)).toBe(true)
    expect(await here.has({ ...SESSION, startedAt: NOW + 1 })).toBe(false)
    broken = true
    now += 31
    expect(await here.has(SESSION)).toBe(true)
  })
})

test('a key of sessions that could be guessed is refused with a remedy', () => {
  const variables = { AUTH0_DOMAIN: 'example.eu.auth0.com', AUTH0_AUDIENCE: 'a', SESSION_KEYS: `${NEW}, short` }
  expect(() => parseConfiguration(variables)).toThrow(ConfigurationError)
  expect(() => parseConfiguration(variables)).toThrow(/SESSION_KEYS .*openssl rand/)
})
