// Tests what is visible of the keys from outside: Server-Timing on responses, GET /status/figures, and the log.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { kvKeyOf } from '../../src/tenant/keys/key-cache.ts'
import { codeOf } from '../../src/testing/login-client.ts'
import { restartSystem } from '../../src/testing/suites/changed-system.ts'
import { bearer, linesOf, startSystem, type System } from '../../src/testing/system.ts'

const CRON = { cron: '*/5 * * * *' }

let system: System
let startedAt: number
beforeAll(async () => {
  startedAt = nowSeconds()
  system = await startSystem()
})
afterAll(async () => {
  await system.stop()
})

interface Status {
  readonly keySets: readonly {
    readonly issuer: string
    readonly ageSeconds: number
    readonly keys: readonly { readonly kid: string; readonly ageSeconds: number }[]
  }[]
  readonly tiers: Readonly<Record<string, number>>
  readonly remembered: number
  readonly lastRefresh: { readonly issuer: string; readonly at: number } | null
  readonly lastFailure: { readonly issuer: string; readonly at: number; readonly reason: string } | null
}

async function status(token: string): Promise<Status> {
  onTestFailed(() => system.harness.debug())
  const answer = await system.fetch('/status/figures', { headers: bearer(token) })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return (await answer.json()) as Status
}

const kidsOf = ({ keySets: [set] }: Status): string[] => set?.keys.map(({ kid }) => kid) ?? []
const nowSeconds = (): number => Date.now() / 1000
// The gateway may round to seconds.
function expectBetween(since: number, at: number | undefined): void {
  expect(at).toBeGreaterThanOrEqual(since - 1)
  expect(at).toBeLessThanOrEqual(nowSeconds() + 1)
}
// Another one each time: two that are made in one second would be the same token.
const watcher = (): Promise<string> =>
  system.mint({ user: 'nobody@example.com', claims: { permissions: ['read:status'], jti: randomUUID() } })

describe('a fresh start', () => {
  // First of all, because it counts from the start.
  test('is told by GET /status/figures: where keys came from, and which tokens were remembered', async () => {
    const token = await watcher()
    expect(await status(token)).toMatchObject({ tiers: { memory: 0, binding: 0, kv: 0, tenant: 1 }, remembered: 0 })
    expect(await status(token)).toMatchObject({ tiers: { memory: 1, binding: 0, kv: 0, tenant: 1 }, remembered: 1 })
    await status(await watcher())
    const { tiers, remembered, keySets, lastRefresh, lastFailure } = await status(token)
    expect({ tiers, remembered }).toEqual({ tiers: { memory: 3, binding: 0, kv: 0, tenant: 1 }, remembered: 2 })
    expect(keySets.map(({ issuer }) => issuer)).toEqual([`${system.tenantUrl}/`])
    const { current, next } = await system.control('GET', 'keys')
    expect(keySets[0]?.keys.map(({ kid }) => kid)).toEqual([current, next])
    expect(lastRefresh?.issuer).toBe(`${system.tenantUrl}/`)
    expectBetween(startedAt, lastRefresh?.at)
    expect(lastFailure).toBeNull()
    for (const age of keySets.flatMap((set) => [set.ageSeconds, ...set.keys.map(({ ageSeconds }) => ageSeconds)])) {
      expect(age).toBeGreaterThanOrEqual(0)
      expect(age).toBeLessThanOrEqual(nowSeconds() - startedAt + 1)
    }
  })
})

