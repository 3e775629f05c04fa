// Tests the side of an isolate: when it asks, when a request waits, and what it does without an answer.
import { describe, expect, test } from 'vitest'
import type { Changes, ExchangeStub, IsolateReport } from '../../src/gateway/exchange-types.ts'
import type { Figures } from '../../src/gateway/figure-types.ts'
import { Collector } from '../../src/gateway/telemetry/collector.ts'
import { noFigures } from '../../src/gateway/telemetry/figures.ts'
import { ExchangeClient } from '../../src/gateway/edge/exchange-client.ts'

const NOTHING: Changes = { epoch: 'one', revision: 0, revocations: [], undone: [], isComplete: true }
const REVOKED = { kind: 'subject', name: 'auth0|1', issuedBefore: 100, endsAt: 10_000 } as const
const TOKEN = { subject: 'auth0|1', clientId: null, organization: null, sid: null, issuedAt: 50 }
const ORDER = {
  kind: 'subject',
  name: 'auth0|1',
  issuedBefore: 100,
  keptSeconds: 100,
  source: 'operator',
  isUndone: false,
} as const

function reportOf(requests: number): IsolateReport {
  return { isolate: 'one', kids: [], figures: { payments: { ...noFigures(), requests } } }
}

async function answerNothing(): Promise<Changes> {
  return NOTHING
}

function opened(syncSeconds = 5) {
  let answer = answerNothing
  let calls = 0
  const lines: string[] = []
  const works: Promise<unknown>[] = []
  const ask = async (): Promise<Changes> => {
    calls += 1
    return await answer()
  }
  const reports: Figures[] = []
  const stub: ExchangeStub = {
    exchange: async (_known, report) => {
      const changes = await ask()
      if (report !== null) reports.push(report.figures)
      return changes
    },
    revoke: ask,
    list: () => Promise.reject(new Error('not asked')),
    figures: () => Promise.reject(new Error('down')),
    recordSignIns: () => Promise.reject(new Error('down')),
    signIns: () => Promise.reject(new Error('down')),
  }
  const collector = new Collector({ version: 'v1', breakers: () => ({}) })
  const state = { now: 0 }
  const sleepers: { readonly until: number; readonly wake: () => void }[] = []
  const clock = {
    now: () => state.now,
    sleep: (millis: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ until: state.now + millis, wake })
      }),
  }
  const client = new ExchangeClient({
    namespace: { getByName: () => stub },
    syncSeconds,
    clock,
    reporter: {
      take: () => collector.take([]),
      keep: (report) => collector.keep(report),
    },
    log: (level, event) => void lines.push(`${level} ${event}`),
  })
  return {
    client,
    collector,
    reports,
    lines,
    calls: () => calls,
    answerWith: (next: () => Promise<Changes>) => (answer = next),
    /** Moves the clock, and lets a request arrive. @returns what it waits for */
    request: (seconds: number) => {
      state.now = seconds * 1000
      for (const { until, wake } of sleepers) if (until <= state.now) wake()
      return client.keepUp(state.now, { waitUntil: (work) => void works.push(work) })
    },
    settled: () => Promise.allSettled(works),
  }
}

describe('an isolate', () => {
  test('asks before its first request is judged, and then behind its responses', async () => {
    const { request, calls, settled } = opened()
    const first = request(1)
    expect(first).toBeInstanceOf(Promise)
    await first
    for (const seconds of [2, 3, 4, 5.9]) expect(request(seconds)).toBeUndefined()
    expect(calls()).toBe(1)
    expect(request(6)).toBeUndefined()
    await settled()
    expect(calls()).toBe(2)
  })

  test('lets a request after a pause wait, but not for longer than a second', async () => {
    const { request, answerWith } = opened()
    await request(1)
    answerWith(() => new Promise(() => undefined))
    const waiting = request(12)
    expect(waiting).toBeInstanceOf(Promise)
    void request(13)
    await waiting
  })

  test('goes on with what it knows while nobody answers, lets nobody wait, and says so once', async () => {
    const { client, request, answerWith, settled, lines, calls } = opened()
    answerWith(async () => ({ ...NOTHING, revision: 1, revocations: [REVOKED] }))
    await request(1)
    answerWith(() => Promise.reject(new Error('down')))
    for (const seconds of [7, 13, 19]) {
      void request(seconds)
      await settled()
    }
    expect(calls()).toBe(4)
    expect(request(40)).toBeUndefined()
    expect(client.isRevoked(TOKEN)).toBe(true)
    expect(client.inspect()).toMatchObject({ isReachable: false, lastExchange: 1 })
    await settled()
    answerWith(async () => NOTHING)
    void request(50)
    await settled()
    expect(lines).toEqual(['warn exchange_failed', 'info exchange_reached'])
  })

  test('starts anew when an exchange was lost with its request', async () => {
    const { request, answerWith, calls } = opened()
    await request(1)
    answerWith(() => new Promise(() => undefined))
    expect(request(6)).toBeUndefined()
    expect(request(9)).toBeUndefined()
    answerWith(async () => NOTHING)
    void request(11)
    expect(calls()).toBe(3)
  })

  test('learns of what was taken back even if two answers overtake each other', async () => {
    const { client, request, answerWith, settled } = opened()
    await request(1)
    answerWith(async () => ({ ...NOTHING, revision: 2, undone: [REVOKED] }))
    await client.revoke({ ...ORDER, isUndone: true })
    answerWith(async () => ({ ...NOTHING, revision: 1, revocations: [REVOKED] }))
    await client.revoke(ORDER)
    expect(client.isRevoked(TOKEN)).toBe(true)
    answerWith(async () => ({ ...NOTHING, revision: 2, undone: [REVOKED] }))
    void request(7)
    await settled()
    expect(client.isRevoked(TOKEN)).toBe(false)
  })

  test('refuses to revoke what nobody has stored', async () => {
    const { client, answerWith } = opened()
    answerWith(() => Promise.reject(new Error('down')))
    await expect(client.revoke(ORDER)).rejects.toMatchObject({ code: 'exchange_unavailable' })
    expect(client.isRevoked(TOKEN)).toBe(false)
  })

  test('hands over what it counted once, and later if nobody answers', async () => {
    const { collector, reports, request, answerWith, settled } = opened()
    collector.keep(reportOf(2))
    answerWith(() => Promise.reject(new Error('down')))
    await request(1)
    collector.keep(reportOf(3))
    answerWith(async () => NOTHING)
    void request(7)
    await settled()
    void request(13)
    await settled()
    expect(reports.map(({ payments }) => payments?.requests)).toEqual([5, undefined])
  })

  test('says that figures are not available while nobody answers', async () => {
    const { client } = opened()
    await expect(client.figures({ range: 'hour', service: null, code: null })).rejects.toMatchObject({
      code: 'exchange_unavailable',
    })
    await expect(client.signIns('hour')).rejects.toMatchObject({ code: 'exchange_unavailable' })
    await expect(client.recordSignIns([])).rejects.toMatchObject({ code: 'exchange_unavailable' })
  })

  test('asks nobody when the exchange is off', async () => {
    const { client, request, calls } = opened(0)
    expect(request(1)).toBeUndefined()
    await expect(client.revoke(ORDER)).rejects.toMatchObject({ code: 'exchange_unavailable' })
    expect(calls()).toBe(0)
    expect(client.inspect()).toMatchObject({ syncSeconds: 0, isReachable: null, lastExchange: null })
  })
})
