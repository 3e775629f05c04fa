// Tests what a session may access: by its user, by the origin that a request names, and by its other credentials.
import { describe, expect, test } from 'vitest'
import {
  codeOf,
  HOME,
  loggedIn,
  LoginClient,
  NAVIGATION,
  SAME_ORIGIN,
  SESSION,
} from '../../src/testing/login-client.ts'
import { bearer, linesOf, type System } from '../../src/testing/system.ts'

/** Tests of the session of this system. */
export function describeSession(system: () => System): void {
  describe('the session', () => {
    test('says who it is and until when, and gives its token, to a page of our own only', async () => {
      const client = await loggedIn(system(), {}, 'admin')
      const told = (await (await client.fetch('/auth/session')).json()) as Record<string, unknown>
      expect(told['user']).toMatchObject({ email: 'admin@example.com', name: 'Ada Admin', organization: null })
      expect(Number(told['endsAt']) - Number(told['startedAt'])).toBe(604_800)
      const given = await client.fetch('/auth/token', 'POST')
      expect([given.status, given.headers.get('cache-control')]).toEqual([200, 'no-store'])
      for (const [path, method] of [
        ['/auth/session', 'GET'],
        ['/auth/token', 'POST'],
      ] as const)
        expect(
          await codeOf(await client.send(path, { method, headers: { 'sec-fetch-site': 'same-site', origin: HOME } })),
        ).toBe('origin_forbidden')
      expect(await codeOf(await new LoginClient(system()).fetch('/auth/session'))).toBe('session_expired')
    })

    let client: LoginClient | null = null
    const navigation = { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }
    test.each<readonly [string, string, Record<string, string>, number]>([
      ['a script of our own', 'GET', SAME_ORIGIN, 200],
      ['a person who types the address', 'GET', NAVIGATION, 200],
      ['a link of another site', 'GET', navigation, 403],
      [
        'a script of another site',
        'GET',
        { ...SAME_ORIGIN, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
        403,
      ],
      ['a script of a sister site', 'GET', { ...SAME_ORIGIN, 'sec-fetch-site': 'same-site' }, 403],
      ['a client that says nothing of itself', 'GET', {}, 403],
      ['a script of our own that changes something', 'POST', { ...SAME_ORIGIN, origin: HOME }, 400],
      ['one without an Origin', 'POST', SAME_ORIGIN, 403],
      ['one without Fetch Metadata', 'POST', { origin: HOME }, 403],
      ['one of another origin', 'POST', { ...SAME_ORIGIN, origin: 'https://evil.example' }, 403],
      ['a sandboxed frame', 'POST', { ...SAME_ORIGIN, origin: 'null' }, 403],
      [
        'an application that is allowed for tokens',
        'POST',
        { origin: 'https://app.example.com', 'sec-fetch-site': 'cross-site' },
        403,
      ],
    ])('of %s (%s)', async (_title, method, headers, status) => {
      client ??= await loggedIn(system(), { scope: 'read:payments write:payments' }, 'admin')
      const body = method === 'POST' ? { body: '{}' } : {}
      const answer = await client.send('/payments', {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...body,
      })
      expect(answer.status).toBe(status)
      if (status === 403) expect(answer.headers.get('x-problem-code')).toBe('origin_forbidden')
    })

    test('gives way to an Authorization header', async () => {
      const client = await loggedIn(system())
      const token = await system().token({ user: 'admin', scope: 'read:payments' })
      const me = await client.send('/me', { headers: bearer(token) })
      expect(await me.json()).toMatchObject({ email: 'admin@example.com' })
      expect(await codeOf(await client.fetch('/me', 'GET', bearer('a.b.c')))).toBe('token_malformed')
    })

    test('that was changed is over, and its cookie is taken away', async () => {
      const client = await loggedIn(system())
      const sealed = client.cookies.get(SESSION) ?? ''
      client.cookies.set(SESSION, `${sealed.slice(0, -8)}AAAAAAAA`)
      const answer = await client.fetch('/payments')
      expect([answer.status, await codeOf(answer)]).toEqual([401, 'session_expired'])
      expect(client.cookies.size).toBe(0)
    })

    test('is nowhere in the log', async () => {
      const client = await loggedIn(system())
      const sealed = client.cookies.get(SESSION) ?? ''
      const before = linesOf(system(), 'request').length
      await client.fetch('/payments')
      await client.send('/payments')
      const { access_token: token } = (await (await client.fetch('/auth/token', 'POST')).json()) as {
        access_token: string
      }
      // What goes wrong is told in the log with its cause.
      await system().control('PATCH', 'settings', { accessTokenLifetimeSeconds: 30 })
      const failing = await loggedIn(system())
      const late = failing.cookies.get(SESSION) ?? ''
      const code = await failing.answerAtTenant(await failing.begin())
      const body = { error: 'invalid_client', error_description: 'No' }
      await system().control('POST', 'faults', { path: '/oauth/token', status: 400, body })
      await failing.fetch('/payments')
      expect((await failing.send(code.href)).status).toBe(400)
      const lines = linesOf(system())
      const log = lines.join('\n')
      expect(linesOf(system(), 'request').length - before).toBeGreaterThanOrEqual(5)
      for (const event of ['session_renewal_failed', 'login_failed']) expect(linesOf(system(), event)).not.toEqual([])
      const secrets = [sealed, late, ...token.split('.'), ...code.searchParams.values(), 'local-app-secret']
      expect(secrets.filter((part) => log.includes(part))).toEqual([])
    })
  })
}
