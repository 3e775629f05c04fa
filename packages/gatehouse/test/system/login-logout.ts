// Tests the end of a session: by its user, or by the tenant.
import { describe, expect, test } from 'vitest'
import { codeOf, HOME, loggedIn, NAVIGATION, SAME_ORIGIN } from '../../src/testing/login-client.ts'
import type { System } from '../../src/testing/system.ts'

async function post(system: System, order: Readonly<Record<string, unknown>>) {
  const { token } = await system.control('POST', 'backchannel-logout', order)
  return await system.fetch(`${HOME}/auth/backchannel-logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ logout_token: String(token) }).toString(),
  })
}

/** Tests of logging out of this system. */
export function describeLogout(system: () => System): void {
  describe('logging out', () => {
    test('ends the session here, and leads to the end of the one at the tenant', async () => {
      const client = await loggedIn(system())
      const stolen = client.header
      const link = { ...NAVIGATION, 'sec-fetch-site': 'same-origin' }
      const answer = await client.send('/auth/logout?returnTo=/docs&federated', { headers: link })
      const location = new URL(answer.headers.get('location') ?? '')
      expect([answer.status, location.origin + location.pathname]).toEqual([303, `${system().tenantUrl}/oidc/logout`])
      expect(Object.fromEntries(location.searchParams)).toEqual({
        client_id: 'local-app',
        post_logout_redirect_uri: `${HOME}/docs`,
        logout_hint: expect.any(String) as string,
        federated: '',
      })
      expect(client.cookies.size).toBe(0)
      const late = await system().fetch(`${HOME}/payments`, { headers: { ...SAME_ORIGIN, cookie: stolen } })
      expect(await codeOf(late)).toBe('session_expired')
    })

    test('leads back to an address with a query, which the tenant allows by what stands before it', async () => {
      const client = await loggedIn(system())
      const link = { ...NAVIGATION, 'sec-fetch-site': 'same-origin' }
      const answer = await client.send('/auth/logout?returnTo=/docs%3Fbye%3D1', { headers: link })
      expect((await client.answerAtTenant(answer.headers.get('location') ?? '')).href).toBe(`${HOME}/docs?bye=1`)
    })

    test('asks first whoever comes from nowhere, as by a link in a mail', async () => {
      const client = await loggedIn(system())
      const page = await client.send('/auth/logout', { headers: NAVIGATION })
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Log out?') as string])
      expect((await client.fetch('/payments')).status).toBe(200)
    })

    test('by a script gives the address of the tenant; of another origin it is refused', async () => {
      const client = await loggedIn(system())
      const refused = await client.send('/auth/logout', { method: 'POST', headers: { origin: 'https://evil.example' } })
      expect([refused.status, client.cookies.size]).toEqual([403, 1])
      const answer = await client.fetch('/auth/logout', 'POST')
      expect(await answer.json()).toEqual({ location: expect.stringContaining('/oidc/logout') as string })
      expect(client.cookies.size).toBe(0)
    })
  })

  describe('the tenant', () => {
    const ADMIN = { user: 'admin@example.com' }
    test('ends the sessions of a person, and nobody else', async () => {
      const [admin, reader] = [await loggedIn(system(), { scope: 'read:payments' }, 'admin'), await loggedIn(system())]
      const answer = await post(system(), ADMIN)
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
      expect(await codeOf(await admin.fetch('/payments'))).toBe('session_expired')
      expect((await reader.fetch('/payments')).status).toBe(200)
    })

    test('ends one session of a person, and leaves the others', async () => {
      const [one, other] = [await loggedIn(system()), await loggedIn(system())]
      expect((await post(system(), { session: one.tenantSession })).status).toBe(200)
      expect(await codeOf(await one.fetch('/payments'))).toBe('session_expired')
      expect((await other.fetch('/payments')).status).toBe(200)
    })

    test.each<readonly [string, Record<string, unknown>]>([
      ['a forged signature', { ...ADMIN, key: 'unlisted' }],
      ['another application', { ...ADMIN, claims: { aud: 'other' } }],
      ['another issuer', { ...ADMIN, claims: { iss: 'https://evil.example/' } }],
      ['an end in the past', { ...ADMIN, claims: { exp: 1 } }],
      ['a beginning in the future', { ...ADMIN, claims: { iat: 4_000_000_000, exp: 4_000_000_100 } }],
      ['no id', { ...ADMIN, claims: { jti: null } }],
      ['no event', { ...ADMIN, claims: { events: {} } }],
      ['a nonce, as an id token has', { ...ADMIN, claims: { nonce: 'n' } }],
      ['neither person nor session', {}],
      ['another type', { ...ADMIN, header: { typ: 'at+jwt' } }],
      ['no algorithm', { ...ADMIN, header: { alg: 'none' } }],
    ])('is not believed with %s', async (_title, order) => {
      const answer = await post(system(), order)
      expect([answer.status, await codeOf(answer)]).toEqual([400, 'request_invalid'])
    })
  })
}
