// Tests the client of the tenant: its requests to a tenant that supports less than Auth0 does, and their number.
import { describe, expect, test } from 'vitest'
import { TenantClient } from './tenant-client.ts'
import { LIFETIME, NOW } from '../../testing/access/sessions.ts'

const ISSUER = 'https://tenant.example/'
const SETTINGS = {
  issuer: ISSUER,
  tenant: 'https://tenant.example',
  clientId: 'app',
  clientSecret: 'secret',
  callbackUrl: 'https://api.example/auth/callback',
  origin: 'https://api.example',
  audience: 'https://api.example',
  sessionKeys: [],
  returnOrigins: [],
  ...LIFETIME,
}
const DISCOVERED = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}authorize`,
  token_endpoint: `${ISSUER}oauth/token`,
}
const PROOFS = { state: 's', nonce: 'n', verifier: 'v' }

// A tenant that answers by path; every other path fails.
function tenant(answers: Record<string, () => Response>) {
  const seen = { now: NOW * 1000, asked: [] as string[] }
  const client = new TenantClient(
    SETTINGS,
    async (url) => {
      const { pathname } = new URL(url)
      seen.asked.push(pathname)
      return answers[pathname]?.() ?? new Response(null, { status: 500 })
    },
    { now: () => seen.now, sleep: () => new Promise(() => undefined) },
  )
  return { client, seen }
}

const DISCOVERY = '/.well-known/openid-configuration'
const discovered = (more: object = {}) => ({ [DISCOVERY]: () => Response.json({ ...DISCOVERED, ...more }) })

describe('a tenant', () => {
  test('that takes no pushed requests gets the whole of one in the address', async () => {
    const { client, seen } = tenant(discovered())
    const url = new URL(await client.authorizationUrl(PROOFS, { scope: 'openid', prompt: 'login', state: 'forged' }))
    expect(url.origin + url.pathname).toBe(`${ISSUER}authorize`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      scope: 'openid',
      prompt: 'login',
      client_id: 'app',
      redirect_uri: SETTINGS.callbackUrl,
      response_type: 'code',
      audience: SETTINGS.audience,
      state: 's',
      nonce: 'n',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge_method: 'S256',
    })
    expect(seen.asked).toEqual([DISCOVERY])
  })

  test.each([
    ['without an endpoint to end a session is left by its own', {}, `${ISSUER}v2/logout?client_id=app&returnTo=%2Fx`],
    [
      'with one is left by that',
      { end_session_endpoint: `${ISSUER}oidc/logout` },
      `${ISSUER}oidc/logout?client_id=app&post_logout_redirect_uri=%2Fx&logout_hint=sid`,
    ],
  ])('%s', async (_title, more, address) => {
    const { client } = tenant(discovered(more))
    expect(await client.logoutUrl('/x', 'sid', false)).toBe(address)
    expect(await client.logoutUrl('/x', 'sid', true)).toBe(`${address}&federated`)
  })

  test.each(['/x?a=1', '/x#a', '/x?'])(
    'of Auth0 that is left for %s is left by the endpoint that does not compare queries',
    async (returnTo) => {
      const { client } = tenant(discovered({ end_session_endpoint: `${ISSUER}oidc/logout` }))
      const url = new URL(await client.logoutUrl(returnTo, 'sid', false))
      expect(url.origin + url.pathname).toBe(`${ISSUER}v2/logout`)
      expect(Object.fromEntries(url.searchParams)).toEqual({ client_id: 'app', returnTo })
    },
  )

  test('of another vendor is left by the endpoint that it names, with a query too', async () => {
    const { client } = tenant(discovered({ end_session_endpoint: `${ISSUER}protocol/logout` }))
    expect(await client.logoutUrl('/x?a=1', null, false)).toBe(
      `${ISSUER}protocol/logout?client_id=app&post_logout_redirect_uri=%2Fx%3Fa%3D1`,
    )
  })

  test('that is out of order can be left all the same', async () => {
    expect(await tenant({}).client.logoutUrl('/x', 'sid', false)).toBe(`${ISSUER}v2/logout?client_id=app&returnTo=%2Fx`)
  })

  test('that does not say what it can do is asked again after five seconds', async () => {
    const { client, seen } = tenant({})
    for (const [later, asked] of [
      [0, 1],
      [4_999, 1],
      [1, 2],
    ] as const) {
      seen.now += later
      await expect(client.refresh('r')).rejects.toMatchObject({ code: 'tenant_unavailable' })
      expect(seen.asked).toHaveLength(asked)
    }
  })

  test('that has said so before is held to that, and asked again after an hour and then every half minute', async () => {
    const answers: Record<string, () => Response> = discovered()
    const { client, seen } = tenant(answers)
    await client.authorizationUrl(PROOFS, {})
    delete answers[DISCOVERY]
    for (const [later, asked] of [
      [3_599_999, 1],
      [1, 2],
      [29_999, 2],
      [1, 3],
    ] as const) {
      seen.now += later
      expect(await client.authorizationUrl(PROOFS, {})).toContain(`${ISSUER}authorize?`)
      expect(seen.asked).toHaveLength(asked)
    }
  })

  test.each<readonly [string, number, object, string]>([
    ['refuses', 400, { error: 'invalid_grant' }, 'TenantRefusal'],
    ['refuses', 403, { error: 'mfa_required' }, 'TenantRefusal'],
    ['has too much to do', 429, { error: 'access_denied' }, 'ProblemError'],
    ['is out of order', 503, { error: 'access_denied' }, 'ProblemError'],
  ])('that %s a renewal with %i is told apart from one that does otherwise', async (_does, status, body, name) => {
    const { client } = tenant({ ...discovered(), '/oauth/token': () => Response.json(body, { status }) })
    await expect(client.refresh('r')).rejects.toMatchObject({ name })
  })
})
