// What happens when a part is missing: the rest lives on, and no outage looks like a bad token.
import { describe, expect, test } from 'vitest'
import { bearer, startSystem, type SystemOptions, type System } from './system.ts'

async function withSystem(options: SystemOptions, use: (system: System) => Promise<void>): Promise<void> {
  const system = await startSystem(options)
  try {
    await use(system)
  } catch (error) {
    system.harness.debug()
    throw error
  } finally {
    await system.stop()
  }
}

describe('a tenant that is down on a cold start', () => {
  test('is 503 keys_unavailable with Retry-After, and leaves public routes unharmed', async () => {
    await withSystem({}, async (system) => {
      const token = await system.token({ user: 'reader', scope: 'read:payments' })
      await system.control('POST', 'faults', { path: '/.well-known/jwks.json', status: 500 })
      const answer = await system.fetch('/payments', { headers: bearer(token) })
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await answer.json()).toMatchObject({ code: 'keys_unavailable' })
      expect((await system.fetch('/public')).status).toBe(200)
      expect((await system.fetch('/search?q=token')).status).toBe(200)
      expect(await system.control('GET', 'requests')).toMatchObject({ '/.well-known/jwks.json': 1 })
    })
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
      expect(await system.control('GET', 'requests')).toMatchObject({ '/.well-known/jwks.json': 1 })
      const { KEYS: store } = await system.harness
        .getWorker<{ KEYS: { get(name: string): Promise<string | null> } }>()
        .getEnv()
      const cached = JSON.parse((await store.get(`keys:${system.tenantUrl}/`)) ?? '{}') as { keys: { kid: string }[] }
      const { current, next } = await system.control('GET', 'keys')
      expect(cached.keys.map(({ kid }) => kid)).toEqual([current, next])
    })
  })

  test('outlives a restart: with the tenant switched off, scoped requests are answered from KV', async () => {
    await withSystem({}, async (system) => {
      const token = await system.token({ user: 'reader', scope: 'read:payments' })
      expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
      await system.tenant.close()
      await system.harness.update((options) => options)
      expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
      const refreshes = system.harness.getLogs().filter(({ message }) => message.includes('"event":"keys_refreshed"'))
      expect(refreshes.length).toBeGreaterThan(2)
    })
  })

  test('is refreshed by the cron', async () => {
    await withSystem({}, async (system) => {
      await system.harness.getWorker().scheduled({ cron: '*/5 * * * *' })
      expect(await system.control('GET', 'requests')).toMatchObject({ '/.well-known/jwks.json': 1 })
      const token = await system.token({ user: 'reader', scope: 'read:payments' })
      expect((await system.fetch('/payments', { headers: bearer(token) })).status).toBe(200)
      expect(await system.control('GET', 'requests')).toMatchObject({ '/.well-known/jwks.json': 1 })
    })
  })

  test('needs no new request after a planned rotation', async () => {
    await withSystem({}, async (system) => {
      const wish = { user: 'reader', scope: 'read:payments' } as const
      expect((await system.fetch('/payments', { headers: bearer(await system.token(wish)) })).status).toBe(200)
      await system.control('POST', 'keys/rotate')
      expect((await system.fetch('/payments', { headers: bearer(await system.token(wish)) })).status).toBe(200)
      expect(await system.control('GET', 'requests')).toMatchObject({ '/.well-known/jwks.json': 1 })
    })
  })
})

describe('a domain that is not there', () => {
  test('is 503 service_unavailable, and the gateway and the others live on', async () => {
    await withSystem({ without: ['payments'] }, async (system) => {
      const token = await system.token({ user: 'reader', scope: 'read:payments' })
      const answer = await system.fetch('/payments', { headers: bearer(token) })
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({ code: 'service_unavailable' })
      expect((await system.fetch('/search?q=token')).status).toBe(200)
    })
  })
})

describe('a gateway that is not configured', () => {
  test.each([
    ['a missing audience', { AUTH0_AUDIENCE: '' }, 'AUTH0_AUDIENCE'],
    ['a domain that is none', { AUTH0_DOMAIN: 'http://tenant.example' }, 'AUTH0_DOMAIN'],
    ['a variable that does not exist', { AUTH0_AUDIENCES: 'x' }, 'AUTH0_AUDIENCES'],
  ])(
    'says so for %s: 503 where a token is needed, and one log line with the remedy',
    async (_title, vars, variable) => {
      await withSystem({ vars }, async (system) => {
        for (const path of ['/me', '/payments', '/docs', '/openapi.json']) {
          const answer = await system.fetch(path, { headers: bearer('a.b.c') })
          expect([path, answer.status]).toEqual([path, 503])
          expect(await answer.json()).toMatchObject({ code: 'not_configured' })
        }
        expect((await system.fetch('/health')).status).toBe(200)
        expect((await system.fetch('/search?q=token')).status).toBe(200)
        const lines = system.harness.getLogs().map(({ message }) => message)
        const told = lines.filter((line) => line.includes('"event":"not_configured"'))
        expect(told).toHaveLength(1)
        expect(told[0]).toContain(variable)
        expect(told[0]).toContain('remedy')
      })
    },
  )
})
