// Tests a session whose access token expires: with every response of the tenant, and with many requests at once.
import { describe, expect, test } from 'vitest'
import { codeOf, cookiesOf, HOME, loggedIn, LoginClient, SAME_ORIGIN, SESSION } from '../../src/testing/login-client.ts'
import type { System } from '../../src/testing/system.ts'

async function tokenRequests(system: System): Promise<number> {
  return Number((await system.control('GET', 'requests'))['/oauth/token'] ?? 0)
}

/** Tests of renewals in this system. */
export function describeRenewal(system: () => System): void {
  describe('an access token that has run out', () => {
    const SOON = 30

    async function withSpentToken(): Promise<LoginClient> {
      await system().control('PATCH', 'settings', { accessTokenLifetimeSeconds: SOON })
      const client = await loggedIn(system())
      await system().control('PATCH', 'settings', { accessTokenLifetimeSeconds: 3_600 })
      await system().control('DELETE', 'requests')
      return client
    }

    test('is renewed once for five requests at once, and each answer brings the new session', async () => {
      const client = await withSpentToken()
      const { header } = client
      const answers = await Promise.all(
        ['/payments', '/payments', '/me', '/auth/session', '/secure'].map((path) =>
          system().fetch(HOME + path, { headers: { ...SAME_ORIGIN, cookie: header } }),
        ),
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 403])
      expect(answers.map((answer) => cookiesOf(answer).map(({ name }) => name))).toEqual(
        Array.from({ length: 5 }, () => [SESSION]),
      )
      expect(await tokenRequests(system())).toBe(1)
      for (const answer of answers) {
        const later = await system().fetch(`${HOME}/payments`, {
          headers: { ...SAME_ORIGIN, cookie: `${SESSION}=${cookiesOf(answer)[0]?.value}` },
        })
        expect([later.status, later.headers.getSetCookie()]).toEqual([200, []])
      }
      expect(await tokenRequests(system())).toBe(1)
    })

    test('is found again by a browser that never got the answer with the new session', async () => {
      const client = await withSpentToken()
      const lost = { headers: { ...SAME_ORIGIN, cookie: client.header } }
      await system().fetch(`${HOME}/payments`, lost)
      const again = await system().fetch(`${HOME}/payments`, lost)
      expect([again.status, cookiesOf(again).length, await tokenRequests(system())]).toEqual([200, 1, 1])
    })

    test('is still good for its last seconds while the tenant is out of order', async () => {
      const client = await withSpentToken()
      await system().control('POST', 'faults', { path: '/oauth/token', status: 500 })
      expect((await client.fetch('/payments')).status).toBe(200)
    })

    test('is 503 when it is over while the tenant is out of order, and leaves the session', async () => {
      const client = new LoginClient(system())
      await system().control('POST', 'faults', { path: '/oauth/token', delayMillis: 1_100, times: 1 })
      await system().control('PATCH', 'settings', { accessTokenLifetimeSeconds: 1 })
      await client.logIn()
      await system().control('POST', 'faults', { path: '/oauth/token', status: 500, delayMillis: 1_100 })
      await client.fetch('/payments')
      const answer = await client.fetch('/payments')
      expect([answer.status, await codeOf(answer)]).toEqual([503, 'tenant_unavailable'])
      expect(client.cookies.has(SESSION)).toBe(true)
    })

    test('is renewed when its key was revoked, though it has not run out, and the answer is for nobody else', async () => {
      const client = await loggedIn(system())
      const { header } = client
      await system().control('POST', 'keys/rotate')
      await system().control('POST', 'keys/revoke', { key: 'previous' })
      // The gateway hears of it, as it does every five minutes.
      await system().harness.getWorker().scheduled({ cron: '*/5 * * * *' })
      await system().control('DELETE', 'requests')
      const answer = await client.fetch('/payments')
      expect([answer.status, await tokenRequests(system())]).toEqual([200, 1])
      expect([answer.headers.get('cache-control'), answer.headers.get('vary')]).toEqual(['no-store', 'cookie, origin'])
      expect([client.header === header, (await client.fetch('/payments')).status]).toEqual([false, 200])
    })

    test('that the tenant renews no more ends the session', async () => {
      const client = await withSpentToken()
      await system().control('POST', 'reset')
      const answer = await client.fetch('/payments')
      expect([answer.status, await codeOf(answer)]).toEqual([401, 'session_expired'])
      expect(client.cookies.size).toBe(0)
    })
  })
}
