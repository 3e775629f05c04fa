// Tests properties of the breaker for generated sequences of calls.
import { array, assert, constant, constantFrom, integer, oneof, property, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Breaker, BREAKER_FAILURES_MIN, BREAKER_REST_MILLIS, type Call, type CallOutcome } from './circuit-breaker.ts'

const TRIAL_MILLIS = 30_000

describe('for every sequence of calls', () => {
  type Step =
    | { readonly kind: 'begin' }
    | { readonly kind: 'end'; readonly which: number; readonly outcome: CallOutcome }
    | { readonly kind: 'pass'; readonly millis: number }
  const begins = constant<Step>({ kind: 'begin' })
  const outcomes = constantFrom<CallOutcome[]>(
    'failed',
    'failed',
    'failed',
    'failed',
    'failed',
    'answered',
    'undecided',
  )
  const ends = tuple(integer({ min: 0, max: 2 }), outcomes).map(([which, outcome]): Step => ({
    kind: 'end',
    which,
    outcome,
  }))
  const passes = integer({ min: 0, max: 35_000 }).map((millis): Step => ({ kind: 'pass', millis }))
  const steps = array(
    oneof({ weight: 6, arbitrary: begins }, { weight: 6, arbitrary: ends }, { weight: 1, arbitrary: passes }),
    { minLength: 40, maxLength: 120 },
  )

  // Runs a sequence and passes each call, each refusal and each outcome to the check.
  function walk(
    history: readonly Step[],
    see: {
      began?: (call: Call, now: number) => void
      refused?: (seconds: number, breaker: Breaker, pass: (millis: number) => void) => void
      ended?: (call: Call, outcome: CallOutcome) => void
    },
  ): void {
    let now = 0
    const breaker = new Breaker({ now: () => now }, TRIAL_MILLIS)
    const running: Call[] = []
    for (const one of history) {
      if (one.kind === 'pass') now += one.millis
      else if (one.kind === 'begin') {
        const call = breaker.begin()
        if ('retryAfterSeconds' in call) see.refused?.(call.retryAfterSeconds, breaker, (millis) => (now += millis))
        else {
          running.push(call)
          see.began?.(call, now)
        }
      } else {
        const [call] = running.splice(one.which, 1)
        if (call === undefined) continue
        call.end(one.outcome)
        see.ended?.(call, one.outcome)
      }
    }
  }

  test('no call is refused before five failures, and Retry-After is never longer than the pause and never zero', () => {
    let refusals = 0
    assert(
      property(steps, (history) => {
        let failures = 0
        walk(history, {
          ended: (_call, outcome) => (failures += outcome === 'failed' ? 1 : 0),
          refused: (seconds) => {
            refusals += 1
            expect(failures).toBeGreaterThanOrEqual(BREAKER_FAILURES_MIN)
            expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= BREAKER_REST_MILLIS / 1000).toBe(true)
          },
        })
      }),
    )
    expect(refusals).toBeGreaterThan(0)
  })

  test('two trials never run within the time that one may take, unless the first has ended', () => {
    let trials = 0
    assert(
      property(steps, (history) => {
        let last: { readonly call: Call; readonly at: number } | null = null
        walk(history, {
          began: (call, now) => {
            // A regular call: a trial that was followed by this one was answered late.
            if (!call.isTrial) last = null
            if (!call.isTrial) return
            trials += 1
            if (last !== null) expect(now - last.at).toBeGreaterThanOrEqual(TRIAL_MILLIS)
            last = { call, at: now }
          },
          ended: (call) => {
            if (call === last?.call) last = null
          },
        })
      }),
    )
    expect(trials).toBeGreaterThan(0)
  })

  test('a caller that waits as long as a trial may take is accepted', () => {
    assert(
      property(steps, (history) => {
        walk(history, {
          refused: (_seconds, breaker, pass) => {
            pass(TRIAL_MILLIS)
            expect('retryAfterSeconds' in breaker.begin()).toBe(false)
          },
        })
      }),
    )
  })
})
