// Tests the login of a browser over the local tenant, with the cookies and the origin of the project.
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { alternativesOf, namesIn, partsOf } from '../credentials.ts'
import { bearer } from '../local-api.ts'
import { codeOf, cookiesOf, HOME, LoginClient, NAVIGATION, SAME_ORIGIN } from '../login-client.ts'
import { gatewayOperationsOf, pathOf, type ProjectUnderTest } from './project-under-test.ts'

const EVIL = 'https://evil.example'
/** Parts of an access that a person's login satisfies, if it grants the scopes. */
const PERSONAL = ['signedIn', 'user', 'scopes', 'anyScope']
const COOKIE_ATTRIBUTES = ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']

/** Requests that bring the session along and were not sent by a page of the gateway's own origin. */
const CROSS_SITE: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['a link of another site', 'GET', { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }],
  ['a script of another site', 'GET', { ...SAME_ORIGIN, 'sec-fetch-site': 'cross-site', origin: EVIL }],
  ['a script of a sister site', 'GET', { ...SAME_ORIGIN, 'sec-fetch-site': 'same-site' }],
  ['a client that says nothing of itself', 'GET', {}],
  ['a form of another site', 'POST', { ...NAVIGATION, 'sec-fetch-site': 'cross-site', origin: EVIL }],
  ['a script of another origin', 'POST', { ...SAME_ORIGIN, origin: EVIL }],
  ['a sandboxed frame', 'POST', { ...SAME_ORIGIN, origin: 'null' }],
  ['a script without an Origin', 'POST', SAME_ORIGIN],
]

/**
 * Describes login, session and logout of a project over its local tenant: the cookies and their attributes, whom the session is for, and that
 * requests of other sites are refused. A project without login leaves this suite out.
 *
 * @example
 * // test/login.system.test.ts
 * import { describeLogin, useProject } from 'gatehouse/testing'
 *
 * describeLogin(useProject())
 */
