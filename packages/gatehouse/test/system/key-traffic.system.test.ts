// Tests how many requests the keys cost the tenant and KV, counted by the tenant itself, also with several issuers and audiences.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { AUDIENCE, bearer, startSystem, startTenant, type System, withSystem } from '../../src/testing/system.ts'

const CRON = { cron: '*/5 * * * *' }
const JWKS = '/.well-known/jwks.json'
const GRANT = { user: 'reader@example.com', scope: 'read:payments' }

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function keySetsFetched(tenant: Pick<System, 'control'>): Promise<unknown> {
  return (await tenant.control('GET', 'requests'))[JWKS] ?? 0
}

async function outcome(system: System, token: string, path = '/payments'): Promise<string> {
  const answer = await system.fetch(path, { headers: bearer(token) })
  const { code = 'passes' } = (await answer.json()) as { code?: string }
  return `${answer.status} ${code}`
}

const together = (count: number, ask: (index: number) => Promise<string>): Promise<Set<string>> =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index))).then((outcomes) => new Set(outcomes))

describe('the tenant', () => {
  let system: System
  beforeAll(async () => {
    system = await startSystem()
  })
  afterAll(async () => {
    await system.stop()
  })
  beforeEach(async () => {
    onTestFailed(() => system.harness.debug())
    await system.control('DELETE', 'requests')
  })

  // First of all, because it needs a system that nobody has asked yet.
  test('is asked once by 200 requests that meet a cold system at the same time', async () => {
    const token = await system.mint(GRANT)
    const paths = ['/payments', '/me']
    const outcomes = await together(200, (index) => outcome(system, token, paths[index % paths.length]))
    expect(outcomes).toEqual(new Set(['200 passes']))
    expect(await keySetsFetched(system)).toBe(1)
  })

  test('is asked once at most for 200 key ids that somebody invents, and honest tokens are served meanwhile', async () => {
    const invent = (): string => {
      const header = encode({ alg: 'RS256', typ: 'JWT', kid: randomUUID() })
      return `${header}.${encode({ iss: `${system.tenantUrl}/` })}.${Buffer.alloc(256).toString('base64url')}`
    }
    const refused = new Set(['401 token_key_unknown'])
    expect(await together(100, () => outcome(system, invent()))).toEqual(refused)
    expect(await together(100, () => outcome(system, invent()))).toEqual(refused)
    expect(await outcome(system, await system.mint(GRANT))).toBe('200 passes')
    expect(await keySetsFetched(system)).toBeLessThanOrEqual(1)
  })

  test('is not asked in the steady state, and neither is KV', async () => {
    const token = await system.mint(GRANT)
    expect(await outcome(system, token)).toBe('200 passes')
    await system.control('DELETE', 'requests')
    // From here on, whoever reads KV leaves a line in the log.
    const { KEYS: store } = await system.harness
      .getWorker<{ KEYS: { put(name: string, value: string): Promise<void> } }>()
      .getEnv()
    await store.put(`keys:${system.tenantUrl}/`, 'garbage')
    const readsOfKv = (): number =>
      system.harness.getLogs().filter(({ message }) => message.includes('"event":"key_cache_read_failed"')).length
    for (let sent = 0; sent < 100; sent += 1) expect(await outcome(system, token)).toBe('200 passes')
    expect(await system.control('GET', 'requests')).toEqual({})
    expect(readsOfKv()).toBe(0)
    // The line does come when somebody reads it.
    await system.harness.update((options) => options)
    expect(await outcome(system, token)).toBe('200 passes')
    expect(readsOfKv()).toBe(1)
  })
})

describe('the cron', () => {
  test('brings the next key into KV before it signs, so that after a planned rotation nobody is asked', async () => {
    await withSystem({}, async (system) => {
      expect(await outcome(system, await system.mint(GRANT))).toBe('200 passes')
      await system.control('POST', 'keys/rotate')
      await system.harness.getWorker().scheduled(CRON)
      // Every isolate is gone; what is left is in KV.
      await system.harness.update((options) => options)
      await system.control('POST', 'keys/rotate')
      await system.control('DELETE', 'requests')
      expect(await outcome(system, await system.mint(GRANT))).toBe('200 passes')
      expect(await system.control('GET', 'requests')).toEqual({})
    })
  })
})

describe('several tenants and audiences', () => {
  test('are each taken, and each key for its own issuer alone', async () => {
    const other = await startTenant()
    const audiences = [AUDIENCE, 'https://second.example']
    const options = { otherTenants: [other.url], vars: { AUTH0_AUDIENCE: audiences.join(', ') } }
    try {
      await withSystem(options, async (system) => {
        for (const tenant of [system, other]) {
          for (const aud of audiences) {
            const token = await tenant.mint({ ...GRANT, claims: { aud } })
            expect(await outcome(system, token)).toBe('200 passes')
            expect(await outcome(system, token, '/me')).toBe('200 passes')
          }
          const stranger = await tenant.mint({ ...GRANT, claims: { aud: 'https://third.example' } })
          expect(await outcome(system, stranger)).toBe('401 token_audience')
          expect(await keySetsFetched(tenant)).toBe(1)
        }
        const impostor = await other.mint({ ...GRANT, claims: { iss: `${system.tenantUrl}/` } })
        expect(await outcome(system, impostor)).toBe('401 token_key_unknown')
        const unheardOf = await other.mint({ ...GRANT, claims: { iss: 'https://third.example/' } })
        expect(await outcome(system, unheardOf)).toBe('401 token_issuer')
        const status = await system.fetch('/status/figures', { headers: bearer(await system.mint({})) })
        const { keySets } = (await status.json()) as { keySets: { issuer: string }[] }
        expect(keySets.map(({ issuer }) => issuer)).toEqual([`${system.tenantUrl}/`, `${other.url}/`])
      })
    } finally {
      await other.harness.close()
    }
  })
})
