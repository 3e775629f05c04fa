// Tests a session whose access token expires.
import { describe, expect, test } from 'vitest'
import { type Clock } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { Renewal } from './renewal.ts'
import { TenantRefusal } from './tenant-refusal.ts'
import { background, NOW, SESSION, tokens } from '../../testing/access/sessions.ts'

// A tenant that is asked, and a clock that advances as far as a request waits, if at all.
function watched(refresh: () => Promise<ReturnType<typeof tokens>>, isPatient = false) {
  const seen = { now: NOW * 1000, asked: 0 }
  const sleep = isPatient
    ? async (millis: number) => void (seen.now += millis)
    : () => new Promise<void>(() => undefined)
  const renewal = new Renewal({
    refresh: () => {
      seen.asked += 1
      return refresh()
    },
    clock: { now: () => seen.now, sleep },
    log: () => undefined,
  })
  return { renewal, seen }
}

describe('a renewal', () => {
  const clock: Clock = { now: () => NOW * 1000, sleep: () => new Promise<void>(() => undefined) }
  const failing = (thrown: unknown) =>
    new Renewal({ refresh: () => Promise.reject(thrown), clock, log: () => undefined })

  test('is waited for no longer than eleven seconds, when the tenant has had its time twice, and then begun anew', async () => {
    let now = NOW * 1000
    let asked = 0
    const renewal = new Renewal({
      refresh: () => ((asked += 1) === 1 ? new Promise(() => undefined) : Promise.resolve(tokens(2))),
      // Time passes for the renewal that is not answered.
      clock: {
        now: () => now,
        sleep: (millis) => (asked === 1 ? Promise.resolve(void (now += millis)) : new Promise(() => undefined)),
      },
      log: () => undefined,
    })
    const spent = { ...SESSION, accessExpiresAt: NOW - 1 }
    await expect(renewal.current(spent, background)).rejects.toMatchObject({ code: 'tenant_unavailable' })
    expect(now).toBe(NOW * 1000 + 11_000)
    expect((await renewal.current(spent, background)).accessToken).toBe('access-2')
  })

  test('is not taken over into another session that has the same token', async () => {
    const renewal = new Renewal({ refresh: () => Promise.resolve(tokens(2)), clock, log: () => undefined })
    await renewal.current(SESSION, background)
    expect(renewal.latest({ ...SESSION, subject: 'auth0|2' }).accessToken).toBe('first')
  })

  test('for another user than that of the session ends it', async () => {
    const renewal = new Renewal({
      refresh: () => Promise.resolve({ ...tokens(2), claims: { sub: 'auth0|2' } }),
      clock,
      log: () => undefined,
    })
    await expect(renewal.current(SESSION, background)).rejects.toMatchObject({ code: 'session_expired' })
  })

  test.each([
    ['invalid_grant', '', 'session_expired'],
    ['mfa_required', '', 'session_expired'],
    ['access_denied', 'A rule says no.', 'session_expired'],
    ['unauthorized', 'user is blocked', 'session_expired'],
    ['login_required', '', 'session_expired'],
    ['interaction_required', '', 'session_expired'],
    ['consent_required', '', 'session_expired'],
    ['access_denied', 'Unauthorized', 'tenant_unavailable'],
    ['access_denied', 'Service not found: https://api.example', 'tenant_unavailable'],
    ['invalid_client', '', 'tenant_unavailable'],
    ['unauthorized_client', '', 'tenant_unavailable'],
    ['unsupported_grant_type', '', 'tenant_unavailable'],
    ['invalid_request', '', 'tenant_unavailable'],
    ['invalid_scope', '', 'tenant_unavailable'],
    ['temporarily_unavailable', '', 'tenant_unavailable'],
    ['server_error', '', 'tenant_unavailable'],
    ['too_many_requests', '', 'tenant_unavailable'],
    ['invalid_response', '', 'tenant_unavailable'],
  ])('that the tenant refuses with %s (%s) is %s', async (error, description, code) => {
    const spent = { ...SESSION, accessExpiresAt: NOW - 1 }
    const renewal = failing(new TenantRefusal(error, description)).current(spent, background)
    await expect(renewal).rejects.toMatchObject({ code })
  })

  test('that has failed is not repeated for five seconds by any request', async () => {
    const { renewal, seen } = watched(() => Promise.reject(new ProblemError('tenant_unavailable')))
    const spent = { ...SESSION, accessExpiresAt: NOW - 1 }
    for (const [laterMillis, asked] of [
      [0, 1],
      [4_999, 1],
      [1, 2],
    ] as const) {
      seen.now += laterMillis
      await expect(renewal.current(spent, background)).rejects.toMatchObject({ code: 'tenant_unavailable' })
      expect(seen.asked).toBe(asked)
    }
  })

  test('that takes long is waited for a second while the token is valid, and not by later requests', async () => {
    const { renewal, seen } = watched(() => new Promise(() => undefined), true)
    expect((await renewal.current(SESSION, background)).accessToken).toBe('first')
    expect(seen.now).toBe(NOW * 1000 + 1_000)
    expect((await renewal.current(SESSION, background)).accessToken).toBe('first')
    expect(seen).toEqual({ now: NOW * 1000 + 1_000, asked: 1 })
  })

  test('for a token that was refused is another one, the one that another request has already received if there is one', async () => {
    const { renewal, seen } = watched(() => Promise.resolve(tokens(2)))
    const fresh = { ...SESSION, accessExpiresAt: NOW + 3_000 }
    expect((await renewal.replace(fresh, background)).accessToken).toBe('access-2')
    expect((await renewal.replace(fresh, background)).accessToken).toBe('access-2')
    expect(seen.asked).toBe(1)
    const last = renewal.replace({ ...fresh, refreshToken: null }, background)
    await expect(last).rejects.toMatchObject({ code: 'session_expired' })
  })

  test('without rotation of refresh tokens asks the tenant once for all requests of a browser that has the old cookie', async () => {
    const { renewal, seen } = watched(() => Promise.resolve({ ...tokens(seen.asked), refreshToken: null }))
    const answered: string[] = []
    for (let request = 0; request < 50; request += 1)
      answered.push((await renewal.current(SESSION, background)).accessToken)
    expect([seen.asked, new Set(answered)]).toEqual([1, new Set(['access-1'])])
  })

  test('without rotation takes the newer token that another isolate has got, and not the one that it remembers', async () => {
    const { renewal, seen } = watched(() => Promise.resolve({ ...tokens(2), refreshToken: 'refresh-1' }))
    await renewal.current(SESSION, background)
    seen.now += 3_000_000
    const newer = { ...SESSION, accessToken: 'newer', renewedAt: NOW + 2_900, accessExpiresAt: NOW + 6_500 }
    expect(await renewal.current(newer, background)).toBe(newer)
  })

  test('of tokens that live for half a minute is not asked for by every request', async () => {
    const { renewal, seen } = watched(() => Promise.resolve({ ...tokens(2), expiresAt: seen.now / 1000 + 30 }))
    let session = await renewal.current({ ...SESSION, accessExpiresAt: NOW + 1 }, background)
    for (let second = 1; second <= 30; second += 1) {
      seen.now += 1_000
      session = await renewal.current(session, background)
    }
    expect(seen.asked).toBe(3)
  })

  test('is not needed while the token is good, and without a refresh token there is none', async () => {
    const renewal = failing(new ProblemError('tenant_unavailable'))
    const good = { ...SESSION, accessExpiresAt: NOW + 61 }
    expect(await renewal.current(good, background)).toBe(good)
    const last = { ...SESSION, refreshToken: null }
    expect(await renewal.current(last, background)).toBe(last)
    const over = renewal.current({ ...last, accessExpiresAt: NOW }, background)
    await expect(over).rejects.toMatchObject({ code: 'session_expired' })
  })
})
