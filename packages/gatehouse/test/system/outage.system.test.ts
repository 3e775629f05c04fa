// Tests the failure of a part: the other parts continue, and no outage looks like an invalid token.
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test, vi } from 'vitest'
import { readConfig } from '../../src/project/config-files.ts'
import { readConfigView } from '../../src/project/worker-config.ts'
import { GATEWAY } from '../../src/project/workers.ts'
import { bearer, linesOf, startSystem, type System, withSystem } from '../../src/testing/system.ts'

const JWKS = '/.well-known/jwks.json'
const EVERY_FIVE_MINUTES = '*/5 * * * *'

async function kidsInKv(system: System): Promise<string[]> {
  type Bindings = { KEYS: { get(name: string): Promise<string | null> } }
  const { KEYS: store } = await system.harness.getWorker<Bindings>().getEnv()
  const cached = JSON.parse((await store.get(`keys:${system.tenantUrl}/`)) ?? '{"keys":[]}') as {
    keys: { kid: string }[]
  }
  return cached.keys.map(({ kid }) => kid)
}

describe('a tenant that is down on a cold start', () => {
  test('is 503 keys_unavailable with Retry-After, and leaves public routes unharmed', async () => {
    await withSystem({}, async (system) => {
      const token = await system.token({ user: 'reader', scope: 'read:payments' })
      await system.control('POST', 'faults', { path: JWKS, status: 500 })
      const answer = await system.fetch('/payments', { headers: bearer(token) })
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await answer.json()).toMatchObject({ code: 'keys_unavailable' })
      expect((await system.fetch('/public')).status).toBe(200)
      expect((await system.fetch('/search?q=token')).status).toBe(200)
      expect(await system.control('GET', 'requests')).toMatchObject({ [JWKS]: 1 })
    })
  })
})

describe('a tenant that answers with something else than its keys on a cold start', () => {
  let system: System
  let keySet: Readonly<Record<string, unknown>>
  beforeAll(async () => {
    system = await startSystem()
    keySet = (await (await system.tenant.fetch(JWKS)).json()) as typeof keySet
    // The harness's network follows redirects by itself; Cloudflare's leaves that to the Worker.
    const fetch = globalThis.fetch
    vi.spyOn(globalThis, 'fetch').mockImplementation((...request) =>
      fetch(new Request(...request), { redirect: 'manual' }),
    )
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await system.stop()
  })
  beforeEach(async () => {
    onTestFailed(() => system.harness.debug())
    await system.control('POST', 'reset')
    // Every isolate is gone, and KV was never filled.
    await system.harness.reset()
    system.harness.clearLogs()
  })

  // What is moved, too large or late is a good key set otherwise: whoever took it would let the token pass.
  test.each<readonly [string, () => Readonly<Record<string, unknown>>, string]>([
    ['a redirect', () => ({ redirectTo: '/moved' }), 'the tenant answered 302'],
    ['more than 64 KiB', () => ({ body: { ...keySet, pad: ' '.repeat(65 * 1024) } }), 'larger than 65536 bytes'],
    ['nothing for longer than 5 s', () => ({ delayMillis: 120_000 }), 'no key set within 5000 ms'],
    ['a page of HTML', () => ({ body: '<!doctype html>', contentType: 'text/html' }), 'no key set'],
    ['no key at all', () => ({ body: { keys: [] } }), 'no usable key'],
  ])('(%s) is 503 keys_unavailable, never 401, for good and bad tokens alike', async (_title, fault, reason) => {
    await system.control('POST', 'faults', { path: '/moved', body: keySet })
    await system.control('POST', 'faults', { path: JWKS, ...fault() })
    const tokens = [await system.mint({ scope: 'read:payments' }), await system.mint({ key: 'unlisted' })]
    const shown = tokens.flatMap((token) => ['/payments', '/me'].map((path) => ({ token, path })))
    const answers = await Promise.all(shown.map(({ token, path }) => system.fetch(path, { headers: bearer(token) })))
    for (const answer of answers) {
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.headers.get('www-authenticate')).toBeNull()
      expect(await answer.json()).toMatchObject({ code: 'keys_unavailable' })
    }
    expect(await system.control('GET', 'requests')).toMatchObject({ [JWKS]: 1 })
    expect(linesOf(system, 'jwks_fetch_failed').join()).toContain(reason)
  })
})

