// Two parameters that only Auth0 has in this form: the realm of a password, and `resource` with its compatibility profile; and clients that
// are known by their metadata.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  APP,
  AUDIENCE,
  Browser,
  CALLBACK,
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

  test.each(ANSWERS)('names the API of development to %s by the address of its gateway', async (_name, ask) => {
    for (const resource of ['http://localhost:6060/mcp', 'http://127.0.0.1:1234', 'https://[::1]/payments'])
      expect((await verify(await ask({ resource }))).claims.aud).toBe(AUDIENCE)
    expect(await ask({ resource: 'http://localhost.example.com' })).not.toContain('.')
  })
})

describe('a client whose id is the address of its metadata (OAuth Client ID Metadata Document)', () => {
  let document: unknown
  const server = createServer((_request, response) => response.end(JSON.stringify(document)))
  let address = ''
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client.json`
  })
  afterAll(() => server.close())

  const metadata = (rest: object = {}) => ({
    client_id: address,
    client_name: 'Agent',
    redirect_uris: [CALLBACK],
    ...rest,
  })
  const asked = (rest: object = {}) => ({
    client_id: address,
    response_type: 'code',
    audience: AUDIENCE,
    ...PKCE,
    ...rest,
  })

  test('is known by its document, and gets a token by PKCE without a secret, at each login after a click', async () => {
    document = metadata()
    const browser = new Browser()
    const code = text((await browser.logIn(asked())).searchParams.get('code'))
    const fields = { grant_type: 'authorization_code', client_id: address, redirect_uri: CALLBACK, code }
    expect((await exchange(fields)).json['error']).toBe('invalid_grant')
    const again = text((await browser.logIn(asked())).searchParams.get('code'))
    const { json } = await exchange({ ...fields, code: again, code_verifier: VERIFIER })
    expect((await verify(json['access_token'])).claims).toMatchObject({ azp: address, aud: AUDIENCE })
    const silent = location(await browser.authorize(asked({ prompt: 'none' })))
    expect(silent.searchParams.get('error')).toBe('login_required')
  })

  test('is shown by its name and its address', async () => {
    document = metadata()
    const login = location(await new Browser().authorize(asked()))
    const page = await (await send(login.pathname + login.search)).text()
    expect(page).toContain('Agent')
    expect(page).toContain(address)
  })

  test.each([
    ['speaks for another address', { client_id: 'https://other.example/client.json' }],
    ['has a secret', { client_secret: 'x' }],
    ['authenticates by a secret', { token_endpoint_auth_method: 'client_secret_post' }],
    ['has no callbacks', { redirect_uris: undefined }],
    ['has a callback that is no address', { redirect_uris: [CALLBACK, 'nowhere'] }],
    ['has a callback that is a script', { redirect_uris: [CALLBACK, 'javascript:alert(1)'] }],
    ['has another callback', { redirect_uris: ['http://localhost:1/other'] }],
    ['is too large', { client_name: 'x'.repeat(6_000) }],
  ])('is refused when its document %s', async (_title, rest) => {
    document = metadata(rest)
    expect((await new Browser().authorize(asked())).status).toBe(400)
  })

  test('is refused when its document does not end, and the rest is not read', async () => {
    let sent = 0
    const endless = createServer((_request, response) => {
      response.write('{"client_name":"')
      const timer = setInterval(() => response.write('x'.repeat(1_000), () => (sent += 1_000)), 1)
      response.on('close', () => clearInterval(timer))
    })
    endless.listen(0, '127.0.0.1')
    await once(endless, 'listening')
    const client_id = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/client.json`
    expect((await new Browser().authorize(asked({ client_id }))).status).toBe(400)
    expect(sent).toBeLessThan(1_000_000)
    endless.closeAllConnections()
    endless.close()
  })

  test.each(['http://127.0.0.1:1/client.json', 'http://example.com/client.json', 'https://127.0.0.1'])(
    'is refused where there is no document: %s',
    async (client_id) => {
      expect((await new Browser().authorize(asked({ client_id }))).status).toBe(400)
    },
  )
})

/** RFC 7636, Appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const PKCE = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }
