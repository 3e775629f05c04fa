// The times of log lines: what a Date would write, whatever was written before.
import { array, assert, integer, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'
import { timestampOf } from '../../src/gateway/timestamp.ts'

// The first and the last moment that a Date can tell (ECMA-262 §21.4.1.1).
const DAY_MILLIS = 86_400_000
const LAST_MILLIS = 8_640_000_000_000_000
const time = oneof(
  integer({ min: -LAST_MILLIS, max: LAST_MILLIS }),
  integer({ min: LAST_MILLIS - DAY_MILLIS, max: LAST_MILLIS }),
  integer({ min: -DAY_MILLIS, max: DAY_MILLIS }),
)

test('a time is written as a Date writes it, from whichever second to the next', () => {
  assert(
    property(time, array(integer({ min: -2_000, max: 2_000 }), { maxLength: 8 }), (start, steps) => {
      const times = [start, ...steps.map((step) => Math.max(-LAST_MILLIS, Math.min(LAST_MILLIS, start + step)))]
      expect(times.map(timestampOf)).toEqual(times.map((millis) => new Date(millis).toISOString()))
    }),
    { numRuns: 2_000 },
  )
})

test('what is no time is not written, and spoils none that is', () => {
  const good = '2023-11-14T22:13:20.007Z'
  expect(timestampOf(1_700_000_000_007)).toBe(good)
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, LAST_MILLIS + 1_000]) {
    expect(() => timestampOf(bad)).toThrow(RangeError)
    expect(timestampOf(1_700_000_000_007)).toBe(good)
  }
})
