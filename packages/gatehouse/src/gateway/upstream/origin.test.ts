// Tests forwarding to an HTTP origin: which requests are repeated and which never, and when it is not called.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BREAKER_REST_MILLIS } from './circuit-breaker.ts'
import { openOrigins } from './origin.ts'
import { CUT, open, REPORTS, silence, times } from '../../testing/called-origin.ts'

const info = vi.spyOn(console, 'info')
const warn = vi.spyOn(console, 'warn')
const error = vi.spyOn(console, 'error')
beforeEach(() => {
  for (const spy of [info, warn, error]) spy.mockReset().mockReturnValue()
})
afterEach(() => {
  for (const spy of [info, warn, error]) spy.mockReset()
})

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
  const { send, route } = open(new Response('fine', { headers }))
  const answer = await send('GET', undefined, isGuarded ? route.guarded : route.plain)
  expect(answer.headers.get('cache-control')).toBe(told)
})

test('redirects are not followed, and nothing is kept in a cache', async () => {
  const { send, fetch } = open(new Response('fine'))
  await send()
  expect(fetch.mock.calls[0]?.[1]).toEqual({ redirect: 'manual', cache: 'no-store', encodeResponseBody: 'manual' })
})

describe('an origin that does not answer', () => {
  test('is not called after five requests, says when to come again, and leaves a line in the log', async () => {
    const { send, fetch, settled, pass } = open()
    for (let sent = 0; sent < 5; sent++) expect(await settled(send())).toBe('service_failed')
    expect(warn.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toEqual([
      { level: 'warn', event: 'circuit_opened', service: 'reports', operation: null },
    ])
    pass(2_500)
    await expect(send()).rejects.toMatchObject({ code: 'service_unavailable', facts: { retryAfterSeconds: 8 } })
    expect(fetch).toHaveBeenCalledTimes(10)
  })

  test('in time on one of its routes is not called there, and is on all others', async () => {
    const { send, settled, runOut, route, queue } = open(...times(5, silence))
    const sent = times(5, () => settled(send()))
    runOut()
    expect(await Promise.all(sent)).toEqual(times(5, () => 'service_timeout'))
    expect(warn.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toEqual([
      { level: 'warn', event: 'circuit_opened', service: 'reports', operation: 'listReports' },
    ])
    expect(await settled(send())).toBe('service_unavailable')
    queue(new Response('fine'))
    expect(await settled(send('GET', undefined, route.other))).toBe('answered')
  })

  test('in time to eight slow calls is still called, on their own route too, while it answers the others', async () => {
    const { send, settled, pass, queue } = open(...times(8, silence))
    const slow = times(8, () => settled(send()))
    const others: string[] = []
    for (let call = 0; call < 100; call++) {
      queue(new Response('fine'))
      others.push(await settled(send()))
      pass(10)
    }
    expect(await Promise.all(slow)).toEqual(times(8, () => 'service_timeout'))
    for (let call = 0; call < 100; call++) {
      queue(new Response('fine'))
      others.push(await settled(send()))
    }
    expect(others).toEqual(times(200, () => 'answered'))
  })

  test('is still called after failures of requests with a body, which may have been held back', async () => {
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
    expect(info).not.toHaveBeenCalled()
    resolve(new Response('back'))
    expect(await (await trial).text()).toBe('back')
    expect(info.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toEqual([
      { level: 'info', event: 'circuit_closed', service: 'reports', operation: null },
    ])
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

test('a route that answers again is let in again, and the log names its operation', async () => {
  const { send, settled, runOut, pass, queue } = open(...times(5, silence))
  const sent = times(5, () => settled(send()))
  runOut()
  await Promise.all(sent)
  pass(BREAKER_REST_MILLIS)
  for (let call = 0; call < 2; call++) {
    queue(new Response('back'))
    expect(await settled(send())).toBe('answered')
  }
  expect(info.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toEqual([
    { level: 'info', event: 'circuit_closed', service: 'reports', operation: 'listReports' },
  ])
})

test('one slow call that tries an origin out does not keep the others from it until its time is over', async () => {
  const { send, settled, pass, queue, route } = open(...times(10, () => CUT), silence())
  for (let sent = 0; sent < 5; sent++) await settled(send())
  pass(BREAKER_REST_MILLIS)
  const slow = settled(send('GET', undefined, route.other))
  expect(await settled(send())).toBe('service_unavailable')
  pass(1_000)
  expect(await slow).toBe('service_timeout')
  queue(new Response('back'))
  expect(await settled(send())).toBe('answered')
})

describe('the record of an origin', () => {
  test('names its last failure in words, and the state of its breaker since when', async () => {
    const { send, settled, pass, origin } = open()
    expect(origin.record.inspect()).toEqual({ state: 'closed', since: null, slowOperations: 0, lastFailure: null })
    pass(90_000)
    for (let sent = 0; sent < 5; sent++) await settled(send())
    const lastFailure = { at: 90, reason: 'the connection failed' }
    expect(origin.record.inspect()).toEqual({ state: 'open', since: 90, slowOperations: 0, lastFailure })
    pass(BREAKER_REST_MILLIS)
    await settled(send())
    // It has not been called normally since then.
    expect(origin.record.inspect()).toMatchObject({ state: 'open', since: 90, lastFailure: { at: 100 } })
  })

  test('counts the operations that are late', async () => {
    const { send, settled, runOut, origin } = open(...times(5, silence))
    const sent = times(5, () => settled(send()))
    runOut()
    await Promise.all(sent)
    expect(origin.record.inspect()).toMatchObject({
      state: 'closed',
      slowOperations: 1,
      lastFailure: { reason: 'no answer within 1 s' },
    })
  })
})

test('a route with its own time limit is waited for as long as that, and repeated as before', async () => {
  const { send, settled, pass, routeOf, fetch } = open(CUT, silence())
  const slow = settled(send('GET', undefined, routeOf('exportReports', false, 5_000)))
  pass(4_999)
  expect(await Promise.race([slow, Promise.resolve('waiting')])).toBe('waiting')
  expect(fetch).toHaveBeenCalledTimes(2)
  pass(1)
  expect(await slow).toBe('service_timeout')
})

test('an origin that can not be used is logged, in one line', () => {
  const parts = { fetch: () => Promise.reject(CUT), clock: { now: () => 0, sleep: async () => undefined } }
  expect(openOrigins([{ ...REPORTS, origin: 'http://reports.example' }], {}, parts).size).toBe(0)
  expect(JSON.parse(String(error.mock.calls[0]?.[0]))).toMatchObject({
    event: 'not_configured',
    problems: [{ variable: 'GATEHOUSE_ORIGIN_REPORTS' }],
  })
})
