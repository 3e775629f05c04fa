// Tests what the status page computes from the gateway's figures.
import { describe, expect, test } from 'vitest'
import type { Counts } from '../../../gateway/telemetry/counters.ts'
import { boundOf, columnsOf, ranked, requestsOf, scaleEnd } from './figures.ts'
import { ago, bound, counted, country, duration, share } from '../words.ts'

const NOW = Date.parse('2026-11-29T12:34:56Z') / 1000
const HOUR = 3_600
const DAY = 24 * HOUR

const COUNTS: Counts = {
  since: NOW - 600,
  requests: 10,
  statuses: { 200: 5, 401: 3, 404: 1, 503: 1 },
  codes: { token_missing: 3 },
  services: { payments: 10 },
  latencies: [1, 8, 1, 0, 0, 0, 0, 0, 0, 0],
  minutes: [{ at: NOW - 56, ok: 5, refused: 4, failed: 1 }],
}

describe('the requests to show', () => {
  test('are those of the isolate that answered where nobody adds up all of them', () => {
    expect(requestsOf({ deployment: null, status: { counts: COUNTS } })).toMatchObject({
      range: 'hour',
      requests: 10,
      refused: 4,
      failed: 1,
      steps: COUNTS.minutes,
    })
  })

  test('are those of all isolates where there are some', () => {
    const totals = { requests: 99, refused: 1, failed: 1, latencies: [99], codes: {} }
    const deployment = { range: 'month', totals, services: { search: 99 }, steps: [] } as const
    expect(requestsOf({ deployment, status: { counts: COUNTS } })).toMatchObject({
      range: 'month',
      requests: 99,
      services: { search: 99 },
    })
  })
})

describe('the columns', () => {
  test('of the last hour are its sixty minutes, those without a request too', () => {
    const columns = columnsOf([{ at: NOW - 56, ok: 5, refused: 4, failed: 1 }], 'hour', NOW, 0)
    expect(columns).toHaveLength(60)
    expect(columns.at(-1)).toEqual({ at: NOW - 56, ok: 5, refused: 4, failed: 1 })
    expect(columns[0]).toEqual({ at: NOW - 56 - 59 * 60 })
  })

  test('of 30 days are the days of the reader, and add the hours up', () => {
    const midnight = Date.parse('2026-11-28T23:00:00Z') / 1000
    const steps = [
      { at: midnight - HOUR, ok: 1, failed: 0 },
      { at: midnight, ok: 2, failed: 1 },
      { at: midnight + 5 * HOUR, ok: 4, failed: 0 },
      { at: midnight - 40 * DAY, ok: 100, failed: 0 },
    ]
    const columns = columnsOf(steps, 'month', NOW, HOUR)
    expect(columns).toHaveLength(30)
    expect(columns.slice(-2)).toEqual([
      { at: midnight - DAY, ok: 1, failed: 0 },
      { at: midnight, ok: 6, failed: 1 },
    ])
  })

  test('have another length if that is wished for', () => {
    expect(columnsOf([], 'hour', NOW, 0, 300)).toHaveLength(12)
  })

  test('end with the newest figures when the clock of the reader is behind', () => {
    expect(columnsOf([{ at: NOW + 124, ok: 1 }], 'hour', NOW, 0).at(-1)).toEqual({ at: NOW + 124, ok: 1 })
  })
})

test.each([
  ['all at once', [4, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0.95, 5],
  ['half of them', [5, 5, 0, 0, 0, 0, 0, 0, 0, 0], 0.5, 5],
  ['just more than half', [5, 5, 0, 0, 0, 0, 0, 0, 0, 0], 0.51, 10],
])('the bound of a share of the answers is that of its bucket: %s', (_title, latencies, share, expected) => {
  expect(boundOf({ latencies }, share)).toBe(expected)
})

test('there is no bound without an answer, and none for what is slower than all of them', () => {
  expect(boundOf({ latencies: [0, 0] }, 0.5)).toBeNull()
  expect(boundOf({ latencies: [0, 0, 0, 0, 0, 0, 0, 0, 0, 3] }, 0.5)).toBe(Infinity)
})

test('counts are ranked, and zeros left out', () => {
  expect(ranked({ a: 1, b: 3, c: 0, d: 3 })).toEqual([
    ['b', 3],
    ['d', 3],
    ['a', 1],
  ])
})

test.each([
  [0, 2],
  [3, 4],
  [11, 12],
  [101, 120],
  [950, 1_000],
  [41_000, 50_000],
])('a scale for %d ends at %d', (greatest, end) => {
  expect(scaleEnd(greatest)).toBe(end)
})

test.each([
  [share(0, 0), '0 %'],
  [share(1, 3), '33.3 %'],
  [counted(1, 'request'), '1 request'],
  [counted(12_345, 'request'), '12,345 requests'],
  [duration(59), '59 s'],
  [duration(60), '1 min'],
  [duration(3_600), '1 h'],
  [duration(3_900), '1 h 5 min'],
  [duration(180_000), '2 d 2 h'],
  [ago(0.4), 'just now'],
  [ago(90), '1 min ago'],
  [bound(250), '250 ms'],
  [bound(5_000), '5 s'],
  [country('DE'), 'Germany'],
  [country('T1'), 'T1'],
])('is said as «%s»', (said, expected) => {
  expect(said).toBe(expected)
})
