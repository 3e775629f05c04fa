import { expect, test } from 'vitest'
import { APP, AUDIENCE, control, exchange, text, useTenant, verify } from './harness.ts'

useTenant()

const PASSWORD = {
  ...APP,
  grant_type: 'password',
  username: 'admin@example.com',
  password: 'password',
  audience: AUDIENCE,
}

async function openFamily(scope = 'openid offline_access read:payments write:payments'): Promise<string> {
  return text((await exchange({ ...PASSWORD, scope })).json['refresh_token'])
}

async function refresh(refreshToken: string, fields: Record<string, string> = {}) {
  return exchange({ ...APP, grant_type: 'refresh_token', refresh_token: refreshToken, ...fields })
}

test('there is no refresh token without offline_access', async () => {
  expect((await exchange({ ...PASSWORD, scope: 'openid' })).json['refresh_token']).toBeUndefined()
})

test('a refresh token is spent for new tokens and its successor', async () => {
  const first = await openFamily()
  const { status, json } = await refresh(first)
  expect(status).toBe(200)
  expect(json['refresh_token']).not.toBe(first)
  expect(json['id_token']).toBeTypeOf('string')
  const { claims } = await verify(json['access_token'])
  expect(claims).toMatchObject({ gty: 'refresh_token', scope: 'openid offline_access read:payments write:payments' })
  expect((await refresh(text(json['refresh_token']))).status).toBe(200)
})

test('reuse of a spent refresh token revokes the whole family, and only that', async () => {
  const [first, other] = [await openFamily(), await openFamily()]
  const second = text((await refresh(first)).json['refresh_token'])
  const reuse = await refresh(first)
  expect([reuse.status, reuse.json['error']]).toEqual([403, 'invalid_grant'])
  expect((await refresh(second)).status).toBe(403)
  expect((await refresh(other)).status).toBe(200)
})

test('of two refreshes at once one wins, and the family is revoked', async () => {
  const first = await openFamily()
  const results = await Promise.all([refresh(first), refresh(first)])
  expect(results.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403])
  const winner = results.find(({ status }) => status === 200)
  expect((await refresh(text(winner?.json['refresh_token']))).status).toBe(403)
})

test('a refresh may ask for less, never for more', async () => {
  const { json } = await refresh(await openFamily(), { scope: 'read:payments refund:payments' })
  expect(json['scope']).toBe('read:payments')
  const next = await refresh(text(json['refresh_token']))
  expect(next.json['scope']).toBe('openid offline_access read:payments write:payments')
})

test('a refresh token belongs to its client and survives the attempt of another', async () => {
  const token = await openFamily()
  const other = { client_id: 'local-machine', client_secret: 'local-machine-secret' }
  expect((await refresh(token, other)).status).toBe(403)
  expect((await refresh(token)).status).toBe(200)
})

test('a refresh token ends after thirty days', async () => {
  const token = await openFamily()
  await control('PATCH', '/settings', { clockOffsetSeconds: 30 * 86_400 + 1 })
  expect((await refresh(token)).status).toBe(403)
})