describe('the key set', () => {
  test('is in KV after the first request, and a cold burst asks the tenant once', async () => {
    await withSystem({}, async (system) => {
      const token = await system.token({ user: 'reader', scope: 'read:payments' })
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => system.fetch('/payments', { headers: bearer(token) })),
      )
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      expect(await system.control('GET', 'requests')).toMatchObject({ [JWKS]: 1 })
      const { current, next } = await system.control('GET', 'keys')
      expect(await kidsInKv(system)).toEqual([current, next])
    })
  })

  test('outlives a restart: with the tenant switched off, scoped requests are answered from KV', async () => {
    await withSystem({}, async (system) => {
      const token = await system.token({ user: 'reader', scope: 'read:payments' })
      expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
      await system.tenant.close()
      await system.harness.update((options) => options)
      expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
      expect(linesOf(system, 'keys_refreshed').length).toBeGreaterThan(2)
    })
  })

  test('is refreshed every five minutes by the cron, in KV and in the isolate', async () => {
    const { triggers } = readConfigView(readConfig(GATEWAY, 'test'))
    expect(triggers?.crons).toEqual([EVERY_FIVE_MINUTES])
    await withSystem({}, async (system) => {
      expect(await kidsInKv(system)).toEqual([])
      await system.harness.getWorker().scheduled({ cron: EVERY_FIVE_MINUTES })
      const { current, next } = await system.control('GET', 'keys')
      expect(await kidsInKv(system)).toEqual([current, next])
      expect(await system.control('GET', 'requests')).toMatchObject({ [JWKS]: 1 })
      const token = await system.token({ user: 'reader', scope: 'read:payments' })
      expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
      expect(await system.control('GET', 'requests')).toMatchObject({ [JWKS]: 1 })
    })
  })

  test('needs no new request after a planned rotation', async () => {
    await withSystem({}, async (system) => {
      const wish = { user: 'reader', scope: 'read:payments' } as const
      expect((await system.fetch('/payments', { headers: bearer(await system.token(wish)) })).status).toBe(200)
      await system.control('POST', 'keys/rotate')
      expect((await system.fetch('/payments', { headers: bearer(await system.token(wish)) })).status).toBe(200)
      expect(await system.control('GET', 'requests')).toMatchObject({ [JWKS]: 1 })
    })
  })
})

describe('a domain that is not there', () => {
  test('is 503 service_unavailable, told with the request that met it, and the gateway and the others live on', async () => {
    await withSystem({ without: ['payments'] }, async (system) => {
      const token = await system.token({ user: 'reader', scope: 'read:payments' })
      const answer = await system.fetch('/payments', { headers: { ...bearer(token), 'x-request-id': 'unlucky' } })
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({ code: 'service_unavailable' })
      expect((await system.fetch('/search?q=token')).status).toBe(200)
      const lines = linesOf(system).filter((line) => line.includes('unlucky'))
      expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['server_error', 'request'])
    })
  })
})

test('a gateway that is not configured says so: 503 where a token is needed, and one log line with each remedy', async () => {
  const vars = { AUTH0_AUDIENCE: '', AUTH0_DOMAIN: 'http://tenant.example', AUTH0_AUDIENCES: 'x' }
  await withSystem({ vars }, async (system) => {
    for (const path of ['/me', '/payments', '/docs/try', '/openapi.json']) {
      const answer = await system.fetch(path, { headers: bearer('a.b.c') })
      expect([path, answer.status]).toEqual([path, 503])
      expect(await answer.json()).toMatchObject({ code: 'not_configured' })
    }
    for (const path of ['/health', '/search?q=token', '/docs', '/docs/services/payments'])
      expect([path, (await system.fetch(path)).status]).toEqual([path, 200])
    const ready = await system.fetch('/ready')
    expect([ready.status, await ready.json()]).toMatchObject([
      503,
      { parts: expect.arrayContaining([expect.objectContaining({ name: 'keys', ready: false })]) },
    ])
    const told = linesOf(system, 'not_configured').filter((line) => line.includes('remedy'))
    expect(told).toHaveLength(1)
    const { problems } = JSON.parse(told[0] ?? '') as { problems: { variable: string; remedy: string }[] }
    expect(problems.map(({ variable }) => variable).toSorted()).toEqual(Object.keys(vars).toSorted())
  })
})
