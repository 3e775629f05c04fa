// Tests the figures of all isolates: how they are added up, how long they are kept, and how Prometheus reads them.
import { describe, expect, test } from 'vitest'
import type { FigureQuery } from '../../src/gateway/exchange-types.ts'
import type { Figures, Range } from '../../src/gateway/figure-types.ts'
import { FigureStore } from '../../src/gateway/telemetry/figure-store.ts'
import { addFigures, countRequest, noFigures } from '../../src/gateway/telemetry/figures.ts'
import { prometheusText } from '../../src/gateway/telemetry/prometheus.ts'
import { sqlite } from './sqlite.ts'

const PAYMENTS = {
  method: 'GET',
  path: '/payments/:id',
  operationId: 'getPayment',
  service: 'payments',
  access: { kind: 'anyone' },
} as const

function counted(requests: number, status = 200, code: string | null = null): Figures {
  const figures: Figures = {}
  for (let index = 0; index < requests; index += 1)
    countRequest(
      figures,
      { method: 'GET', row: PAYMENTS, verdict: null },
      { status, code, millis: 7 },
      { colo: 'FRA', country: 'DE' },
    )
  return figures
}

function query(range: Range, more: Partial<FigureQuery> = {}): FigureQuery {
  return { range, service: null, code: null, ...more }
}

describe('figures', () => {
  test('count a request by its service, status, code, latency, route and place', () => {
    const figures = counted(2)
    addFigures(figures, counted(1, 403, 'scope_missing'))
    expect(figures['payments']).toEqual({
      requests: 3,
      ok: 2,
      refused: 1,
      failed: 0,
      millis: 21,
      latencies: [0, 3, 0, 0, 0, 0, 0, 0, 0, 0],
      statuses: { 200: 2, 403: 1 },
      codes: { scope_missing: 1 },
      routes: { 'GET /payments/:id': 3 },
      clients: {},
      colos: { FRA: 3 },
      countries: { DE: 3 },
      problems: {
        scope_missing: {
          refused: 1,
          failed: 0,
          routes: { 'GET /payments/:id': 1 },
          clients: {},
          colos: { FRA: 1 },
          countries: { DE: 1 },
        },
      },
    })
  })

  test('name fifty values and count the rest together, in whatever order they are added up', () => {
    const figures: Figures = {}
    for (let index = 0; index < 80; index += 1) addFigures(figures, counted(1, 400, `code_${index}`))
    const codes = figures['payments']?.codes ?? {}
    expect(Object.keys(codes)).toHaveLength(51)
    expect(codes['other']).toBe(30)
    const problems = figures['payments']?.problems ?? {}
    expect(Object.keys(problems)).toHaveLength(21)
    expect(problems['other']?.refused).toBe(60)
  })

  test('never count a path that is no route by its name', () => {
    const figures: Figures = {}
    countRequest(
      figures,
      { method: 'GET', row: null, verdict: null },
      { status: 404, code: 'route_not_found', millis: 1 },
      undefined,
    )
    expect(figures['gateway']?.routes).toEqual({})
  })
})

