import { beforeEach, describe, expect, test } from 'vitest'
import permissions from '../../../test/application/src/generated/permissions.json' with { type: 'json' }
import { APP, AUDIENCE, control, exchange, MACHINE, useTenant, verify } from './harness.ts'

useTenant()

const ALL = Object.keys(permissions)
const READING = ALL.filter((scope) => scope.startsWith('read:') && !scope.startsWith('read:all-'))

async function login(email: string, scope?: string) {
  const fields = { ...APP, grant_type: 'password', username: email, password: 'password', audience: AUDIENCE }
  const { json } = await exchange({ ...fields, ...(scope !== undefined && { scope }) })
  return (await verify(json['access_token'])).claims
}

describe('with RBAC', () => {
  const cases: [string, string, string | undefined, readonly string[]][] = [
    ['admin@example.com', ALL.join(' '), ALL.join(' '), ALL],
    ['reader@example.com', ALL.join(' '), READING.join(' '), READING],
    ['nobody@example.com', ALL.join(' '), undefined, []],
    ['reader@example.com', 'openid', 'openid', READING],
    ['reader@example.com', '  read:payments   read:payments ', 'read:payments', READING],
  ]
  test.each(cases)(
    '%s asking for "%s" gets the scope "%s" and all assigned permissions',
    async (email, asked, scope, assigned) => {
      const claims = await login(email, asked)
      expect(claims['scope']).toBe(scope)
      expect(claims['permissions']).toEqual(assigned)
    },
  )

  test('a user who asks for nothing gets no scope claim', async () => {
    expect(await login('admin@example.com')).not.toHaveProperty('scope')
  })
})

describe('without RBAC', () => {
  beforeEach(async () => {
    await control('PATCH', '/settings', { rbac: false })
  })

  test('any scope of the API is granted, and there is no permissions claim', async () => {
    const claims = await login('nobody@example.com', 'write:payments no:such')
    expect(claims['scope']).toBe('write:payments')
    expect(claims).not.toHaveProperty('permissions')
  })

  test('the password grant without a scope gets all of the API', async () => {
    expect((await login('nobody@example.com'))['scope']).toBe(ALL.join(' '))
  })
})

describe('the access token profile', () => {
  test('rfc9068 has typ at+jwt, client_id and jti, and neither azp nor gty', async () => {
    await control('PATCH', '/settings', { profile: 'rfc9068' })
    const { json } = await exchange({ ...MACHINE, grant_type: 'client_credentials', audience: AUDIENCE })
    const { header, claims } = await verify(json['access_token'])
    expect(header.typ).toBe('at+jwt')
    expect(claims).toMatchObject({ client_id: 'local-machine', jti: expect.any(String), sub: 'local-machine@clients' })
    expect(claims).not.toHaveProperty('azp')
    expect(claims).not.toHaveProperty('gty')
  })

  test('auth0 has typ JWT, azp and gty, and neither client_id nor jti', async () => {
    const { json } = await exchange({ ...MACHINE, grant_type: 'client_credentials', audience: AUDIENCE })
    const { header, claims } = await verify(json['access_token'])
    expect(header.typ).toBe('JWT')
    expect(claims).toMatchObject({ azp: 'local-machine', gty: 'client-credentials' })
    expect(claims).not.toHaveProperty('client_id')
    expect(claims).not.toHaveProperty('jti')
  })
})

test('the lifetime of access tokens can be set', async () => {
  await control('PATCH', '/settings', { accessTokenLifetimeSeconds: 90 })
  const { json } = await exchange({ ...MACHINE, grant_type: 'client_credentials', audience: AUDIENCE })
  const { claims } = await verify(json['access_token'])
  expect([json['expires_in'], Number(claims.exp) - Number(claims.iat)]).toEqual([90, 90])
})
