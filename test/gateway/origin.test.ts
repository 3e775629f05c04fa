// Handing on to an HTTP origin: what is sent again and what never, and when it is left alone.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Clock } from '#access'
import { BREAKER_REST_MILLIS } from '../../src/gateway/breaker.ts'
import { forwardToOrigin, openOrigins, type Origin } from '../../src/gateway/origin.ts'

const REPORTS = { name: 'reports', origin: 'https://reports.example' }
const CUT = new TypeError('Network connection lost.')

const warn = vi.spyOn(console, 'warn')
const error = vi.spyOn(console, 'error')
beforeEach(() => {
  for (const spy of [warn, error]) spy.mockReset().mockReturnValue()
})
afterEach(() => {
  for (const spy of [warn, error]) spy.mockReset()
})

// An origin that answers what it is told, one after another; time stands still until it is told otherwise.
function open(...outcomes: readonly (Response | Error | Promise<Response>)[]) {
  let now = 0
  const sleepers: (() => void)[] = []
  const clock: Clock = { now: () => now, sleep: () => new Promise((wake) => sleepers.push(wake)) }
  const left = [...outcomes]
  const fetch = vi.fn(async (_request: Request, _options: object) => {
    const outcome = left.shift() ?? CUT
    if (outcome instanceof Error) throw outcome
    return await outcome
  })
  const origin = openOrigins([{ ...REPORTS, timeoutMillis: 1_000 }], {}, { fetch, clock }).get('reports') as Origin
  const send = (method = 'GET', body?: string, isGuarded = false) => {
    const request = new Request('https://reports.example/reports', { method, ...(body !== undefined && { body }) })
    return forwardToOrigin({ request, exceeded: null }, origin, { requestId: 'r-1', isGuarded }, clock)
  }
  return {
    send,
    fetch,
    pass: (millis: number) => (now += millis),
    runOut: () => sleepers.splice(0).forEach((wake) => wake()),
    settled: (work: Promise<unknown>) => work.then(() => 'answered').catch((thrown: { code: string }) => thrown.code),
  }
}

describe('a request whose connection fails', () => {
  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])(
    'is sent once more when it is idempotent: %s',
    async (method) => {
      const { send, fetch } = open(CUT, new Response('fine'))
      expect((await send(method)).status).toBe(200)
      expect(fetch).toHaveBeenCalledTimes(2)
    },
  )

  test.each([
    ['PATCH', undefined],
    ['POST', undefined],
    ['POST', '{}'],
    ['PUT', '{}'],
    ['DELETE', '{}'],
  ])('is never sent again when that could do harm, or its body is gone: %s %s', async (method, body) => {
    const { send, fetch } = open(CUT, new Response('fine'))
    await expect(send(method, body)).rejects.toMatchObject({ code: 'service_failed', cause: CUT })
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  test('is sent no third time', async () => {
    const { send, fetch } = open(CUT, CUT, new Response('fine'))
    await expect(send()).rejects.toMatchObject({ code: 'service_failed' })
    expect(fetch).toHaveBeenCalledTimes(2)
  })

  test('is not sent again when the time is over', async () => {
    const { promise, reject } = Promise.withResolvers<Response>()
    const { send, fetch, runOut } = open(promise, new Response('fine'))
    const sent = send()
    runOut()
    await expect(sent).rejects.toMatchObject({ code: 'service_timeout' })
    reject(CUT)
    await promise.catch(() => undefined)
    await Promise.resolve()
    expect(fetch).toHaveBeenCalledTimes(1)
  })
})

test.each([500, 502, 503, 504, 404, 302])('an answer is an answer, and never asked for again: %i', async (status) => {
  const { send, fetch } = open(...Array.from({ length: 9 }, () => new Response('…', { status })))
  for (let sent = 1; sent <= 9; sent++) {
    expect((await send()).status).toBe(status)
    expect(fetch).toHaveBeenCalledTimes(sent)
  }
})