describe('the storage of figures', () => {
  test('keeps the last hour by minute and the last 30 days by hour, however long it counts', () => {
    const sql = sqlite()
    const store = new FigureStore(sql)
    const start = 1_800_000_000
    const end = start + 40 * 86_400
    for (let now = start; now < end; now += 1_200) {
      store.add(counted(2), now)
      store.flush(now + 60)
    }
    const month = store.read(query('month'), end)
    expect(month.steps.length).toBeGreaterThan(715)
    expect(month.steps.length).toBeLessThanOrEqual(720)
    expect(month.totals.requests).toBe(month.steps.reduce((sum, { ok }) => sum + ok, 0))
    expect(store.read(query('hour'), end).steps).toHaveLength(2)
    expect(Number(sql.exec('SELECT count(*) AS n FROM buckets').toArray()[0]?.['n'])).toBeLessThan(730)
  })

  test('gives what is not written yet, of one service or of all', () => {
    const store = new FigureStore(sqlite())
    const now = 1_800_000_030
    expect(store.add(counted(2), now)).toBe(1_800_000_060)
    store.add({ search: { ...noFigures(), requests: 1, failed: 1 } }, now + 1)
    expect(store.read(query('hour'), now)).toMatchObject({
      totals: { requests: 3 },
      services: { payments: 2, search: 1 },
      steps: [{ at: 1_800_000_000, ok: 2, refused: 0, failed: 1 }],
    })
    expect(store.read(query('month', { service: 'search' }), now)).toMatchObject({
      totals: { requests: 1 },
      services: { payments: 2, search: 1 },
    })
  })

  test('gives the problems with one code: when, in which service, at which route and where', () => {
    const store = new FigureStore(sqlite())
    const now = 1_800_000_030
    const all = counted(5)
    addFigures(all, counted(2, 403, 'scope_missing'))
    addFigures(all, counted(1, 503, 'service_failed'))
    store.add(all, now)
    expect(store.read(query('hour', { code: 'scope_missing' }), now)).toMatchObject({
      code: 'scope_missing',
      totals: {
        requests: 2,
        ok: 0,
        refused: 2,
        failed: 0,
        codes: { scope_missing: 2 },
        routes: { 'GET /payments/:id': 2 },
        countries: { DE: 2 },
      },
      services: { payments: 2 },
      steps: [{ at: 1_800_000_000, ok: 0, refused: 2, failed: 0 }],
    })
    expect(store.read(query('hour', { code: 'service_failed' }), now).totals).toMatchObject({ refused: 0, failed: 1 })
    for (const code of ['none_such', 'constructor', '__proto__'])
      expect(store.read(query('hour', { code }), now)).toMatchObject({ totals: { requests: 0 }, steps: [] })
  })

  test('is read again after a restart', () => {
    const sql = sqlite()
    const store = new FigureStore(sql)
    store.add(counted(2), 1_800_000_000)
    // The next minute writes the one before.
    store.add(counted(1), 1_800_000_060)
    expect(new FigureStore(sql).read(query('hour'), 1_800_000_061).totals.requests).toBe(2)
  })
})

test('Prometheus reads counters by service and code, and a histogram whose buckets add up', () => {
  const since = counted(2)
  addFigures(since, counted(1, 403, 'a"b\\c\nd'))
  const text = prometheusText({
    since,
    isolates: { count: 20, versions: {}, kids: {}, colos: {}, latest: [] },
    parts: [{ name: 'payments', isReady: false, reason: 'it answered 503', since: 1, lastCheck: 2, steps: [] }],
    breakers: [{ service: 'reports', open: 3, slow: 0, lastFailure: null }],
    signInsSince: { gateway: { succeeded: 7, failed: 0 }, tenant: { succeeded: 5, failed: 2 } },
    revocations: { subject: 1, client: 0, session: 0, organization: 0, member: 0, all: 0 },
  })
  expect(text).toContain('gatehouse_requests_total{service="payments",status="200"} 2\n')
  expect(text).toContain('gatehouse_refusals_total{service="payments",code="a\\"b\\\\c\\nd"} 1\n')
  expect(text).toContain('gatehouse_request_duration_seconds_bucket{service="payments",le="0.005"} 0\n')
  expect(text).toContain('gatehouse_request_duration_seconds_bucket{service="payments",le="0.01"} 3\n')
  expect(text).toContain('gatehouse_request_duration_seconds_bucket{service="payments",le="+Inf"} 3\n')
  expect(text).toContain('gatehouse_request_duration_seconds_sum{service="payments"} 0.021\n')
  expect(text).toContain('gatehouse_isolates 20\n')
  expect(text).toContain('gatehouse_revocations{kind="subject"} 1\n')
  expect(text).toContain('gatehouse_sign_ins_total{observer="tenant",outcome="failed"} 2\n')
  expect(text).toContain('gatehouse_part_ready{part="payments"} 0\n')
  expect(text).toContain('gatehouse_open_breakers{service="reports"} 3\n')
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{[^\n]*\})? [\d.]+)$/)
})
