// Tests the figures that twenty gateways hand over.
import { describe, expect, test } from 'vitest'
import { bearer } from '../../src/testing/system.ts'
import { all, ISOLATES, type Isolates } from './isolates.ts'

/** Tests of the figures of these gateways. */
export function describeFigures(given: () => Isolates): void {
  describe('the figures of all isolates', () => {
    interface Deployment {
      readonly totals: { readonly requests: number; readonly codes: Readonly<Record<string, number>> }
      readonly isolates: { readonly count: number }
    }

    async function deployment(query = ''): Promise<Deployment> {
      const answer = await given().system.fetch(`/status/deployment${query}`, { headers: bearer(given().operator) })
      expect(answer.status).toBe(200)
      return (await answer.json()) as Deployment
    }

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
