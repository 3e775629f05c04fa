// Tests a call from a domain to a domain: the request, the response, and the result of a failure.
import { HTTPException } from 'hono/http-exception'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../access/index.ts'
import { callService } from './call-service.ts'
import type { ServiceBinding } from './service-binding.ts'

const STILL: Clock = { now: () => 0, sleep: () => new Promise(() => undefined) }
const URL_OF_CALL = 'https://api.example/payments?limit=10'

async function call(fetch: ServiceBinding['fetch'], { sent = {}, init = {}, clock = STILL } = {}): Promise<Response> {
  const raw = { headers: new Headers(sent) }
  const c = { req: { raw }, var: { requestId: 'r-1' } }
  return await callService({ fetch }, new Request(URL_OF_CALL, init), c, { clock })
}

async function requestOf(options: Parameters<typeof call>[1]): Promise<Request> {
  const { promise, resolve } = Promise.withResolvers<Request>()
  await call(async (request) => {
    resolve(request)
    return new Response()
  }, options)
  return await promise
}

const CALLER = {
  authorization: 'DPoP a.b.c',
  dpop: 'x.y.z',
  'cf-ray': 'ray-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'a=b',
  'cloudflare-workers-version-key': 'v-1',
}

describe('the request of a call', () => {
  test('has the caller’s token, proof, ids, trace and version key, and no other header of theirs', async () => {
    const sent = { ...CALLER, cookie: 'c=1', 'x-other': '1', 'content-type': 'text/plain' }
    const request = await requestOf({ sent })
    expect(Object.fromEntries(request.headers)).toEqual({ ...CALLER, 'x-request-id': 'r-1' })
    expect(request.url).toBe(URL_OF_CALL)
  })

  test('keeps its method, body, signal and the headers that its author has set', async () => {
    const { signal } = new AbortController()
    const headers = { authorization: 'Bearer another', 'content-type': 'application/json', 'x-request-id': 'mine' }
    const request = await requestOf({ sent: CALLER, init: { method: 'POST', body: '{"a":1}', headers, signal } })
    expect([request.method, await request.text()]).toEqual(['POST', '{"a":1}'])
    expect(Object.fromEntries(request.headers)).toEqual({ ...CALLER, ...headers, 'x-request-id': 'r-1' })
  })

  test('is given up when its signal aborts', async () => {
    const controller = new AbortController()
    const request = await requestOf({ init: { signal: controller.signal } })
    controller.abort()
    expect(request.signal.aborted).toBe(true)
  })
})

describe('the answer of a call', () => {
  test.each([200, 201, 303, 304, 400, 404, 409])(
    'is returned with its headers when its status is %d',
    async (status) => {
      const body = status === 304 ? null : '{"a":1}'
      const answer = await call(async () => new Response(body, { status, headers: { etag: '"1"' } }))
      expect([answer.status, answer.headers.get('etag'), await answer.text()]).toEqual([status, '"1"', body ?? ''])
    },
  )

  test.each([401, 403, 429, 500, 502, 503])(
    'is thrown word for word when it is a problem with status %d',
    async (status) => {
      const headers = {
        'content-type': 'application/problem+json',
        'www-authenticate': 'Bearer realm="x"',
        'retry-after': '7',
        'x-problem-code': 'some_code',
      }
      const thrown = await call(async () => new Response('{"code":"some_code"}', { status, headers })).catch(
        (error: unknown) => error,
      )
      const answer = thrown instanceof HTTPException ? thrown.getResponse() : Response.error()
      expect(answer.status).toBe(status)
      expect(Object.fromEntries(answer.headers)).toEqual(headers)
      expect(await answer.text()).toBe('{"code":"some_code"}')
    },
  )
})

describe('a service', () => {
  test.each<[string, ServiceBinding['fetch'], string]>([
    ['throws', () => Promise.reject(new Error('boom')), 'service_failed'],
    ['answers 500 without a problem document', async () => new Response('boom', { status: 500 }), 'service_failed'],
    [
      'is not running',
      async () =>
        new Response('Worker "gatehouse-payments" not found.', {
          status: 503,
          headers: { 'content-type': 'text/plain' },
        }),
      'service_unavailable',
    ],
  ])('that %s is an outage', async (_title, fetch, code) => {
    await expect(call(fetch)).rejects.toMatchObject({ code })
  })

  test('that is not bound is not available', async () => {
    const c = { req: { raw: new Request(URL_OF_CALL) }, var: { requestId: 'r-1' } }
    await expect(callService(undefined, new Request(URL_OF_CALL), c)).rejects.toMatchObject({
      code: 'service_unavailable',
    })
  })

  test('that breaks off has failed, for the reader of its answer', async () => {
    const body = new ReadableStream({
      pull: (controller) => {
        controller.error(new Error('gone'))
      },
    })
    const answer = await call(async () => new Response(body))
    await expect(answer.json()).rejects.toMatchObject({ code: 'service_failed' })
  })

  test.each<[string, ServiceBinding['fetch']]>([
    ['does not answer', () => new Promise(() => undefined)],
    ['does not complete its answer', async () => new Response(new ReadableStream())],
    [
      'does not complete its problem',
      async () =>
        new Response(new ReadableStream(), { status: 503, headers: { 'content-type': 'application/problem+json' } }),
    ],
  ])('that %s within 5 s has timed out', async (_title, fetch) => {
    const { promise: over, resolve: pass } = Promise.withResolvers<undefined>()
    const slept: number[] = []
    const clock: Clock = {
      now: () => 0,
      sleep: (millis) => {
        slept.push(millis)
        return over
      },
    }
    const read = call(fetch, { clock }).then(async (answer) => await answer.text())
    pass(undefined)
    await expect(read).rejects.toMatchObject({ code: 'service_timeout' })
    expect(new Set(slept)).toEqual(new Set([5_000]))
  })

  test('has for each piece of its answer what is left of the time', async () => {
    let now = 0
    const slept: number[] = []
    const clock: Clock = {
      now: () => now,
      sleep: (millis) => {
        slept.push(millis)
        return new Promise(() => undefined)
      },
    }
    const answer = await call(async () => new Response('all'), { clock })
    slept.length = 0
    now = 4_000
    expect(await answer.text()).toBe('all')
    expect(new Set(slept)).toEqual(new Set([1_000]))
  })
})
