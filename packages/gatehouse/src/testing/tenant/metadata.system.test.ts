import { expect, test } from 'vitest'
import { asRecord, control, getJson, ISSUER, send, useTenant } from './harness.ts'

useTenant()

test('the key set lists the current and the next key with their public parts only', async () => {
  const { keys } = await getJson('/.well-known/jwks.json')
  const names = (await control('GET', '/keys')).json
  expect(Array.isArray(keys) && keys.map((key) => asRecord(key)['kid'])).toEqual([names['current'], names['next']])
  for (const key of Array.isArray(keys) ? keys : []) {
    expect(Object.keys(asRecord(key)).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
    expect(key).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' })
    expect(asRecord(key)['n']).toHaveLength(342)
  }
})

test('first requests that arrive together find the same keys', async () => {
  const sets = await Promise.all(Array.from({ length: 8 }, async () => getJson('/.well-known/jwks.json')))
  expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(1)
})

test('both configuration documents are the same and name endpoints below the issuer', async () => {
  const openid = await getJson('/.well-known/openid-configuration')
  expect(await getJson('/.well-known/oauth-authorization-server')).toEqual(openid)
  expect(openid).toMatchObject({
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}authorize`,
    token_endpoint: `${ISSUER}oauth/token`,
    userinfo_endpoint: `${ISSUER}userinfo`,
    jwks_uri: `${ISSUER}.well-known/jwks.json`,
    code_challenge_methods_supported: ['S256'],
  })
})

test('the issuer follows the origin of the request', async () => {
  const document = await getJson('http://127.0.0.1:7777/.well-known/openid-configuration')
  expect(document['issuer']).toBe('http://127.0.0.1:7777/')
})

test('any origin may read the well-known documents', async () => {
  const response = await send('/.well-known/jwks.json', { headers: { origin: 'https://anywhere.example' } })
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
})

test('the home page lists users, applications and controls', async () => {
  const page = await (await send('/')).text()
  for (const part of ['admin@example.com', 'local-machine-secret', '/_tenant/mint', ISSUER])
    expect(page).toContain(part)
})
