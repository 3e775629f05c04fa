// The parts of a deploy: the look before, the smoke test, the account, the address, the changed configuration.
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../http/clock.ts'
import { CommandError } from '../command-error.ts'
import { findAccess } from './access.ts'
import { Account, CloudflareError } from './cloudflare.ts'
import { runPreflight } from './preflight.ts'
import { findGatewayUrl, gatewayUrlOf } from './gateway-url.ts'
import { patchConfig } from './patched-config.ts'
import { readTable } from '../../project/compiled.ts'
import { guardedPath, smokeTest, UnreachableError } from './smoke.ts'
import { bad, type Finding, good } from '../doctor/finding.ts'
import { answerAsTenant } from '../../testing/fake-tenant.ts'

const { routes } = await readTable()
const guarded = guardedPath(routes)

const gatewayThat = (answers: (path: string, round: number) => Response) => {
  const clock = { millis: 0, rounds: 0 }
  const fetch = (url: string) => {
    const path = url.replace('https://gateway', '')
    if (path.startsWith('http:'))
      return Promise.resolve(new Response(null, { status: 308, headers: { location: url.replace('http:', 'https:') } }))
    if (path === '/health') clock.rounds += 1
    return Promise.resolve(answers(path, clock.rounds))
  }
  const pause = (millis: number): Promise<void> => {
    clock.millis += millis
    return Promise.resolve()
  }
  return { clock, parts: { routes, fetch, now: () => clock.millis, pause, settlingMillis: 90_000 } }
}

const sound = (path: string): Response =>
  path === guarded ? Response.json({ code: 'token_missing' }, { status: 401 }) : Response.json({})

function throwRefused(): never {
  throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })
}

describe('the smoke test', () => {
  test('passes after three good rounds in a row, however many were bad before', async () => {
    const { clock, parts: given } = gatewayThat((path, round) =>
      [1, 2, 5].includes(round) ? new Response('', { status: 502 }) : sound(path),
    )
    await smokeTest('https://gateway', given)
    expect(clock.rounds).toBe(8)
  })

  test.each<readonly [string, (path: string) => Response, string]>([
    ['is not alive', () => Response.error(), '/health answered 0, not 200'],
    [
      'is not ready',
      (path) => (path === '/ready' ? Response.json({ ready: false }, { status: 503 }) : sound(path)),
      '/ready answered 503, not 200: {"ready":false}',
    ],
    ['lets everybody in', () => Response.json({}), `${guarded} without a token answered 200, not 401`],
    [
      'is somebody else',
      (path) => (path === guarded ? new Response('', { status: 401 }) : sound(path)),
      'not 401 token_missing',
    ],
  ])('fails when its time is over for a gateway that %s', async (_title, answers, message) => {
    const { clock, parts: given } = gatewayThat(answers)
    const failed = smokeTest('https://gateway', given)
    await expect(failed).rejects.toThrow(message)
    await expect(failed).rejects.not.toBeInstanceOf(UnreachableError)
    expect(clock.millis).toBe(90_000)
  })

  const noCertificate = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('handshake failure') }))

  test('tells a domain at which nothing answers yet from a gateway that is broken', async () => {
    const { clock, parts: given } = gatewayThat(sound)
    const failed = smokeTest('https://gateway', { ...given, fetch: noCertificate })
    await expect(failed).rejects.toThrow(UnreachableError)
    await expect(failed).rejects.toThrow(/failed \(fetch failed: handshake failure\).*certificate.*--settle/)
    expect(clock.millis).toBe(90_000)
  })

  test('passes when the certificate of a new domain comes in time', async () => {
    const { parts: given } = gatewayThat(sound)
    const attempts = { left: 5 }
    const fetch = (url: string) => (attempts.left-- > 0 ? noCertificate() : given.fetch(url))
    await smokeTest('https://gateway', { ...given, fetch })
  })

  test('takes a gateway that hangs for a broken one', async () => {
    const { parts: given } = gatewayThat(sound)
    const fetch = () => Promise.reject(new DOMException('too late', 'TimeoutError'))
    const failed = smokeTest('https://gateway', { ...given, fetch })
    await expect(failed).rejects.toThrow('too late')
    await expect(failed).rejects.not.toBeInstanceOf(UnreachableError)
  })

  const redirect = (status: number, location: string) => new Response(null, { status, headers: { location } })
  const problem = () =>
    new Response('{}', { status: 400, headers: { 'content-type': 'application/problem+json; charset=utf-8' } })

  test.each<readonly [string, string, () => Response, string[]]>([
    [
      'the gateway leads on',
      'https://gateway',
      () => redirect(308, 'https://gateway/health'),
      ['http://gateway/health'],
    ],
    ['the zone leads on', 'https://gateway', () => redirect(301, 'https://gateway/health'), ['http://gateway/health']],
    ['it is a problem', 'https://gateway', problem, ['http://gateway/health']],
    ['nobody listens', 'https://gateway', () => throwRefused(), ['http://gateway/health']],
    ['there is no domain of ours', 'https://g.me.workers.dev', () => Response.json({}), []],
  ])('asks a custom domain once over plain http, and is content when %s', async (_title, url, answer, expected) => {
    const { parts: given } = gatewayThat(sound)
    const asked: string[] = []
    const fetch = async (address: string) => {
      if (address.startsWith('https:')) return await given.fetch(address.replace(url, 'https://gateway'))
      asked.push(address)
      return answer()
    }
    await smokeTest(url, { ...given, fetch })
    expect(asked).toEqual(expected)
  })

  test.each<readonly [string, () => Response]>([
    ['serves', () => Response.json({})],
    ['leads elsewhere', () => redirect(308, 'https://other.example.com/health')],
    ['shows a page of somebody else', () => new Response('<html>', { status: 404 })],
  ])('fails for a domain that %s over plain http', async (_title, answer) => {
    const { parts: given } = gatewayThat(sound)
    const fetch = (address: string) => (address.startsWith('https:') ? given.fetch(address) : Promise.resolve(answer()))
    await expect(smokeTest('https://gateway', { ...given, fetch })).rejects.toThrow('switch Always Use HTTPS on')
  })
})

const never = () => Promise.reject(new Error('asked'))

const accountThat = (status: number, body: unknown) =>
  new Account({ url: 'https://api', token: 't', account: 'a' }, () => Promise.resolve(Response.json(body, { status })))

const refusal = (code: number) => ({ success: false, result: null, errors: [{ code, message: 'no' }] })

const accountsOf =
  (...ids: string[]) =>
  () =>
    Promise.resolve(Response.json({ result: ids.map((id) => ({ id, name: id })) }))

describe('the account', () => {
  test('tells a Worker that does not exist from an account that does not answer', async () => {
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

  test('is asked for its subdomain only where nothing else tells the address, and may refuse', async () => {
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

  test('is that of the environment, else of whoever is logged in', async () => {
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
