import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { AUDIENCE, control, exchange, ISSUER, send, useTenant } from './harness.ts'

useTenant()

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const CREDENTIALS = { grant_type: 'client_credentials', audience: AUDIENCE, client_assertion_type: ASSERTION_TYPE }

/** Gives the machine a key pair, as its owner registers it, and what signs with it. */
async function registerKey(algorithm = 'RS256') {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  await control('PATCH', '/clients/local-machine', { publicKeys: [await exportJWK(publicKey)] })
  const now = Math.floor(Date.now() / 1000)
  const good = { iss: 'local-machine', sub: 'local-machine', aud: ISSUER, iat: now, exp: now + 60, jti: 'j' }
  return (changes: Record<string, unknown> = {}) =>
    new SignJWT({ ...good, ...changes }).setProtectedHeader({ alg: algorithm }).sign(privateKey)
}

describe('private_key_jwt', () => {
  test.each(['RS256', 'RS384', 'PS256'])(
    'proves a client with %s, with and without its client_id',
    async (algorithm) => {
      const sign = await registerKey(algorithm)
      expect((await exchange({ ...CREDENTIALS, client_assertion: await sign() })).status).toBe(200)
      const named = { ...CREDENTIALS, client_id: 'local-machine', client_assertion: await sign({ jti: 'k' }) }
      expect((await exchange(named)).status).toBe(200)
    },
  )

  test('may name the token endpoint as its audience, and be of any key of the client', async () => {
    const sign = await registerKey()
    await registerKey()
    expect(
      (await exchange({ ...CREDENTIALS, client_assertion: await sign({ aud: `${ISSUER}oauth/token` }) })).status,
    ).toBe(200)
  })

  const now = Math.floor(Date.now() / 1000)
  test.each<[string, Record<string, unknown>]>([
    ['for another tenant', { aud: 'https://other.example/' }],
    ['by another issuer', { iss: 'local-app' }],
    ['for another client', { sub: 'local-app' }],
    ['for nobody', { sub: 'stranger' }],
    ['that has expired', { exp: now - 10 }],
    ['that never expires', { exp: undefined }],
    ['that is good for longer than five minutes', { exp: now + 3600 }],
    ['without a jti', { jti: undefined }],
  ])('is refused %s', async (_name, changes) => {
    const sign = await registerKey()
    const { status, json } = await exchange({ ...CREDENTIALS, client_assertion: await sign(changes) })
    expect([status, json['error']]).toEqual([401, 'invalid_client'])
  })

  test('is refused when it was used before', async () => {
    const assertion = await (await registerKey())()
    expect((await exchange({ ...CREDENTIALS, client_assertion: assertion })).status).toBe(200)
    expect((await exchange({ ...CREDENTIALS, client_assertion: assertion })).json['error']).toBe('invalid_client')
  })

  test('is refused when another key has signed it', async () => {
    const sign = await registerKey()
    await control('POST', '/reset')
    await registerKey()
    expect((await exchange({ ...CREDENTIALS, client_assertion: await sign() })).json['error']).toBe('invalid_client')
  })

  test('is refused under the client_id of another client', async () => {
    const fields = { ...CREDENTIALS, client_id: 'local-app', client_assertion: await (await registerKey())() }
    expect((await exchange(fields)).json['error']).toBe('invalid_client')
  })

  test.each([
    ['that is no JWT', { client_assertion: 'x' }],
    ['that is no JWT, of a named client', { client_assertion: 'x', client_id: 'local-machine' }],
    ['of another type', { client_assertion: 'a.b.c', client_assertion_type: 'urn:other' }],
  ])('is refused %s', async (_name, fields) => {
    await registerKey()
    const { status, json } = await exchange({ ...CREDENTIALS, ...fields })
    expect([status, json['error']]).toEqual([401, 'invalid_client'])
  })
})

test('the control refuses what is no key', async () => {
  const { status } = await control('PATCH', '/clients/local-machine', { publicKeys: ['-----BEGIN PUBLIC KEY-----'] })
  expect(status).toBe(400)
})

test('the configuration names the ways in which a client proves itself', async () => {
  const document = (await (await send('/.well-known/openid-configuration')).json()) as Record<string, unknown>
  expect(document).toMatchObject({
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'PS256'],
    dpop_signing_alg_values_supported: ['ES256'],
  })
})
