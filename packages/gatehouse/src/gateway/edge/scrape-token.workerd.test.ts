// Tests who may read the metrics: a caller with the permission, and a monitor with the scrape token.
import { expect, test } from 'vitest'
import { parseConfiguration } from '../../tenant/configuration.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'
import { makeKey, mint } from '../../testing/access/support.ts'

const key = await makeKey('ours')
const SCRAPE_TOKEN = 'a-scrape-token-for-tests-alone-0001'
const CONFIGURATION = parseConfiguration({
  AUTH0_DOMAIN: 'tenant.example',
  AUTH0_AUDIENCE: 'https://api.example',
  GATEHOUSE_SCRAPE_TOKEN: SCRAPE_TOKEN,
})

/** The code of the problem. This gateway has no exchange: a caller whom it lets in hears of that. */
async function codeOf(path: string, token: string | null, settings = CONFIGURATION): Promise<unknown> {
  const { send } = openGateway(key, undefined, { tenant: { settings } })
  const answer = await send(path, token === null ? {} : { headers: { authorization: `Bearer ${token}` } })
  const { code } = await answer.json<{ readonly code: string }>()
  return code
}

test.each([
  ['no token', async () => null, 'token_missing'],
  ['the scrape token', async () => SCRAPE_TOKEN, 'exchange_unavailable'],
  ['another text', async () => SCRAPE_TOKEN.replace('1', '2'), 'token_malformed'],
  ['a part of the scrape token', async () => SCRAPE_TOKEN.slice(0, -1), 'token_malformed'],
  ['a token with the permission', () => mint(key, { permissions: ['read:status'] }), 'exchange_unavailable'],
  ['a token without the permission', () => mint(key), 'permission_missing'],
])('the metrics answer a caller with %s: %s', async (_title, token, code) => {
  expect(await codeOf('/metrics', await token())).toBe(code)
})

test('the scrape token opens nothing else, and nothing where none is set', async () => {
  for (const path of ['/status/figures', '/status/deployment', '/status/sign-ins', '/me'])
    expect(await codeOf(path, SCRAPE_TOKEN)).toBe('token_malformed')
  expect(await codeOf('/metrics', SCRAPE_TOKEN, { ...CONFIGURATION, scrapeToken: null })).toBe('token_malformed')
})
