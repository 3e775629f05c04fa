// Tests the breaker: when it stops calls to an origin, for how long, and which call decides that the origin is back.
import { describe, expect, test } from 'vitest'
import {
  Breaker,
  BREAKER_FAILURES_MAX,
  BREAKER_FAILURES_MIN,
  BREAKER_REST_MILLIS,
  BREAKER_WINDOW_MILLIS,
  type Call,
  type CallOutcome,
} from './circuit-breaker.ts'

const TRIAL_MILLIS = 30_000

function open() {
  let now = 1_000_000
  const breaker = new Breaker({ now: () => now }, TRIAL_MILLIS)
  const begin = (): Call => {
    const call = breaker.begin()
    if ('retryAfterSeconds' in call) throw new Error('left alone')
    return call
  }
  const make = (...outcomes: readonly CallOutcome[]) => outcomes.map((outcome) => begin().end(outcome))
  return {
    breaker,
    begin,
    make,
    pass: (millis: number) => (now += millis),
    trip: () => make(...Array.from<CallOutcome>({ length: BREAKER_FAILURES_MIN }).fill('failed')),
  }
}

describe('an origin', () => {
  test('is not called after five failures in a row, and the fifth says so', () => {
    const { trip, breaker } = open()
    expect(trip()).toEqual([null, null, null, null, 'opens'])
    expect(breaker.begin()).toEqual({ retryAfterSeconds: 10 })
  })

  test('is still called despite slow calls that run out of time together, while others were answered', () => {
    const { begin, make, pass } = open()
    const slow = Array.from({ length: 2 * BREAKER_FAILURES_MAX }, () => begin())
    for (let second = 0; second < 30; second++) {
      make('answered')
      pass(1_000)
    }
    expect(slow.map((call) => call.end('failed'))).not.toContain('opens')
    expect(begin().isTrial).toBe(false)
  })

  test('is not called after the fifth failure when it has answered only before the first of the failed calls began', () => {
    const { begin, make, pass } = open()
    make(...Array.from<CallOutcome>({ length: 100 }).fill('answered'))
    pass(1)
    const lost = Array.from({ length: BREAKER_FAILURES_MIN }, () => begin())
    expect(lost.map((call) => call.end('failed'))).toEqual([null, null, null, null, 'opens'])
  })

  // Failures and answers by turns, so many of each, over and over.
  test.each([
    [1, 2, false],
    [2, 5, false],
    [4, 9, false],
    [1, 1, true],
    [4, 1, true],
    [BREAKER_FAILURES_MIN, 100, true],
  ])(
    'of which %i calls fail and then %i are answered, again and again, is left alone: %s',
    (failed, answered, expected) => {
      const { begin, pass } = open()
      const outcomes = [
        ...Array.from<CallOutcome>({ length: failed }).fill('failed'),
        ...Array.from<CallOutcome>({ length: answered }).fill('answered'),
      ]
      let hasOpened = false
      for (let call = 0; call < 1_000 && !hasOpened; call++) {
        pass(10)
        hasOpened = begin().end(outcomes[call % outcomes.length] ?? 'undecided') === 'opens'
      }
      expect(hasOpened).toBe(expected)
    },
  )

  test('is not called soon after it has died, whatever it answered in the minute before', () => {
    const { begin, make, pass } = open()
    for (let call = 0; call < 5_000; call++) {
      pass(10)
      make(call % 100 === 0 ? 'failed' : 'answered')
    }
    let failures = 0
    do {
      pass(10)
      failures += 1
    } while (begin().end('failed') !== 'opens')
    expect(failures).toBeLessThanOrEqual(BREAKER_FAILURES_MAX)
  })

  test('is still called after failures that lie more than a minute apart', () => {
    const { make, begin, pass } = open()
    make('failed', 'failed', 'failed', 'failed')
    pass(BREAKER_WINDOW_MILLIS)
    make('failed')
    expect(begin().isTrial).toBe(false)
    make('failed', 'failed', 'failed')
    expect(make('failed')).toEqual(['opens'])
  })

  test('is still called after calls that say nothing against it, and not cleared by them', () => {
    const { make } = open()
    make(...Array.from<CallOutcome>({ length: 20 }).fill('undecided'))
    make('failed', 'failed', 'undecided', 'failed', 'failed')
    expect(make('failed')).toEqual(['opens'])
  })

  test('is not called for ten seconds, with Retry-After in the whole seconds that are left, and then tried once', () => {
    const { trip, pass, breaker, begin } = open()
    trip()
    pass(BREAKER_REST_MILLIS - 1)
    expect(breaker.begin()).toEqual({ retryAfterSeconds: 1 })
    pass(1)
    expect(begin().isTrial).toBe(true)
  })
})

describe('a trial', () => {
  test('is made by one call: others are refused meanwhile', () => {
    const { trip, pass, breaker, begin } = open()
    trip()
    pass(BREAKER_REST_MILLIS)
    begin()
    expect([breaker.begin(), breaker.begin()]).toEqual([{ retryAfterSeconds: 1 }, { retryAfterSeconds: 1 }])
  })

  test('that is answered lets every call pass again, and forgets the failures', () => {
    const { trip, pass, make, begin } = open()
    trip()
    pass(BREAKER_REST_MILLIS)
    make('answered', 'failed', 'failed', 'failed', 'failed')
    expect(begin().isTrial).toBe(false)
  })

  test('that fails keeps the breaker open as long again', () => {
    const { trip, pass, make, breaker } = open()
    trip()
    pass(BREAKER_REST_MILLIS)
    expect(make('failed')).toEqual(['opens'])
    expect(breaker.begin()).toEqual({ retryAfterSeconds: 10 })
  })

  test('that decides nothing leaves it to the next call', () => {
    const { trip, pass, make, begin } = open()
    trip()
    pass(BREAKER_REST_MILLIS)
    make('undecided')
    expect(begin().isTrial).toBe(true)
  })

  test('that does not end, because it is slow or its request is gone, is followed by another when its time is over', () => {
    const { trip, pass, begin, breaker } = open()
    trip()
    pass(BREAKER_REST_MILLIS)
    begin()
    pass(TRIAL_MILLIS - 1)
    expect(breaker.begin()).toEqual({ retryAfterSeconds: 1 })
    pass(1)
    expect(begin().isTrial).toBe(true)
    expect(breaker.begin()).toEqual({ retryAfterSeconds: 1 })
  })

  test.each<[CallOutcome, boolean]>([
    ['answered', true],
    ['failed', false],
    ['undecided', false],
  ])('that is followed by another lets everybody in when it is %s after all: %s', (outcome, expected) => {
    const { trip, pass, begin, breaker } = open()
    trip()
    pass(BREAKER_REST_MILLIS)
    const slow = begin()
    pass(TRIAL_MILLIS)
    begin()
    expect(slow.end(outcome)).toBe(expected ? 'closes' : null)
    expect('isTrial' in breaker.begin()).toBe(expected)
  })
})

test.each<CallOutcome>(['answered', 'failed'])('what began before it was left alone changes nothing: %s', (outcome) => {
  const { trip, pass, begin, breaker } = open()
  const [early, late] = [begin(), begin()]
  trip()
  expect(early.end(outcome)).toBeNull()
  expect(breaker.begin()).toEqual({ retryAfterSeconds: 10 })
  pass(BREAKER_REST_MILLIS)
  begin()
  late.end(outcome)
  expect(breaker.begin()).toEqual({ retryAfterSeconds: 1 })
})
