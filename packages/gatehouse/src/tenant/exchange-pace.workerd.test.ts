// Tests that the exchanges of an isolate stay within the limit of the tenant, and that a queue has an end.
import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { ProblemError } from '../problem/problem-error.ts'
import { FakeClock, START_SECONDS } from '../testing/access/support.ts'
import { ExchangePace, withinLimits } from './exchange-pace.ts'

const MILLIS = START_SECONDS * 1000
const STEP_MILLIS = 250

/** Waits until whatever has woken up came to its end. */
async function settled(): Promise<void> {
  for (let count = 0; count < 5; count++) await Promise.resolve()
}

/** Asks for turns at these times, and returns when each began; `null` for a refusal. */
async function turnsAt(askedAt: readonly number[], perSecond: number): Promise<(number | null)[]> {
  const clock = new FakeClock()
  const pace = new ExchangePace(perSecond, clock)
  const begun: (number | null)[] = askedAt.map(() => null)
  for (let at = 0; at <= 12_000; at += STEP_MILLIS) {
    for (const [index, asked] of askedAt.entries())
      if (asked === at)
        pace.turn().then(
          () => (begun[index] = clock.now() - MILLIS),
          () => undefined,
        )
    await settled()
    clock.advance(STEP_MILLIS / 1000)
    await settled()
  }
  return begun
}

test('two exchanges a second begin at once, and the others wait for their turn', async () => {
  const begun = await turnsAt([0, 0, 0, 0, 0], 2)
  expect(begun).toEqual([0, 0, 1_000, 1_000, 2_000])
})

test('no more than the limit begins within any second, and none waits for more than five', async () => {
  const asked = fc.array(
    fc.integer({ min: 0, max: 16 }).map((at) => at * STEP_MILLIS),
    { minLength: 1, maxLength: 40 },
  )
  await fc.assert(
    fc.asyncProperty(asked, fc.integer({ min: 1, max: 4 }), async (unordered, perSecond) => {
      const askedAt = unordered.toSorted((one, other) => one - other)
      const begun = await turnsAt(askedAt, perSecond)
      const times = begun.filter((at) => at !== null)
      for (const at of times)
        expect(times.filter((other) => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(perSecond)
      for (const [index, at] of begun.entries()) {
        const waited = (at ?? 0) - (askedAt[index] ?? 0)
        if (at !== null) expect(waited).toBeLessThanOrEqual(5_000)
      }
    }),
    { numRuns: 10 },
  )
})

test('a turn comes within five seconds, or there is none', async () => {
  expect(await turnsAt([0, 0, 0, 0, 0, 0, 0], 1)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000, null])
})

test.each([
  [0, 6],
  [0.5, 6],
  [0.999, 6],
])(
  'what would wait for more than five seconds is refused with the time to wait, %d s later',
  async (later, seconds) => {
    const clock = new FakeClock()
    const pace = new ExchangePace(1, clock)
    for (let count = 0; count < 6; count++) pace.turn().catch(() => undefined)
    clock.advance(later)
    await expect(pace.turn()).rejects.toMatchObject({
      code: 'token_exchange_limited',
      facts: { retryAfterSeconds: seconds },
    })
  },
)

test.each([
  [0, 3, { code: 'token_exchange_limited', facts: { retryAfterSeconds: 2 } }],
  [0.001, 1, { code: 'token_exchange_limited', facts: { retryAfterSeconds: 1 } }],
  [0, 1, undefined],
])('a pause that begins after %d s, for %d s, holds for those that wait already', async (after, seconds, outcome) => {
  const clock = new FakeClock()
  const pace = new ExchangePace(1, clock)
  await pace.turn()
  const waiting = pace.turn().catch((error: unknown) => error)
  clock.advance(after)
  pace.pause(seconds)
  clock.advance(1 - after)
  if (outcome === undefined) expect(await waiting).toBeUndefined()
  else expect(await waiting).toMatchObject(outcome)
})

test.each([
  [{ 'retry-after': '7' }, 7],
  [{ 'retry-after': '7', 'x-ratelimit-reset': String(START_SECONDS + 3) }, 7],
  [{ 'retry-after': 'soon', 'x-ratelimit-reset': String(START_SECONDS + 3) }, 3],
  [{ 'x-ratelimit-reset': String(START_SECONDS + 3) }, 3],
  [{ 'x-ratelimit-reset': String(START_SECONDS + 2.5) }, 3],
  [{ 'x-ratelimit-reset': String(START_SECONDS - 3) }, 1],
  [{ 'x-ratelimit-reset': 'soon' }, 1],
  [{ 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' }, 1],
  [{ 'retry-after': '86400' }, 60],
  [{}, 1],
])('a tenant that answers 429 with %j is a refusal for %d seconds', async (headers, retryAfterSeconds) => {
  const answer = async (): Promise<Response> => new Response('{}', { status: 429, headers })
  const work = withinLimits(answer, new FakeClock())('https://tenant.example/oauth/token', {})
  await expect(work).rejects.toMatchObject({
    code: 'token_exchange_limited',
    facts: { retryAfterSeconds, cause: { name: 'TooManyExchanges' } },
  })
  await expect(work).rejects.toBeInstanceOf(ProblemError)
})

test.each([200, 403, 428, 430, 503])('an answer of %d is no matter of the limits', async (status) => {
  const response = new Response('{}', { status, headers: { 'retry-after': '7' } })
  expect(await withinLimits(async () => response, new FakeClock())('https://tenant.example/oauth/token', {})).toBe(
    response,
  )
})

test.each([
  ['is not read', () => undefined],
  ['breaks off', () => Promise.reject(new Error('Network connection lost.'))],
])('a tenant that answers 429 with a body that %s is a refusal', async (_, cancel) => {
  const cancelled = vi.fn(cancel)
  const response = new Response(new ReadableStream({ cancel: cancelled }), { status: 429 })
  const work = withinLimits(async () => response, new FakeClock())('https://tenant.example/oauth/token', {})
  await expect(work).rejects.toHaveProperty('code', 'token_exchange_limited')
  expect(cancelled).toHaveBeenCalledOnce()
})
