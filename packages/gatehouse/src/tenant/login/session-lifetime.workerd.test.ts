// Tests how long a session lasts: unused, and at most.
import { expect, test } from 'vitest'
import { parseConfiguration } from '../configuration.ts'
import { openLogin } from '../../testing/access/logins.ts'
import { background, kept, NOW, SESSION } from '../../testing/access/sessions.ts'

const LONG = {
  ...SESSION,
  startedAt: NOW,
  renewedAt: NOW,
  seenAt: NOW,
  accessExpiresAt: NOW + 90_000,
  endsAt: NOW + 90_000,
}

/**
 * A session in a browser that stores its cookie as the response says.
 *
 * @returns a function that uses it so many seconds later: whether it is valid, and the lifetime of the new cookie
 */
async function browser(lifetime: { sessionIdleSeconds: number; sessionMaxSeconds: number }, session = LONG) {
  let now = NOW
  const { login } = openLogin({
    lifetime,
    clock: { now: () => now * 1000, sleep: () => new Promise<void>(() => undefined) },
  })
  let cookie = kept(null, await login.seal(session, null))
  return async (laterSeconds: number): Promise<[isGood: boolean, maxAge: string | null]> => {
    now += laterSeconds
    const resumed = await login.resume(cookie, background).catch(() => null)
    if (resumed === null) return [false, null]
    const set = resumed.isRenewed ? await login.seal(resumed.session, cookie) : []
    cookie = kept(cookie, set)
    return [true, /Max-Age=(\d+)/.exec(set.join())?.[1] ?? null]
  }
}

test('a session that is used goes on past the time that it may be idle, and its cookie is written now and then only', async () => {
  const use = await browser({ sessionIdleSeconds: 3_600, sessionMaxSeconds: 604_800 })
  expect(await use(359)).toEqual([true, null])
  expect(await use(1)).toEqual([true, '3600'])
  expect(await use(359)).toEqual([true, null])
  expect(await use(3_240)).toEqual([true, '3600'])
  expect(await use(3_599)).toEqual([true, '3600'])
})

test('a session that is not used is over after the time that it may be idle, even if its cookie was kept', async () => {
  const use = await browser({ sessionIdleSeconds: 3_600, sessionMaxSeconds: 604_800 })
  expect(await use(3_600)).toEqual([false, null])
})

test('a session that is used is over after its maximum, also when that was lowered since', async () => {
  const use = await browser({ sessionIdleSeconds: 600, sessionMaxSeconds: 1_000 })
  expect(await use(599)).toEqual([true, '401'])
  expect(await use(400)).toEqual([true, '1'])
  expect(await use(1)).toEqual([false, null])
})

test('a cookie whose token is about to be renewed is not written again before that', async () => {
  const use = await browser(
    { sessionIdleSeconds: 600, sessionMaxSeconds: 604_800 },
    { ...LONG, accessExpiresAt: NOW + 200 },
  )
  expect(await use(110)).toEqual([true, null])
})

const VARIABLES = { AUTH0_DOMAIN: 'example.eu.auth0.com', AUTH0_AUDIENCE: 'a' }

test.each<readonly [object, number, number]>([
  [{}, 259_200, 604_800],
  [{ GATEHOUSE_SESSION_IDLE_SECONDS: '1800' }, 1_800, 604_800],
  [{ GATEHOUSE_SESSION_IDLE_SECONDS: '300' }, 300, 604_800],
  [{ GATEHOUSE_SESSION_MAX_SECONDS: '34560000' }, 259_200, 34_560_000],
  [{ GATEHOUSE_SESSION_MAX_SECONDS: '28800' }, 28_800, 28_800],
  [{ GATEHOUSE_SESSION_IDLE_SECONDS: '900', GATEHOUSE_SESSION_MAX_SECONDS: '28800' }, 900, 28_800],
])('sessions with %j may be idle for %i s and last for %i s', (variables, idle, max) => {
  const { sessionIdleSeconds, sessionMaxSeconds } = parseConfiguration({ ...VARIABLES, ...variables })
  expect([sessionIdleSeconds, sessionMaxSeconds]).toEqual([idle, max])
})

test.each(['0', '-1', '299', '34560001', 'a week', ''])('a session of %j seconds is refused by name', (value) => {
  for (const name of ['GATEHOUSE_SESSION_IDLE_SECONDS', 'GATEHOUSE_SESSION_MAX_SECONDS'])
    expect(() => parseConfiguration({ ...VARIABLES, [name]: value })).toThrow(new RegExp(name))
})