test('the answer is what it was, but for the id of its request', async () => {
  const headers = { 'x-request-id': 'theirs', etag: '"1"', 'content-type': 'text/plain' }
  const answer = await open(new Response('fine', { status: 201, headers })).send()
  expect([answer.status, await answer.text()]).toEqual([201, 'fine'])
  expect(Object.fromEntries(answer.headers)).toEqual({ ...headers, 'x-request-id': 'r-1' })
})

test.each([
  [true, undefined, 'no-store'],
  [true, 'max-age=60', 'max-age=60'],
  [false, undefined, null],
])('of a route that looks at tokens (%s) the answer with %j is kept by caches as %j', async (isGuarded, said, told) => {
  const headers = said === undefined ? {} : { 'cache-control': said }
  const answer = await open(new Response('fine', { headers })).send('GET', undefined, isGuarded)
  expect(answer.headers.get('cache-control')).toBe(told)
})

test('redirects are not followed, and nothing is kept in a cache', async () => {
  const { send, fetch } = open(new Response('fine'))
  await send()
  expect(fetch.mock.calls[0]?.[1]).toEqual({ redirect: 'manual', cache: 'no-store' })
})

describe('an origin that does not answer', () => {
  test('is left alone after five requests, says when to come again, and leaves a line in the log', async () => {
    const { send, fetch, settled, pass } = open()
    for (let sent = 0; sent < 5; sent++) expect(await settled(send())).toBe('service_failed')
    expect(warn.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toEqual([
      { level: 'warn', event: 'origin_left_alone', service: 'reports' },
    ])
    pass(2_500)
    await expect(send()).rejects.toMatchObject({ code: 'service_unavailable', facts: { retryAfterSeconds: 8 } })
    expect(fetch).toHaveBeenCalledTimes(10)
  })

  test('is left alone for timeouts too', async () => {
    const { send, settled, runOut } = open(...Array.from({ length: 5 }, () => new Promise<Response>(() => undefined)))
    const sent = Array.from({ length: 5 }, () => settled(send()))
    runOut()
    expect(await Promise.all(sent)).toEqual(Array.from({ length: 5 }, () => 'service_timeout'))
    expect(await settled(send())).toBe('service_unavailable')
  })

  test('is not left alone because of those who send a body, and may have held it back', async () => {
    const { send, settled } = open()
    for (let sent = 0; sent < 20; sent++) expect(await settled(send('POST', '{}'))).toBe('service_failed')
  })

  test('is tried by one request when its rest is over, once, while others are refused; its answer lets all in', async () => {
    const { promise, resolve } = Promise.withResolvers<Response>()
    const { send, fetch, settled, pass } = open(...Array.from({ length: 10 }, () => CUT), promise, new Response('fine'))
    for (let sent = 0; sent < 5; sent++) await settled(send())
    pass(BREAKER_REST_MILLIS)
    const trial = send()
    expect(await settled(send())).toBe('service_unavailable')
    resolve(new Response('back'))
    expect(await (await trial).text()).toBe('back')
    expect(await settled(send())).toBe('answered')
    expect(fetch).toHaveBeenCalledTimes(12)
  })

  test('is not asked twice by the request that tries it', async () => {
    const { send, fetch, settled, pass } = open()
    for (let sent = 0; sent < 5; sent++) await settled(send())
    pass(BREAKER_REST_MILLIS)
    expect(await settled(send())).toBe('service_failed')
    expect(fetch).toHaveBeenCalledTimes(11)
    expect(await settled(send())).toBe('service_unavailable')
  })
})

test('an origin that can not be used is told in the log, in one line', () => {
  const parts = { fetch: () => Promise.reject(CUT), clock: { now: () => 0, sleep: async () => undefined } }
  expect(openOrigins([{ ...REPORTS, origin: 'http://reports.example' }], {}, parts).size).toBe(0)
  expect(JSON.parse(String(error.mock.calls[0]?.[0]))).toMatchObject({
    event: 'not_configured',
    problems: [{ variable: 'GATEHOUSE_ORIGIN_REPORTS' }],
  })
})
