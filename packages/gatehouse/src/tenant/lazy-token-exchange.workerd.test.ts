// Tests what the exchange of a gateway is made of: the request that the tenant gets, the limit of its pace, and whether KV is used.
import { expect, test, vi } from 'vitest'
import { FakeClock, RecordingBackground } from '../testing/access/support.ts'
import { configurationOf, FakeKv } from '../testing/access/tenant.ts'
import { CALLER, codeOf, RULE, tokensOf } from '../testing/access/token-exchange.ts'
import type { ExchangeClient } from './exchange-client-settings.ts'
import { lazyTokenExchange } from './lazy-token-exchange.ts'

const ISSUER = 'https://tenant.example/'
const METADATA = { issuer: ISSUER, token_endpoint: `${ISSUER}oauth/token` }
const CLIENT: ExchangeClient = { clientId: 'gateway', clientSecret: 'hush', perSecond: 30, isStored: true }

function open(client: ExchangeClient | null, refusal: Response | null = null) {
  const [clock, background, kv] = [new FakeClock(), new RecordingBackground(), new FakeKv()]
  const forms: object[] = []
  const source = lazyTokenExchange(
    { ...configurationOf(), exchangeClient: client },
    {
      fetch: async (url, init) => {
        if (url !== METADATA.token_endpoint) return Response.json(METADATA)
        forms.push(Object.fromEntries(await new Request(url, init).formData()))
        const access_token = tokensOf({ iss: ISSUER }).accessToken
        return refusal?.clone() ?? Response.json({ access_token, token_type: 'Bearer', expires_in: 600 })
      },
      clock,
      log: () => undefined,
      store: kv,
      isRevoked: () => false,
      keySets: () => [],
    },
  )
  const tokenFor = async (caller = CALLER) => (await source()).tokenFor(caller, RULE, background)
  return { source, tokenFor, forms, kv, background, clock }
}

test('a gateway without an application that exchanges says which variables it lacks', async () => {
  await expect(open(null).source()).rejects.toMatchObject({
    code: 'not_configured',
    facts: { detail: expect.stringContaining('AUTH0_EXCHANGE_CLIENT_ID') as string },
  })
})

test('the tenant is asked for a token exchange, by the application of these exchanges, once', async () => {
  const { tokenFor, forms } = open(CLIENT)
  await tokenFor()
  await tokenFor()
  expect(forms).toEqual([
    {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: 'gateway',
      client_secret: 'hush',
      subject_token: CALLER.token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: RULE.audience,
      scope: RULE.scopes.join(' '),
    },
  ])
})

test.each([
  [true, 1, 1],
  [false, 0, 0],
])(
  'when exchanged tokens are to be in KV (%j), it is read %d times and written %d times',
  async (isStored, ...counts) => {
    const { tokenFor, kv, background } = open({ ...CLIENT, isStored })
    await tokenFor()
    await background.finished()
    expect([kv.reads, kv.writes]).toEqual(counts)
  },
)

test('a tenant that answers 429 is left alone for as long as it says', async () => {
  const { tokenFor, forms } = open(CLIENT, new Response('{}', { status: 429, headers: { 'retry-after': '7' } }))
  expect(await codeOf(tokenFor())).toBe('token_exchange_limited')
  await expect(tokenFor({ ...CALLER, token: 'd.e.f' })).rejects.toMatchObject({ facts: { retryAfterSeconds: 7 } })
  expect(forms).toHaveLength(1)
})

test('no more exchanges begin within a second than the setting says', async () => {
  const { tokenFor, forms, clock } = open({ ...CLIENT, perSecond: 2, isStored: false })
  const work = ['a.b.c', 'a.b.d', 'a.b.e'].map((token) => tokenFor({ ...CALLER, token }))
  await Promise.all(work.slice(0, 2))
  expect(forms).toHaveLength(2)
  await vi.waitFor(() => {
    clock.advance(1)
    expect(forms).toHaveLength(3)
  })
  await work[2]
})
