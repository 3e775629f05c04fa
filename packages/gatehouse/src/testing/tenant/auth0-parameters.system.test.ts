// Two parameters that only Auth0 has in this form: the realm of a password, and `resource` with its compatibility profile.
import { describe, expect, test } from 'vitest'
import {
  APP,
  AUDIENCE,
  Browser,
  control,
  exchange,
  fragment,
  location,
  MACHINE,
  send,
  text,
  useTenant,
  verify,
} from './harness.ts'

useTenant()

const REALM = {
  ...APP,
  grant_type: 'http://auth0.com/oauth/grant-type/password-realm',
  realm: 'Username-Password-Authentication',
  username: 'admin@example.com',
  password: 'password',
  audience: AUDIENCE,
}

describe('password-realm', () => {
  test('logs in a user of the realm', async () => {
    const { claims } = await verify((await exchange({ ...REALM, scope: 'read:payments' })).json['access_token'])
    expect(claims).toMatchObject({
      gty: 'password',
      scope: 'read:payments',
      sub: expect.stringMatching(/^auth0\|/) as string,
    })
  })

  test.each<[string, Record<string, string>, string]>([
    ['no realm', { realm: '' }, 'invalid_request'],
    ['an unknown realm', { realm: 'other' }, 'invalid_request'],
    ['a wrong password', { password: 'x' }, 'invalid_grant'],
    ['a user of another connection', { username: 'reader@example.com' }, 'invalid_grant'],
    ['no secret', { client_secret: '' }, 'access_denied'],
  ])('refuses %s', async (_name, fields, error) => {
    expect((await exchange({ ...REALM, ...fields })).json['error']).toBe(error)
  })
})

/** What each request that can name an API answers, with these parameters. */
const ANSWERS: [string, (named: Record<string, string>) => Promise<string>][] = [
  [
    '/authorize',
    async (named) => fragment(await new Browser().logIn({ response_type: 'token', ...named }))['access_token'] ?? '',
  ],
  ['the password grant', async (named) => tokenOf({ ...REALM, audience: '', ...named })],
  ['the device flow', async (named) => tokenOfDevice(named)],
]

const tokenOf = async (fields: Record<string, string>) => text((await exchange(fields)).json['access_token'])

async function tokenOfDevice(named: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ ...APP, ...named }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const begun = (await (await send('/oauth/device/code', { method: 'POST', headers, body })).json()) as Record<
    string,
    string
  >
  await new Browser().submit(`/activate?user_code=${begun['user_code']}`, { user: 'admin@example.com' })
  const code = text(begun['device_code'])
  return tokenOf({ ...APP, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: code })
}

describe('resource (RFC 8707)', () => {
  test.each(ANSWERS)('is not looked at by %s, as in a new tenant of Auth0', async (_name, ask) => {
    expect(await ask({ resource: AUDIENCE })).not.toContain('.')
  })

  test.each(ANSWERS)('names the API to %s with the compatibility profile, unless audience does', async (_name, ask) => {
    await control('PATCH', '/settings', { resourceParameterProfile: 'compatibility' })
    expect((await verify(await ask({ resource: AUDIENCE }))).claims.aud).toBe(AUDIENCE)
    expect((await verify(await ask({ audience: AUDIENCE, resource: 'https://other' }))).claims.aud).toBe(AUDIENCE)
  })

  test('names the API of a machine with the compatibility profile, and only one that there is', async () => {
    const fields = { ...MACHINE, grant_type: 'client_credentials', resource: AUDIENCE }
    expect((await exchange(fields)).json['error']).toBe('access_denied')
    await control('PATCH', '/settings', { resourceParameterProfile: 'compatibility' })
    expect((await verify(await tokenOf(fields))).claims.aud).toBe(AUDIENCE)
    const unknown = { response_type: 'token', resource: 'https://other' }
    const answer = fragment(location(await new Browser().authorize(unknown)))
    expect(answer).toMatchObject({ error: 'access_denied', error_description: 'Service not found: https://other' })
  })
})
