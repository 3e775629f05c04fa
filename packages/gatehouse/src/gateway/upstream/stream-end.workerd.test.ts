// Tests that streams end when the token of their request expires. In workerd, for its WebSockets; the clock is given.
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { describe, expect, test } from 'vitest'
import { type Clock, NO_TOKEN, type Verdict } from '../../access/index.ts'
import { OF_WORKER, passBack, type RevocationCheck, streamEndOf } from './stream-end.ts'

const ENDS_AT = 3_600_000

function handClock() {
  let now = 0
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  const clock: Clock = {
    now: () => now,
    sleep: (millis, hold) =>
      new Promise((wake) => {
        const sleeper = { until: now + millis, wake }
        sleepers.add(sleeper)
        hold?.(() => sleepers.delete(sleeper))
      }),
  }
  const pass = async (millis: number): Promise<void> => {
    now += millis
    for (const sleeper of sleepers) {
      if (sleeper.until > now) continue
      sleepers.delete(sleeper)
      sleeper.wake()
    }
    await Promise.resolve()
  }
  return { clock, pass, sleepers }
}

const closeOf = (socket: WebSocket): Promise<CloseEvent> =>
  new Promise((resolve) => socket.addEventListener('close', resolve))
const messageOf = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) => socket.addEventListener('message', ({ data }) => resolve(data), { once: true }))

function opened(
  endsAt: number | null = ENDS_AT,
  headers: Record<string, string> = {},
  check: RevocationCheck | null = null,
) {
  const { 0: theirs, 1: service } = new WebSocketPair()
  service.accept()
  const { clock, pass, sleepers } = handClock()
  const answer = new Response(null, { status: 101, webSocket: theirs, headers })
  const passed = passBack(answer, endsAt, clock, OF_WORKER, cookieNamesOf(), check)
  const client = passed.webSocket
  if (!client) throw new Error('no WebSocket')
  client.binaryType = 'arraybuffer'
  client.accept()
  return { answer, passed, client, service, pass, sleepers }
}

// Deno has none that could be relayed.
describe.skipIf(!('WebSocketPair' in globalThis))('a WebSocket', () => {
  test('is closed at both ends when its token expires, with a code and a reason that say so, and not before', async () => {
    const { client, service, pass } = opened()
    const closed = Promise.all([closeOf(client), closeOf(service)])
    await pass(ENDS_AT - 1)
    const heard = messageOf(client)
    service.send('still here')
    expect(await heard).toBe('still here')
    await pass(1)
    for (const { code, reason } of await closed) expect([code, reason]).toEqual([3000, 'token_expired'])
  })

  test('is closed at both ends when its token is revoked, with a reason that says so, and no timer is left', async () => {
    let isRevoked = false
    let looks = 0
    const check = {
      everyMillis: 2_000,
      isRevoked: async () => {
        looks += 1
        // A look that fails says nothing.
        if (looks === 1) throw new Error('no answer')
        return isRevoked
      },
    }
    const { client, service, pass, sleepers } = opened(ENDS_AT, {}, check)
    const closed = Promise.all([closeOf(client), closeOf(service)])
    await pass(2_000)
    await new Promise((resolve) => setTimeout(resolve, 0))
    await pass(2_000)
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(looks).toBe(2)
    isRevoked = true
    await pass(2_000)
    for (const { code, reason } of await closed) expect([code, reason]).toEqual([3000, 'token_revoked'])
    expect(sleepers.size).toBe(0)
  })

  test('of a token that lives longer than a timer can wait is not closed early', async () => {
    const { client, service, pass } = opened(2_592_000_000)
    await pass(2_147_483_647)
    const heard = messageOf(service)
    client.send('still here')
    expect(await heard).toBe('still here')
    const closed = closeOf(client)
    await pass(2_592_000_000 - 2_147_483_647)
    expect((await closed).code).toBe(3000)
  })

  test('passes texts and bytes both ways, in order', async () => {
    const { client, service } = opened()
    for (const [from, to] of [
      [client, service],
      [service, client],
    ] as const) {
      const heard: unknown[] = []
      const both = new Promise<void>((resolve) =>
        to.addEventListener('message', ({ data }) => {
          heard.push(data)
          if (heard.length === 2) resolve()
        }),
      )
      from.send(Uint8Array.of(1, 2))
      from.send('text')
      await both
      const [bytes, text] = heard
      const read = bytes instanceof Blob ? await bytes.arrayBuffer() : (bytes as ArrayBuffer)
      expect([...new Uint8Array(read), text]).toEqual([1, 2, 'text'])
    }
  })

  test.each(['client', 'service'] as const)(
    'that the %s closes is closed with its code and reason, and no timer is left',
    async (end) => {
      const { client, service, sleepers } = opened()
      const [from, to] = end === 'client' ? [client, service] : [service, client]
      const closed = closeOf(to)
      from.close(4001, 'bye')
      expect(await closed).toMatchObject({ code: 4001, reason: 'bye' })
      expect(sleepers.size).toBe(0)
    },
  )

  test('that is closed without a code is closed without one', async () => {
    const { client, service } = opened()
    const closed = closeOf(service)
    client.close()
    expect((await closed).code).toBe(1005)
  })

  test('of a route without a token is passed on as it is, except for headers that only the gateway may set', () => {
    const plain = opened(null)
    expect(plain.passed).toBe(plain.answer)
    const { passed } = opened(null, { 'set-cookie': '__Host-gatehouse-session=x', 'sec-websocket-protocol': 'chat' })
    expect([...passed.headers]).toEqual([['sec-websocket-protocol', 'chat']])
  })

  test('of a guarded route keeps its subprotocol, and loses headers that only the gateway may set', () => {
    const { passed } = opened(ENDS_AT, { 'clear-site-data': '"*"', 'sec-websocket-protocol': 'chat' })
    expect([...passed.headers]).toEqual([['sec-websocket-protocol', 'chat']])
  })
})

