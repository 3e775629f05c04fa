// Tests what the isolates hand over about the parts of the gateway and about themselves.
import { describe, expect, test } from 'vitest'
import { NOBODY, type Principal } from '../../src/access/index.ts'
import type { OpenBreaker } from '../../src/gateway/health-types.ts'
import { Collector } from '../../src/gateway/telemetry/collector.ts'
import { IsolateList } from '../../src/gateway/telemetry/isolate-list.ts'
import { PartStore } from '../../src/gateway/telemetry/part-store.ts'
import { sqlite } from './sqlite.ts'

const NOW = 1_800_000_030
const READY = { ready: 1, failed: 0, reasons: {}, isReady: true, reason: null }
const FAILED = { ready: 0, failed: 1, reasons: { 'it answered 503': 1 }, isReady: false, reason: 'it answered 503' }
const OPEN: OpenBreaker = { state: 'open', since: 5, slowOperations: 0, lastFailure: { at: 9, reason: 'no answer' } }

const ADA: Principal = {
  ...NOBODY,
  id: 'google-oauth2|ada',
  kind: 'user',
  clientId: 'web',
  provider: 'google-oauth2',
  claims: { iat: 100 },
}

function collector(breakers: Record<string, OpenBreaker> = {}) {
  return new Collector({ version: 'v1', breakers: () => breakers })
}

describe('the readiness of a part', () => {
  test('says since when it is so, and how its checks went', () => {
    const store = new PartStore(sqlite())
    store.add({ payments: READY }, NOW)
    store.add({ payments: FAILED }, NOW + 60)
    store.add({ payments: FAILED }, NOW + 120)
    expect(store.read('hour', NOW + 120)).toEqual([
      {
        name: 'payments',
        isReady: false,
        reason: 'it answered 503',
        since: NOW + 60,
        lastCheck: NOW + 120,
        steps: [
          { at: NOW - 30, ready: 1, failed: 0 },
          { at: NOW + 30, ready: 0, failed: 1 },
          { at: NOW + 90, ready: 0, failed: 1 },
        ],
      },
    ])
  })

  test('is known after a restart, and forgotten a day after the last check', () => {
    const sql = sqlite()
    const store = new PartStore(sql)
    store.add({ payments: FAILED, gone: READY }, NOW)
    store.flush(NOW + 60)
    const again = new PartStore(sql)
    again.add({ payments: FAILED }, NOW + 86_400)
    again.flush(NOW + 86_400)
    expect(again.read('month', NOW + 86_400)).toMatchObject([{ name: 'payments', since: NOW }])
    expect(new PartStore(sql).read('month', NOW + 86_400)).toMatchObject([{ name: 'payments', since: NOW }])
  })
})

describe('the list of isolates', () => {
  test('counts versions, keys and data centers of those that report, and names the latest', () => {
    const list = new IsolateList()
    for (let index = 0; index < 30; index += 1)
      list.add(
        {
          isolate: `i${index}`,
          kids: index < 25 ? ['old', 'new'] : ['old'],
          version: index < 10 ? 'v1' : 'v2',
          colo: 'FRA',
          figures: {},
        },
        NOW + index,
      )
    expect(list.summary(NOW + 29)).toMatchObject({
      count: 30,
      versions: { v1: 10, v2: 20 },
      kids: { old: 30, new: 25 },
      colos: { FRA: 30 },
      latest: expect.arrayContaining([expect.objectContaining({ isolate: 'i29', version: 'v2' })]) as object[],
    })
    expect(list.summary(NOW + 29).latest).toHaveLength(20)
    // Those that have not reported for a minute are gone.
    expect(list.summary(NOW + 84)).toMatchObject({ count: 5, versions: { v2: 5 } })
  })

  test('says how many of them do not call a service, and why', () => {
    const list = new IsolateList()
    const report = { kids: [], figures: {} }
    const slow = { ...OPEN, state: 'closed', slowOperations: 2, lastFailure: { at: 7, reason: 'late' } } as const
    list.add({ ...report, isolate: 'one', breakers: { reports: OPEN } }, NOW)
    list.add({ ...report, isolate: 'two', breakers: { reports: slow } }, NOW)
    list.add({ ...report, isolate: 'three' }, NOW)
    expect(list.breakers(NOW)).toEqual([
      { service: 'reports', open: 1, slow: 1, lastFailure: { at: 9, reason: 'no answer' } },
    ])
  })
})

describe('an isolate', () => {
  test('hands over sign-ins of users with new tokens, and neither machines nor renewals', () => {
    const isolate = collector()
    const request = { cf: { colo: 'FRA', country: 'DE' } }
    isolate.countVerified(ADA, request)
    isolate.countVerified({ ...ADA, kind: 'machine' }, request)
    isolate.countVerified({ ...ADA, claims: { iat: 200, gty: 'refresh_token' } }, request)
    isolate.countVerified({ ...ADA, claims: {} }, request)
    expect(isolate.take([]).signIns).toEqual([
      {
        source: 'token',
        at: 100,
        subject: 'google-oauth2|ada',
        isFailed: false,
        provider: 'google-oauth2',
        client: 'web',
        grant: null,
        country: 'DE',
      },
    ])
    expect(isolate.take([]).signIns).toEqual([])
  })

  test('keeps what nobody took, within bounds, and the latest check of a part', () => {
    const isolate = collector({ reports: OPEN, calm: { ...OPEN, state: 'closed' } })
    isolate.addChecks([{ name: 'payments', ready: false, reason: 'it answered 503' }])
    for (let index = 0; index < 400; index += 1) isolate.countVerified(ADA, {})
    const report = isolate.take(['k1'])
    expect(report).toMatchObject({ version: 'v1', kids: ['k1'], breakers: { reports: OPEN } })
    expect(Object.keys(report.breakers ?? {})).toEqual(['reports'])
    isolate.addChecks([{ name: 'payments', ready: true }])
    for (let index = 0; index < 400; index += 1) isolate.countVerified(ADA, {})
    isolate.keep(report)
    const next = isolate.take([])
    expect(next.signIns).toHaveLength(500)
    expect(next.parts).toEqual({
      payments: { ready: 1, failed: 1, reasons: { 'it answered 503': 1 }, isReady: true, reason: null },
    })
  })
})
