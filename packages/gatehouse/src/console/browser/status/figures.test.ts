// Tests the values that the status page computes from the gateway's figures.
import { describe, expect, test } from 'vitest'
import type { Counts } from '../../../gateway/telemetry/counters.ts'
import { boundOf, hourOf, ranked, scaleEnd, totalsOf } from './figures.ts'
import { ago, bound, counted, duration, share } from '../words.ts'

const MINUTE = 1_795_000_020

function counts(changes: Partial<Counts>): Counts {
  return { since: MINUTE, requests: 0, statuses: {}, codes: {}, services: {}, latencies: [], minutes: [], ...changes }
}

test('4xx counts as refused, 5xx as failed, and the rest as neither', () => {
  const statuses = { 200: 5, 304: 1, 400: 2, 499: 1, 500: 3, 504: 1 }
  expect(totalsOf(counts({ requests: 13, statuses }))).toEqual({ requests: 13, refused: 3, failed: 4 })
})

describe('the last hour', () => {
  test('has sixty minutes, and those without a request are empty', () => {
    const came = { at: MINUTE - 120, ok: 1, refused: 2, failed: 3 }
    const hour = hourOf(counts({ minutes: [came] }), MINUTE + 59)
    expect(hour).toHaveLength(60)
    expect(hour[57]).toEqual(came)
    expect(hour[59]).toEqual({ at: MINUTE, ok: 0, refused: 0, failed: 0 })
    expect(hour[0]?.at).toBe(MINUTE - 59 * 60)
  })

  test('ends with the newest minute of the gateway, however late the clock of the reader is', () => {
    const came = { at: MINUTE + 60, ok: 1, refused: 0, failed: 0 }
    expect(hourOf(counts({ minutes: [came] }), MINUTE).at(-1)).toEqual(came)
  })
})

test.each([
  ['none', [], 0.5, null],
  ['all at once', [4, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0.95, 5],
  ['half of them', [5, 5, 0, 0, 0, 0, 0, 0, 0, 0], 0.5, 5],
  ['just more than half', [5, 5, 0, 0, 0, 0, 0, 0, 0, 0], 0.51, 10],
  ['the slowest', [0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 0.5, Infinity],
])('the bound of a share of the answers is that of its bucket: %s', (_title, latencies, share, expected) => {
  expect(boundOf(counts({ latencies }), share)).toBe(expected)
})

test('names are ranked by their counts, and those without a count are left out', () => {
  expect(ranked({ b: 1, never: 0, c: 7, a: 1 })).toEqual([
    ['c', 7],
    ['a', 1],
    ['b', 1],
  ])
})

test.each([
  [0, 2],
  [2, 2],
  [3, 4],
  [10, 10],
  [11, 12],
  [49, 50],
  [61, 80],
  [1_001, 1_200],
])('a scale for %i ends with %i', (greatest, end) => {
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
])('is said as «%s»', (said, expected) => {
  expect(said).toBe(expected)
})