function streaming(headers: Record<string, string>, canBeLong: boolean, endsAt: number | null = ENDS_AT) {
  const { clock, pass, sleepers } = handClock()
  const cancelled = Promise.withResolvers<void>()
  const { promise: more, resolve: end } = Promise.withResolvers<void>()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('first')),
    pull: async (controller) => {
      await more
      controller.close()
    },
    cancel: () => cancelled.resolve(),
  })
  const answer = new Response(body, { headers })
  const passed = passBack(answer, endsAt, clock, { canBeLong, isRaw: false }, cookieNamesOf())
  return { answer, passed, pass, sleepers, cancelled: cancelled.promise, end }
}

describe('a stream', () => {
  test.each([
    ['of events, from a domain', { 'content-type': 'text/event-stream; charset=utf-8' }, false],
    ['of events, from an origin', { 'content-type': 'text/event-stream', 'content-encoding': 'identity' }, true],
  ])('%s ends when its token expires, and its service hears of it', async (_title, headers, canBeLong) => {
    const { passed, pass, cancelled } = streaming(headers, canBeLong)
    const reader = passed.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first')
    const rest = reader?.read()
    await pass(ENDS_AT)
    expect((await rest)?.done).toBe(true)
    await cancelled
  })

  test.each<[string, Record<string, string>]>([
    ['without a length', {}],
    ['of a great length', { 'content-length': '65537' }],
  ])('of an origin, %s, breaks off when its token expires, and is never taken for whole', async (_title, headers) => {
    const { passed, pass, cancelled } = streaming(headers, true)
    const whole = passed.text()
    await pass(ENDS_AT)
    await expect(whole).rejects.toThrow('expired')
    await cancelled
  })

  test('that ends before passes whole, and leaves no timer', async () => {
    const { passed, end, sleepers } = streaming({}, true)
    end()
    expect(await passed.text()).toBe('first')
    await expect.poll(() => sleepers.size).toBe(0)
  })

  test.each<[string, Record<string, string>, boolean, number | null]>([
    ['that is short', { 'content-length': '65536' }, true, ENDS_AT],
    ['of a domain, but for its events', {}, false, ENDS_AT],
    ['of a route without a token', { 'content-type': 'text/event-stream' }, true, null],
  ])('%s is passed on as it is', (_title, headers, canBeLong, endsAt) => {
    const { answer, passed } = streaming(headers, canBeLong, endsAt)
    expect(passed).toBe(answer)
  })
})

test.each<[string, unknown, number | null]>([
  ['an hour from now', 4_600, 4_600_000],
  ['just now', 1_000, 1_005_000],
  ['some seconds ago, within what clocks may differ', 997, 1_005_000],
  ['never', undefined, null],
])('what begins with a token that expires %s has until %s', (_title, exp, until) => {
  const principal = { ...NO_TOKEN.principal, claims: exp === undefined ? {} : { exp } }
  const verdict: Verdict = { ...NO_TOKEN, principal }
  expect(streamEndOf(verdict, 1_000_000)).toBe(until)
})
