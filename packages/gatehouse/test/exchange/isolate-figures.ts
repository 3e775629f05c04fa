// Tests the figures that twenty gateways hand over.
import { describe, expect, test, vi } from 'vitest'
import { bearer } from '../../src/testing/system.ts'
import { all, ISOLATES, type Isolates } from './isolates.ts'

async function read<Body>({ system, operator }: Isolates, path: string): Promise<Body> {
  const answer = await system.fetch(path, { headers: bearer(operator) })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Body
}

/** Tests of the figures of these gateways. */
export function describeFigures(given: () => Isolates): void {
  describe('the figures of all isolates', () => {
    interface Deployment {
      readonly totals: { readonly requests: number; readonly codes: Readonly<Record<string, number>> }
      readonly isolates: {
        readonly count: number
        readonly kids: Readonly<Record<string, number>>
        readonly versions: Readonly<Record<string, number>>
      }
      readonly parts: readonly { readonly name: string; readonly isReady: boolean; readonly steps: readonly object[] }[]
      readonly steps: readonly { readonly refused: number }[]
    }
    interface SignIns {
      readonly observers: { readonly gateway: { readonly succeeded: number; readonly persons: number } }
      readonly latest: readonly Readonly<Record<string, unknown>>[]
    }

    const deployment = (query = '') => read<Deployment>(given(), `/status/deployment${query}`)

    test('have each request of each isolate once, by service and code', async () => {
      const before = (await deployment('?service=payments')).totals.codes['token_malformed'] ?? 0
      expect(await given().everywhere(bearer('a.b.c'), '/payments')).toEqual(all('token_malformed'))
      const end = Date.now() + 10_000
      let [seen, isolates] = [0, 0]
      while (seen < ISOLATES && Date.now() < end) {
        await given().everywhere(bearer(given().operator))
        const { totals, isolates: reporting } = await deployment('?service=payments')
        seen = (totals.codes['token_malformed'] ?? 0) - before
        isolates = reporting.count
      }
      expect([seen, isolates]).toEqual([ISOLATES, ISOLATES])
      expect((await deployment('?range=month')).totals.requests).toBeGreaterThan(ISOLATES)
      const ofCode = await deployment('?service=payments&code=token_malformed')
      expect(ofCode.totals).toMatchObject({
        requests: before + ISOLATES,
        routes: { 'GET /payments': before + ISOLATES },
      })
      expect(ofCode.steps.reduce((sum, { refused }) => sum + refused, 0)).toBe(before + ISOLATES)
      expect(Object.values(ofCode.isolates.kids)).toContain(ISOLATES)
      const { '': unknown = 0, ...versions } = ofCode.isolates.versions
      expect([unknown, Object.values(versions).reduce((sum, count) => sum + count, 0)]).toEqual([0, ISOLATES])
    })

    test('have a sign-in once that each isolate sees, and name nobody', async () => {
      const before = await read<SignIns>(given(), '/status/sign-ins')
      const token = await given().minted({ sub: 'auth0|signs-in', azp: 'app-of-sign-ins' })
      expect(await given().everywhere(bearer(token))).toEqual(all(200))
      const seen = await vi.waitFor(
        async () => {
          await given().everywhere(bearer(given().operator))
          const after = await read<SignIns>(given(), '/status/sign-ins')
          expect(after.observers.gateway.succeeded).toBeGreaterThan(before.observers.gateway.succeeded)
          return after
        },
        { timeout: 10_000, interval: 300 },
      )
      expect(seen.latest.filter(({ client }) => client === 'app-of-sign-ins')).toMatchObject([
        { source: 'token', isFailed: false, isFirst: true, provider: 'auth0' },
      ])
      expect(JSON.stringify(seen)).not.toContain('signs-in')
    })

    test('say which parts are ready, as the cron and monitors find', async () => {
      await given().system.harness.getWorker('gatehouse-5').scheduled({ cron: '*/5 * * * *' })
      const parts = await vi.waitFor(
        async () => {
          await given().everywhere(bearer(given().operator))
          const { parts } = await deployment('?range=day')
          expect(parts.length).toBeGreaterThan(1)
          return parts
        },
        { timeout: 10_000, interval: 300 },
      )
      expect(parts.find(({ name }) => name === 'payments')).toMatchObject({
        isReady: true,
        steps: [{ failed: 0 }],
      })
    })

    test('refuse a range that there is none of', async () => {
      const answer = await given().system.fetch('/status/deployment?range=year', { headers: bearer(given().operator) })
      expect(await answer.json()).toMatchObject({ code: 'request_invalid', errors: [{ in: 'query', path: 'range' }] })
    })

    test('are counters for Prometheus', async () => {
      const answer = await given().system.fetch('/metrics', { headers: bearer(given().operator) })
      expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
      expect(await answer.text()).toMatch(/^gatehouse_isolates 20$/m)
    })
  })
}
