// Tests forwarding: the results of a silent, failing or missing domain, and that nothing else is changed.
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../access/index.ts'
import { forward } from './forward.ts'

const REQUEST = new Request('https://api.example/payments')
const PLAIN = { request: REQUEST, exceeded: null }

// A clock that stands still until the test advances it.
function handClock() {
  const sleepers: { readonly millis: number; readonly wake: () => void }[] = []
  const clock: Clock = {
    now: () => 0,
    sleep: (millis) => new Promise((wake) => sleepers.push({ millis, wake })),
  }
  const pass = (passed: number): void => {
    for (const { millis, wake } of sleepers) if (millis <= passed) wake()
  }
  return { clock, pass }
}

test('the very request goes on, and the very answer comes back', async () => {
  const answer = new Response('…', { status: 418 })
  const seen: Request[] = []
  const binding = {
    fetch: async (request: Request) => {
      seen.push(request)
      return answer
    },
  }
  expect(await forward(PLAIN, binding, handClock().clock)).toBe(answer)
  expect(seen).toEqual([REQUEST])
  expect(seen[0]).toBe(REQUEST)
})

test('what limits the time of an answer is called off with it', async () => {
  let left = 0
  const clock: Clock = {
    now: () => 0,
    sleep: (_millis, hold) => {
      left += 1
      hold?.(() => {
        left -= 1
      })
      return new Promise(() => undefined)
    },
  }
  await forward(PLAIN, { fetch: async () => new Response() }, clock)
  const failing = forward(PLAIN, { fetch: () => Promise.reject(new Error('boom')) }, clock)
  await expect(failing).rejects.toMatchObject({ code: 'service_failed' })
  expect(left).toBe(0)
})

describe('a domain', () => {
  test('that is not bound is 503', async () => {
    await expect(forward(PLAIN, undefined, handClock().clock)).rejects.toMatchObject({ code: 'service_unavailable' })
  })

  test('that throws is 502, and the cause is kept for the log', async () => {
    const cause = new Error('boom')
    const work = forward(PLAIN, { fetch: () => Promise.reject(cause) }, handClock().clock)
    await expect(work).rejects.toMatchObject({ code: 'service_failed', cause })
  })

  test.each([
    ['30 s', undefined, 30_000],
    ['its own limit', 2_000, 2_000],
  ])('that does not begin to answer within %s is 504, and not a millisecond before', async (_title, limit, millis) => {
    const { clock, pass } = handClock()
    const { promise, resolve } = Promise.withResolvers<Response>()
    const hanging = forward(PLAIN, { fetch: () => promise }, clock, limit)
    pass(millis - 1)
    expect(await Promise.race([hanging.catch(() => 'over'), Promise.resolve('waits')])).toBe('waits')
    pass(millis)
    await expect(hanging).rejects.toMatchObject({ code: 'service_timeout' })
    resolve(new Response())
  })

  test('that begins in time may take as long as it likes to end', async () => {
    const { clock, pass } = handClock()
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Uint8Array.of(1)) })
    const answer = await forward(PLAIN, { fetch: async () => new Response(body) }, clock)
    pass(30_000)
    expect((await answer.body?.getReader().read())?.value).toEqual(Uint8Array.of(1))
  })
})
