// The parts of a deploy: the look before, the account, the address, the changed configuration.
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../http/clock.ts'
import { CommandError } from '../command-error.ts'
import { findAccess } from './access.ts'
import { Account, CloudflareError } from './cloudflare.ts'
import { runPreflight } from './preflight.ts'
import { findGatewayUrl, gatewayUrlOf } from './gateway-url.ts'
import { patchConfig } from './patched-config.ts'
import { bad, type Finding, good } from '../doctor/finding.ts'
import { answerAsTenant } from '../../testing/fake-tenant.ts'

const never = () => Promise.reject(new Error('asked'))

const accountThat = (status: number, body: unknown) =>
  new Account({ url: 'https://api', token: 't', account: 'a' }, () => Promise.resolve(Response.json(body, { status })))

const refusal = (code: number) => ({ success: false, result: null, errors: [{ code, message: 'no' }] })

const accountsOf =
  (...ids: string[]) =>
  () =>
    Promise.resolve(Response.json({ result: ids.map((id) => ({ id, name: id })) }))

describe('the account', () => {
  test('distinguishes a Worker that does not exist from an account that does not answer', async () => {
    expect(await accountThat(404, refusal(10_007)).deployment('gatehouse')).toBe(null)
    await expect(accountThat(403, refusal(10_000)).deployment('gatehouse')).rejects.toThrow(CloudflareError)
    await expect(accountThat(502, 'bad gateway').deployment('gatehouse')).rejects.toThrow('status 502')
    const silent = new Account({ url: 'https://api', token: 't', account: 'a' }, () =>
      Promise.reject(new TypeError('fetch failed')),
    )
    await expect(silent.deployment('gatehouse')).rejects.toThrow("can't be reached")
  })

  test('takes a Worker back although a secret has changed since, and for nothing else it insists', async () => {
    const asked: string[] = []
    const refusing = (code: number) =>
      new Account({ url: 'https://api', token: 't', account: 'a' }, (input) => {
        const { pathname, search } = new URL(input instanceof Request ? input.url : input)
        asked.push(`${pathname}${search}`.replace('/accounts/a/workers/scripts', ''))
        const isForced = search === '?force=true'
        return Promise.resolve(Response.json(isForced ? { success: true, result: { id: 'd' } } : refusal(code)))
      })
    await refusing(10_220).serve('gatehouse', [{ version_id: 'v', percentage: 100 }], 'back')
    expect(asked).toEqual(['/gatehouse/deployments', '/gatehouse/deployments?force=true'])
    await expect(refusing(10_000).serve('gatehouse', [], 'back')).rejects.toThrow(CloudflareError)
    expect(asked).toHaveLength(3)
  })

  test('is asked for its subdomain only if nothing else names the address, and may refuse', async () => {
    const routes = [{ pattern: 'api.example.com', custom_domain: true }]
    expect(await findGatewayUrl({ name: 'g', routes }, never)).toBe('https://api.example.com')
    expect(await findGatewayUrl({ name: 'g', workers_dev: false }, never)).toBe(null)
    expect(await findGatewayUrl({ name: 'g' }, () => Promise.resolve('me'))).toBe('https://g.me.workers.dev')
    const account = accountThat(403, refusal(10_000))
    expect(await findGatewayUrl({ name: 'g' }, () => account.subdomain())).toBe(null)
    const bare = accountThat(404, refusal(10_007))
    const found = findGatewayUrl({ name: 'g' }, () => bare.subdomain())
    await expect(found).rejects.toThrow(CommandError)
    await expect(found).rejects.toThrow(/no subdomain of workers.dev.*workers\/onboarding.*custom_domain = true/)
    await expect(findGatewayUrl({ name: 'g' }, never)).rejects.toThrow('asked')
  })

  const parts = { env: {}, fetch, configured: undefined, wrangler: () => Promise.reject(new Error('not logged in')) }

  test('is that of the environment, else of the login of wrangler', async () => {
    const env = { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: 'a', CLOUDFLARE_API_BASE_URL: 'http://api' }
    expect(await findAccess({ ...parts, env })).toEqual({ url: 'http://api', token: 't', account: 'a' })
    await expect(findAccess(parts)).rejects.toThrow('npx wrangler login')
    const loggedIn = { ...parts, wrangler: () => Promise.resolve('{"type":"oauth","token":"o"}') }
    expect(await findAccess({ ...loggedIn, fetch: accountsOf('one') })).toMatchObject({ token: 'o', account: 'one' })
    expect(await findAccess({ ...loggedIn, configured: 'ours' })).toMatchObject({ account: 'ours' })
    await expect(findAccess({ ...loggedIn, fetch: accountsOf('one', 'two') })).rejects.toThrow(
      'CLOUDFLARE_ACCOUNT_ID to one of one',
    )
  })
})

test.each([
  [{ name: 'g' }, 'me', 'https://g.me.workers.dev'],
  [
    { name: 'g', routes: ['x.example.com/*', { pattern: 'api.example.com', custom_domain: true }] },
    'me',
    'https://api.example.com',
  ],
  [{ name: 'g', routes: ['https://x.example.com/*'] }, 'me', 'https://x.example.com'],
  [{ name: 'g', routes: ['*.example.com/*'], workers_dev: false }, 'me', null],
  [{ name: 'g' }, null, null],
])('a gateway with %j is at its domain, or at workers.dev', (config, subdomain, url) => {
  expect(gatewayUrlOf(config, subdomain)).toBe(url)
})

const wiring = (finding: Finding) => () => Promise.resolve([finding])

describe('before a deploy', () => {
  const allowed = { clientId: 'app', clientSecret: 'right', audience: 'https://api', callbacks: [], logouts: [] }
  const dependencies = {
    clock: systemClock,
    fetch: (url: string) => Promise.resolve(answerAsTenant(new URL(url), '', allowed)),
  }
  const variables = { AUTH0_DOMAIN: 'tenant.example.com', AUTH0_AUDIENCE: 'https://api' }
  const input = { variables, source: 'the test', gatewayUrl: null, login: false, services: [] }
  const sound = wiring(good('wiring', 'all fits'))

  test('nothing is said when all is well', async () => {
    await runPreflight(input, dependencies, sound)
  })

  test.each([
    ['the configuration', { ...input, variables: {} }, sound, 'AUTH0_DOMAIN is missing'],
    ['the wiring', input, wiring(bad('wiring', 'no row for x', 'add it')), 'no row for x'],
  ])('it is refused for what is wrong with %s, with the way round', async (_title, it, look, problem) => {
    const refused = runPreflight(it, dependencies, look)
    await expect(refused).rejects.toThrow(problem)
    await expect(refused).rejects.toThrow('or deploy without a look: --no-doctor')
  })
})

test('a configuration gets the ids of namespaces that were made, and has no services in a first deploy', () => {
  const config = { name: 'g', kv_namespaces: [{ binding: 'KEYS' }], services: [{ binding: 'A', service: 'a' }] }
  expect(patchConfig(config, { ids: new Map([['KEYS', 'id']]), withoutServices: true })).toEqual({
    name: 'g',
    kv_namespaces: [{ binding: 'KEYS', id: 'id' }],
    services: [],
  })
  expect(patchConfig(config, { ids: new Map(), withoutServices: false })).toEqual(config)
})