describe('Server-Timing', () => {
  const write = { method: 'PUT', body: '{"title":"Keys","text":"Where they are"}' }
  const json = { 'content-type': 'application/json' }

  test.each([
    ['payments', '/payments', 'read:payments', {}],
    ['search', '/search/documents/keys', 'write:search', write],
  ])('of %s says where its keys came from and whether the token was remembered', async (_name, path, scope, init) => {
    const token = await system.token({ scope })
    const timing = async (shown: string): Promise<string | null> => {
      const answer = await system.fetch(path, { ...init, headers: { ...bearer(shown), ...json } })
      expect(answer.ok).toBe(true)
      return answer.headers.get('server-timing')
    }
    expect(await timing(token)).toBe('keys;desc="binding", token;desc="verified"')
    expect(await timing(token)).toBe('keys;desc="memory", token;desc="remembered"')
    expect(await timing(await system.mint({ claims: { scope } }))).toBe('keys;desc="memory", token;desc="verified"')
  })

  test.each(['/search?q=token', '/public', '/health', '/'])('is not on a public route: %s', async (path) => {
    const answer = await system.fetch(path, { headers: bearer(await system.token({})) })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('server-timing')).toBeNull()
  })
})

describe('GET /status/figures', () => {
  test('is for those who hold the permission', async () => {
    const answer = await system.fetch('/status/figures', { headers: bearer(await system.token({ user: 'nobody' })) })
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'permission_missing', required: ['read:status'] })
    expect((await system.fetch('/status/figures')).status).toBe(401)
  })

  test('shows a new key once the cron has seen it, and one log line says what came and what went', async () => {
    const token = await watcher()
    const before = await status(token)
    const { previous: old } = await system.control('POST', 'keys/rotate')
    const { current, next } = await system.control('POST', 'keys/revoke', { key: 'previous' })
    system.harness.clearLogs()
    await system.harness.getWorker().scheduled(CRON)
    const after = await status(await watcher())
    expect(kidsOf(before)).toEqual([old, current])
    expect(kidsOf(after)).toEqual([current, next])
    expect(after.lastRefresh?.at).toBeGreaterThan(before.lastRefresh?.at ?? Infinity)
    expect(linesOf(system, 'keys_refreshed').map((line) => JSON.parse(line))).toEqual([
      {
        level: 'info',
        event: 'keys_refreshed',
        issuer: `${system.tenantUrl}/`,
        tier: 'tenant',
        added: [next],
        gone: [old],
        termsChanged: false,
      },
    ])
    // The token was signed with the key that is gone.
    expect((await system.fetch('/status/figures', { headers: bearer(token) })).status).toBe(401)
  })

  test('shows the last failure with its reason, and keeps the keys in hand', async () => {
    const token = await watcher()
    const before = await status(token)
    const failingSince = nowSeconds()
    await system.control('POST', 'faults', { path: '/.well-known/jwks.json', status: 500 })
    await system.harness.getWorker().scheduled(CRON)
    await system.control('DELETE', 'faults')
    const after = await status(token)
    expect(after.lastFailure).toMatchObject({ issuer: `${system.tenantUrl}/`, reason: 'the tenant answered 500' })
    expectBetween(failingSince, after.lastFailure?.at)
    expect(after.lastRefresh).toEqual(before.lastRefresh)
    expect(kidsOf(after)).toEqual(kidsOf(before))
  })
})

// The last one, because every token so far is worth nothing afterwards. docs/operating.md says these steps, in this order.
test('in an emergency a compromised key is revoked at the tenant, its copy in KV deleted and the gateway deployed, and nothing that it signed passes', async () => {
  // The thief signs what is issued in the future too, so no revocation of tokens helps.
  const forged = bearer(
    await system.mint({ user: 'nobody@example.com', claims: { iat: Math.floor(nowSeconds()) + 3 } }),
  )
  expect((await system.fetch('/me', { headers: forged })).status).toBe(200)
  await system.control('POST', 'keys/revoke', { key: 'current' })
  const { KEYS } = await system.harness.getWorker<{ KEYS: { delete(key: string): Promise<void> } }>().getEnv()
  await KEYS.delete(kvKeyOf(`${system.tenantUrl}/`))
  await restartSystem(system)
  const refused = await system.fetch('/me', { headers: forged })
  expect([refused.status, await codeOf(refused)]).toEqual([401, 'token_key_unknown'])
  const renewed = bearer(await system.mint({ user: 'nobody@example.com' }))
  expect((await system.fetch('/me', { headers: renewed })).status).toBe(200)
})