export function describeLogin(project: ProjectUnderTest): void {
  const { system, table } = project
  const names = cookieNamesOf(table.settings?.cookiePrefix)
  const firstUser = async (): Promise<string> => {
    const claims = decodeJwt(await system().token({}))
    return String(claims[`${system().claimNamespace}/email`])
  }
  const loggedIn = async (query: Readonly<Record<string, string>> = {}): Promise<LoginClient> => {
    const client = new LoginClient(system())
    expect((await client.logIn(query, await firstUser())).status).toBe(200)
    return client
  }
  let known: Promise<LoginClient> | null = null
  /** The session of the tests that leave it as it is. */
  const session = (): Promise<LoginClient> => (known ??= loggedIn())

  describe('login', () => {
    test('leads to the tenant, and keeps what it must remember in a cookie that no script reads', async () => {
      const begun = await system().fetch(`${HOME}/auth/login`, { headers: NAVIGATION, redirect: 'manual' })
      expect(begun.status).toBe(303)
      const { origin, pathname, searchParams } = new URL(begun.headers.get('location') ?? '')
      expect(origin + pathname).toBe(`${system().tenantUrl}/authorize`)
      expect(searchParams.get('client_id')).not.toBeNull()
      const [pending, ...others] = cookiesOf(begun)
      expect(others).toEqual([])
      expect(pending?.name.startsWith(names.login)).toBe(true)
      expect(pending?.attributes).toEqual(expect.arrayContaining(COOKIE_ATTRIBUTES))
    })

    test('ends with one cookie for the session, of this host alone and for no script', async () => {
      const client = new LoginClient(system())
      const done = await client.logIn({}, await firstUser())
      expect([done.status, done.headers.get('cache-control')]).toEqual([200, 'no-store'])
      const set = cookiesOf(done).filter(({ value }) => value !== '')
      expect(set.map(({ name }) => name.replace(/\.\d$/, ''))).toEqual(set.map(() => names.session))
      for (const { attributes } of set) {
        expect(attributes).toEqual(expect.arrayContaining(COOKIE_ATTRIBUTES))
        expect(attributes.some((attribute) => attribute.startsWith('Domain='))).toBe(false)
      }
    })

    test('opens with a session what its scopes open with a token', async () => {
      const me = await (await session()).fetch('/me')
      expect([me.status, await me.json()]).toMatchObject([200, { email: await firstUser() }])
      // One of a service, where the project has one that a person can call.
      const operation = gatewayOperationsOf(project).findLast(
        ({ method, 'x-access': access }) =>
          method === 'GET' &&
          alternativesOf(access).length === 1 &&
          isForPeople(partsOf(access).map(({ kind }) => kind)),
      )
      if (operation === undefined) throw new TypeError('every gateway has GET /me')
      const reader = await loggedIn({ scope: namesIn(operation['x-access']).join(' ') })
      const { access_token: token } = (await (await reader.fetch('/auth/token', 'POST')).json()) as {
        access_token: string
      }
      const [withSession, withToken] = [
        await reader.fetch(pathOf(operation)),
        await system().fetch(pathOf(operation), { headers: bearer(token) }),
      ]
      await Promise.all([withSession.body?.cancel(), withToken.body?.cancel()])
      expect(withSession.status).toBe(withToken.status)
    })

    test('that another browser has begun is refused, and gives no session', async () => {
      const victim = new LoginClient(system())
      const back = await victim.answerAtTenant(await victim.begin(), await firstUser())
      const refused = await new LoginClient(system()).send(back.href)
      expect(refused.headers.getSetCookie().join()).not.toContain(names.session)
      expect([refused.status, await codeOf(refused)]).toEqual([400, 'login_failed'])
    })

    test.each([EVIL, '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
      'does not lead to %s afterwards',
      async (returnTo) => {
        const query = new URLSearchParams({ returnTo }).toString()
        const refused = await new LoginClient(system()).send(`/auth/login?${query}`)
        expect([refused.status, await codeOf(refused)]).toEqual([400, 'request_invalid'])
      },
    )
  })

  describe('the session', () => {
    test('says who it is to a page of the gateway only, and to no client without it', async () => {
      const client = await session()
      const told = await client.fetch('/auth/session')
      expect([told.status, await told.json()]).toMatchObject([200, { user: { email: await firstUser() } }])
      const sister = await client.send('/auth/session', { headers: { ...SAME_ORIGIN, 'sec-fetch-site': 'same-site' } })
      expect(await codeOf(sister)).toBe('origin_forbidden')
      expect(await codeOf(await new LoginClient(system()).fetch('/auth/session'))).toBe('session_expired')
    })

    test.each(CROSS_SITE)('is of no use to %s (%s)', async (_title, method, headers) => {
      const client = await session()
      const path = method === 'GET' ? '/me' : '/auth/token'
      const refused = await client.send(path, { method, headers })
      expect(refused.status).toBe(403)
      // A person gets a page.
      const isPage = refused.headers.get('content-type')?.startsWith('text/html') === true
      if (isPage) expect(await refused.text()).not.toContain('access_token')
      else expect(await codeOf(refused)).toBe('origin_forbidden')
    })

    test('that was changed is over, and its cookie is taken away', async () => {
      const client = await loggedIn()
      const sealed = client.cookies.get(names.session) ?? ''
      client.cookies.set(names.session, `${sealed.slice(0, -8)}AAAAAAAA`)
      const refused = await client.fetch('/me')
      expect([refused.status, await codeOf(refused)]).toEqual([401, 'session_expired'])
      expect(client.cookies.has(names.session)).toBe(false)
    })
  })

  describe('logging out', () => {
    test('ends the session here and at the tenant, also for a copy of its cookie', async () => {
      const client = await loggedIn()
      const stolen = client.header
      const refused = await client.send('/auth/logout', { method: 'POST', headers: { origin: EVIL } })
      expect([refused.status, client.cookies.has(names.session)]).toEqual([403, true])
      const link = { ...NAVIGATION, 'sec-fetch-site': 'same-origin' }
      const answer = await client.send('/auth/logout', { headers: link })
      expect(answer.status).toBe(303)
      expect(new URL(answer.headers.get('location') ?? '').origin).toBe(system().tenantUrl)
      expect(client.cookies.size).toBe(0)
      const late = await system().fetch(`${HOME}/me`, { headers: { ...SAME_ORIGIN, cookie: stolen } })
      expect([late.status, await codeOf(late)]).toEqual([401, 'session_expired'])
    })
  })
}

function isForPeople(kinds: readonly string[]): boolean {
  return kinds.every((kind) => PERSONAL.includes(kind))
}
