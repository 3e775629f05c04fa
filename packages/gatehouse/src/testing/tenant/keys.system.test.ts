import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { publicKeyPem } from './signing.ts'
import { asRecord, AUDIENCE, control, getJson, text, useTenant, verify } from './harness.ts'

useTenant()

async function mint(order: Record<string, unknown> = {}): Promise<string> {
  return text((await control('POST', '/mint', order)).json['token'])
}

async function listedKeys(): Promise<JWK[]> {
  const { keys } = await getJson('/.well-known/jwks.json')
  return Array.isArray(keys) ? keys.map(asRecord) : []
}

const kids = async () => (await listedKeys()).map(({ kid }) => kid)

describe('the signing keys', () => {
  test('rotate: next signs, current stays listed as previous, and a new next is published', async () => {
    const before = (await control('GET', '/keys')).json
    const old = await mint()
    const after = (await control('POST', '/keys/rotate')).json
    expect(after).toEqual({ current: before['next'], next: expect.any(String), previous: before['current'] })
    expect(await kids()).toEqual([after['current'], after['next'], after['previous']])
    expect(decodeProtectedHeader(await mint()).kid).toBe(before['next'])
    await verify(old)
  })

  test('renew: all are others, and a token of before verifies no more', async () => {
    const before = (await control('GET', '/keys')).json
    const old = await mint()
    const after = (await control('POST', '/keys/renew')).json
    expect(after).toEqual({ current: expect.any(String), next: expect.any(String), previous: null })
    for (const kid of await kids()) expect(Object.values(before)).not.toContain(kid)
    await expect(verify(old)).rejects.toThrow()
    await verify(await mint())
  })

  test('rotations that arrive together each happen', async () => {
    const before = (await control('GET', '/keys')).json
    const results = await Promise.all([control('POST', '/keys/rotate'), control('POST', '/keys/rotate')])
    const after = (await control('GET', '/keys')).json
    expect(after['previous']).toBe(before['next'])
    expect(new Set(results.map(({ json }) => json['next'])).size).toBe(2)
  })

  test('revoke previous: its tokens verify no more', async () => {
    await control('POST', '/keys/rotate')
    const token = await mint({ key: 'previous' })
    await verify(token)
    expect((await control('POST', '/keys/revoke', { key: 'previous' })).json['previous']).toBeNull()
    await expect(verify(token)).rejects.toThrow('no applicable key')
    expect((await control('POST', '/mint', { key: 'previous' })).status).toBe(400)
  })

  test('revoke current: it is gone at once and next signs', async () => {
    const before = (await control('GET', '/keys')).json
    const after = (await control('POST', '/keys/revoke', { key: 'current' })).json
    expect(after['current']).toBe(before['next'])
    expect(await kids()).not.toContain(before['current'])
  })

  test('outlive a reset', async () => {
    const before = await kids()
    await control('POST', '/reset')
    expect(await kids()).toEqual(before)
  })
})

describe('mint', () => {
  test('without an order is a genuine token of the admin', async () => {
    const { header, claims } = await verify(await mint())
    expect(header).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(claims).toMatchObject({
      azp: 'local-app',
      aud: AUDIENCE,
      'https://gatehouse.local/email': 'admin@example.com',
    })
    expect(claims).not.toHaveProperty('scope')
  })

  test('takes the scope as it is ordered, for any roles', async () => {
    const { claims } = await verify(await mint({ user: 'nobody@example.com', scope: 'write:payments any:thing' }))
    expect(claims).toMatchObject({ scope: 'write:payments any:thing', permissions: [] })
  })

  test('makes machine tokens and tokens of a user through a client', async () => {
    const machine = (await verify(await mint({ client: 'local-machine' }))).claims
    expect(machine).toMatchObject({
      sub: 'local-machine@clients',
      gty: 'client-credentials',
      scope: expect.any(String),
    })
    const user = (await verify(await mint({ client: 'local-machine', user: 'reader@example.com' }))).claims
    expect(user).toMatchObject({ azp: 'local-machine', sub: expect.stringMatching(/^google-oauth2/) })
  })

  test('makes id tokens', async () => {
    const { claims } = await verify(await mint({ kind: 'id', claims: { nonce: 'n' } }), { audience: 'local-app' })
    expect(claims).toMatchObject({ nonce: 'n', email: 'admin@example.com', sid: expect.any(String) })
  })

  test('lays claims and header over, and null deletes', async () => {
    const token = await mint({
      claims: { iss: 'https://evil/', sub: null, list: [1] },
      header: { kid: null, typ: 'x', crit: ['b64'] },
    })
    expect(decodeJwt(token)).toMatchObject({ iss: 'https://evil/', list: [1] })
    expect(decodeJwt(token)).not.toHaveProperty('sub')
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'x', crit: ['b64'] })
  })

  test('an expired token was issued a lifetime before', async () => {
    const { exp = 0, iat = 0 } = decodeJwt(await mint({ expiresInSeconds: -10 }))
    const now = Date.now() / 1000
    expect(exp).toBeLessThan(now - 8)
    expect(exp - iat).toBe(86_400)
  })

  test('rfc9068 can be ordered for one token', async () => {
    expect(decodeProtectedHeader(await mint({ profile: 'rfc9068' })).typ).toBe('at+jwt')
    expect(decodeProtectedHeader(await mint()).typ).toBe('JWT')
  })

  test('PS256 verifies with the listed key', async () => {
    const token = await mint({ alg: 'PS256' })
    const jwk = (await listedKeys()).find(({ kid }) => kid === decodeProtectedHeader(token).kid)
    const { protectedHeader } = await compactVerify(token, await importJWK({ ...jwk, kty: 'RSA', alg: 'PS256' }))
    expect(protectedHeader.alg).toBe('PS256')
  })

  test('HS256-with-public-key is an HMAC keyed with the public key in PEM', async () => {
    const token = await mint({ alg: 'HS256-with-public-key' })
    const { n = '', e = '' } = (await listedKeys())[0] ?? {}
    const secret = new TextEncoder().encode(await publicKeyPem({ kty: 'RSA', n, e }))
    expect((await compactVerify(token, secret)).protectedHeader.alg).toBe('HS256')
  })

  test('none has an empty signature', async () => {
    const token = await mint({ alg: 'none' })
    expect(token.endsWith('.')).toBe(true)
    expect(token.split('.')).toHaveLength(3)
    expect(JSON.parse(atob(token.split('.')[0] ?? ''))).toMatchObject({ alg: 'none' })
  })

  test('next verifies already, unlisted never', async () => {
    await verify(await mint({ key: 'next' }))
    await expect(verify(await mint({ key: 'unlisted' }))).rejects.toThrow('no applicable key')
    const kid = (await kids())[0]
    await expect(verify(await mint({ key: 'unlisted', header: { kid } }))).rejects.toThrow('signature')
  })

  test.each([
    ['an unknown user', { user: 'ghost@example.com' }],
    ['an unknown client', { client: 'ghost' }],
    ['an unknown member', { scopes: 'x' }],
    ['an unknown algorithm', { alg: 'ES256' }],
    ['an id token for a machine', { client: 'local-machine', kind: 'id' }],
  ])('refuses %s', async (_name, order) => {
    const { status, json } = await control('POST', '/mint', order)
    expect([status, json['error']]).toEqual([400, 'invalid_request'])
  })
})
