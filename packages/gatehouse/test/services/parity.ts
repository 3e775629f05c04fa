// Tests the behaviours of the FastAPI library whose names python/gatehouse has, one by one, in an application as its users write it. Where ours
// differs on purpose, the test's name says so.
import { expect, test } from 'vitest'

/** What a request answered. */
export interface ServiceAnswer {
  readonly status: number
  readonly body: unknown
  readonly challenge: string | null
}

/** What the tests need of the application and its tenant. */
export interface ParityApplication {
  readonly get: (path: string, token?: string) => Promise<ServiceAnswer>
  /** Issues a token of the tenant's first user, or as the order says. */
  readonly mint: (order?: Readonly<Record<string, unknown>>) => Promise<string>
}

const READ = 'read:blabla'
const NAMESPACE = 'https://github.com/dorinclisu/fastapi-auth0'

/** Defines the tests. */
export function describeParity({ get, mint }: ParityApplication): void {
  test('public: anyone is let in, and no token is looked at', async () => {
    expect((await get('/public')).status).toBe(200)
    expect((await get('/public', 'nonsense')).status).toBe(200)
  })

  test('secure: a good token is let in, and the handler knows whose it is', async () => {
    const token = await mint({ claims: { sub: 'auth0|ada', permissions: [READ] } })
    expect(await get('/me', token)).toMatchObject({ status: 200, body: { id: 'auth0|ada', permissions: [READ] } })
  })

  test('secure, on purpose not as before: a missing token is 401 with a challenge, not 403', async () => {
    for (const path of ['/me', '/guarded', '/secure'])
      expect(await get(path)).toMatchObject({ status: 401, challenge: 'Bearer' })
  })

  test('a guard whose handler does not use the user guards all the same', async () => {
    expect((await get('/guarded', await mint())).status).toBe(200)
    expect((await get('/guarded', await mint({ expiresInSeconds: -60 }))).status).toBe(401)
  })

  test('scoped: the scope is let in, another is 403 with the name of the one that is missing', async () => {
    expect((await get('/secure', await mint({ scope: READ }))).status).toBe(200)
    const { status, challenge } = await get('/secure', await mint({ scope: 'write:blabla' }))
    expect([status, challenge]).toEqual([403, expect.stringContaining(`scope="${READ}"`)])
  })

  test('a user with the permission but without the scope is 403', async () => {
    expect((await get('/secure', await mint({ claims: { permissions: [READ] } }))).status).toBe(403)
  })

  test('a user model of one’s own reads the claims that it names', async () => {
    const claims = { 'https://gatehouse.local/name': 'Ada', 'https://gatehouse.local/roles': ['clerk', 'auditor'] }
    expect(await get('/colleague', await mint({ claims }))).toMatchObject({
      status: 200,
      body: { name: 'Ada', roles: ['clerk', 'auditor'] },
    })
  })

  test('guest: let in without a token, and known with one', async () => {
    expect(await get('/guest')).toMatchObject({ status: 200, body: { id: null } })
    expect(await get('/guest', await mint({ claims: { sub: 'auth0|ada' } }))).toMatchObject({
      body: { id: 'auth0|ada' },
    })
  })

  test('guest, on purpose not as before: a bad token is refused and not taken for a guest', async () => {
    expect((await get('/guest', await mint({ expiresInSeconds: -60 }))).status).toBe(401)
    expect((await get('/guest', 'nonsense')).status).toBe(401)
  })

  test('a machine with the scope is let in, and one without it is 403', async () => {
    expect((await get('/secure', await mint({ client: 'local-machine', scope: READ }))).status).toBe(200)
    expect((await get('/secure', await mint({ client: 'local-machine', scope: 'write:blabla' }))).status).toBe(403)
    expect((await get('/me', await mint({ client: 'local-machine' }))).body).toMatchObject({
      id: 'local-machine@clients',
      email: null,
    })
  })

  test('an email that is required is there, in the namespace of the tenant', async () => {
    const claims = { [`${NAMESPACE}/email`]: 'ada@example.com' }
    expect(await get('/receipt', await mint({ scope: READ, claims }))).toMatchObject({
      status: 200,
      body: { email: 'ada@example.com' },
    })
    expect((await get('/receipt', await mint({ scope: READ, claims: { email: null } }))).status).toBe(403)
  })
}
