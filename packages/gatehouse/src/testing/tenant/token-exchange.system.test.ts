// Tests the token exchange of the local tenant (RFC 8693): whose tokens it takes, and what it makes of them.
import { describe, expect, test } from 'vitest'
import { APP, AUDIENCE, Browser, CALLBACK, control, exchange, MACHINE, text, useTenant, verify } from './harness.ts'

useTenant()

const CLIENT = { client_id: 'local-exchange', client_secret: 'local-exchange-secret' }
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const REPORTS = 'https://reports.example.com'
const ORDER = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token_type: ACCESS_TOKEN,
  audience: REPORTS,
  scope: 'read:reports',
}
const FIVE = { sub: '1', act: { sub: '2', act: { sub: '3', act: { sub: '4', act: { sub: '5' } } } } }

async function mint(order: object): Promise<string> {
  return text((await control('POST', '/mint', order)).json['token'])
}

const exchanged = (subject_token: string, more: Record<string, string> = {}) =>
  exchange({ ...ORDER, ...CLIENT, subject_token, ...more })

test('a token of a user becomes one for another API, with the same subject and a chain of actors', async () => {
  const code = await new Browser().logInForCode({ audience: AUDIENCE, scope: 'openid' })
  const login = await exchange({ grant_type: 'authorization_code', ...APP, code, redirect_uri: CALLBACK })
  const before = (await verify(login.json['access_token'])).claims
  const { status, json } = await exchanged(text(login.json['access_token']))
  expect([status, json['issued_token_type'], json['scope']]).toEqual([200, ACCESS_TOKEN, 'read:reports'])
  expect(json).not.toHaveProperty('refresh_token')
  const { claims } = await verify(json['access_token'], { audience: REPORTS })
  const act = { sub: 'local-exchange', act: { sub: 'local-app' } }
  expect(claims).toMatchObject({ sub: before.sub, aud: REPORTS, scope: 'read:reports', act })
})

describe('is refused', () => {
  test.each([
    ['a token for another API', { claims: { aud: 'https://other.example' } }, 'invalid_grant'],
    ['an expired token', { expiresInSeconds: -60 }, 'invalid_grant'],
    ['a token of another key', { key: 'unlisted' }, 'invalid_grant'],
    ['the token of a machine', { client: 'local-machine' }, 'invalid_grant'],
    ['a chain of five actors', { claims: { act: FIVE } }, 'invalid_request'],
  ])('%s', async (_, order, error) => {
    expect((await exchanged(await mint(order))).json['error']).toBe(error)
  })

  test.each([
    ['another type of token', { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }, 'invalid_request'],
    ['no audience', { audience: '' }, 'invalid_request'],
    ['a wrong secret', { client_secret: 'wrong' }, 'access_denied'],
    ['an application without the grant', MACHINE, 'unauthorized_client'],
  ])('%s', async (_, more, error) => {
    expect((await exchanged(await mint({}), more)).json['error']).toBe(error)
  })
})
