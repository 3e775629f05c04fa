// Tests that the exchanges of an isolate stay within the limit of the tenant, and that a queue has an end.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
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

test('what would wait for more than five seconds is refused with the time to wait', async () => {
  const pace = new ExchangePace(1, new FakeClock())
  for (let count = 0; count < 6; count++) pace.turn().catch(() => undefined)
  await expect(pace.turn()).rejects.toMatchObject({
    code: 'token_exchange_limited',
    facts: { retryAfterSeconds: 6 },
  })
})

test('a pause holds for those that wait already', async () => {
  const clock = new FakeClock()
  const pace = new ExchangePace(1, clock)
  await pace.turn()
  const waiting = pace.turn().catch((error: unknown) => error)
  pace.pause(3)
  clock.advance(1)
  expect(await waiting).toMatchObject({ code: 'token_exchange_limited', facts: { retryAfterSeconds: 2 } })
})

test.each([
  [{ 'retry-after': '7' }, 7],
  [{ 'x-ratelimit-reset': String(START_SECONDS + 3) }, 3],
  [{ 'x-ratelimit-reset': String(START_SECONDS - 3) }, 1],
  [{ 'retry-after': 'Fri, 31 Dec 1999 23:59:59 GMT' }, 1],
  [{ 'retry-after': '86400' }, 60],
  [{}, 1],
])('a tenant that answers 429 with %j is a refusal for %d seconds', async (headers, retryAfterSeconds) => {
  const answer = async (): Promise<Response> => new Response('{}', { status: 429, headers })
  const work = withinLimits(answer, new FakeClock())('https://tenant.example/oauth/token', {})
  await expect(work).rejects.toMatchObject({ code: 'token_exchange_limited', facts: { retryAfterSeconds } })
  await expect(work).rejects.toBeInstanceOf(ProblemError)
})
