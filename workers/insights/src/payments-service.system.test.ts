// Asking payments: what travels along, what comes back, and what its failures look like.
import { describe, expect, test } from 'vitest'
import type { Clock } from 'gatehouse/access'
import { ALWAYS, gatherPayments, type Period } from './payment-reader.ts'
import type { ServiceBinding } from 'gatehouse/domain'
import { CALLS_MAX, PaymentsService } from './payments-service.ts'

const STILL: Clock = { now: () => 0, sleep: () => new Promise(() => undefined) }
const AMOUNT_MAX = 1_000_000_000_000

function serviceOf(fetch: ServiceBinding['fetch'], headers: Record<string, string> = {}, clock = STILL) {
  return new PaymentsService(
    { fetch },
    { request: new Request('https://api.example/', { headers }), requestId: 'r-1' },
    clock,
  )
}

const payment = (createdAt: string, amount = 1) => ({
  id: crypto.randomUUID(),
  owner: 'auth0|ada',
  amount,
  currency: 'EUR',
  description: null,
  createdAt,
  refund: null,
})

// Payments that answers with these pages, one after the other, and keeps what it was asked.
function pagesOf(pages: readonly (readonly unknown[])[]) {
  const asked: string[] = []
  const service = serviceOf(async ({ url }) => {
    const at = asked.push(new URL(url).search) - 1
    return Response.json({ payments: pages[at], nextCursor: at + 1 < pages.length ? `after ${at}` : null })
  })
  return { service, asked }
}

const DAYS = ['2026-11-24', '2026-11-23', '2026-11-22', '2026-11-21', '2026-11-20'] as const
const ONE_A_PAGE = DAYS.map((day) => [payment(`${day}T12:00:00.000Z`)])

describe('payments is asked', () => {
  test('with what says who is asking and for what, as it came, and with nothing else', async () => {
    const carried = {
      authorization: 'DPoP a.b.c',
      dpop: 'x.y.z',
      'cf-ray': 'ray-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      tracestate: 'a=b',
    }
    const seen: Request[] = []
    const fetch = async (request: Request) => {
      seen.push(request)
      return Response.json({ payments: [], nextCursor: null })
    }
    await serviceOf(fetch, { ...carried, cookie: 'c=1', 'x-other': '1', 'content-type': 'text/plain' }).page(null)
    expect(Object.fromEntries(seen[0]?.headers ?? [])).toEqual({ ...carried, 'x-request-id': 'r-1' })
    expect(seen[0]?.url).toBe('https://api.example/payments?limit=1000')
  })

  test('for page after page, with the cursor of the one before', async () => {
    const { service, asked } = pagesOf(ONE_A_PAGE)
    expect(await gatherPayments(service, ALWAYS)).toEqual({ payments: ONE_A_PAGE.flat(), complete: true })
    expect(asked).toEqual(['?limit=1000', ...[0, 1, 2, 3].map((at) => `?limit=1000&cursor=after+${at}`)])
  })

  test.each<[string, Period, readonly string[], number]>([
    ['from a day on', { from: '2026-11-23', to: null }, DAYS.slice(0, 2), 3],
    ['until a day', { from: null, to: '2026-11-22' }, DAYS.slice(2), 5],
    ['for one day', { from: '2026-11-23', to: '2026-11-23' }, DAYS.slice(1, 2), 3],
    ['for days after the last payment', { from: '2026-11-25', to: null }, [], 1],
  ])('%s, and for no page in which nothing can be', async (_title, period, days, calls) => {
    const { service, asked } = pagesOf(ONE_A_PAGE)
    const { payments, complete } = await gatherPayments(service, period)
    expect(payments.map(({ createdAt }) => createdAt.slice(0, 10))).toEqual(days)
    expect(complete).toBe(true)
    expect(asked).toHaveLength(calls)
  })

  test('for one page more where payments of the same moments stand in another order', async () => {
    const late = [payment('2026-11-22T23:59:59.000Z')]
    const { service } = pagesOf([late, [payment('2026-11-23T00:00:00.000Z')], [payment('2026-11-22T12:00:00.000Z')]])
    const { payments } = await gatherPayments(service, { from: '2026-11-23', to: null })
    expect(payments).toHaveLength(1)
  })
})

describe('what is gathered is not called complete', () => {
  test('when there are more pages than one request may ask for', async () => {
    const pages = Array.from({ length: CALLS_MAX + 1 }, () => [payment('2026-11-23T12:00:00.000Z')])
    const { service, asked } = pagesOf(pages)
    const { payments, complete } = await gatherPayments(service, ALWAYS)
    expect([payments.length, complete, asked.length]).toEqual([CALLS_MAX, false, CALLS_MAX])
    const exact = await gatherPayments(pagesOf(pages.slice(1)).service, ALWAYS)
    expect([exact.payments.length, exact.complete]).toEqual([CALLS_MAX, true])
  })

  test('when their sum would not be exact any more', async () => {
    const most = Math.floor(Number.MAX_SAFE_INTEGER / AMOUNT_MAX)
    const all = Array.from({ length: most + 1 }, () => payment('2026-11-23T12:00:00.000Z', AMOUNT_MAX))
    const { payments, complete } = await gatherPayments(pagesOf([all]).service, ALWAYS)
    expect([payments.length, complete]).toEqual([most, false])
  })
})

describe('payments', () => {
  test.each([401, 403, 429, 500, 502, 503])('that refuses with %d is heard word for word', async (status) => {
    const headers = {
      'content-type': 'application/problem+json',
      'www-authenticate': 'Bearer realm="x"',
      'retry-after': '7',
      'x-problem-code': 'some_code',
    }
    const refusal = await serviceOf(async () => new Response('{"code":"some_code"}', { status, headers }))
      .page(null)
      .catch((error: unknown) => error)
    const answer = (refusal as { res: Response }).res
    expect(answer.status).toBe(status)
    expect(Object.fromEntries(answer.headers)).toEqual(headers)
    expect(await answer.text()).toBe('{"code":"some_code"}')
  })

  test.each<[string, ServiceBinding['fetch'], string]>([
    ['throws', () => Promise.reject(new Error('boom')), 'service_failed'],
    ['fails without a problem document', async () => new Response('boom', { status: 500 }), 'service_failed'],
    [
      'refuses what we asked',
      async () => Response.json({ code: 'request_invalid' }, { status: 400 }),
      'service_failed',
    ],
    ['answers with something else', async () => new Response('<!doctype html>'), 'service_failed'],
    ['answers with other JSON', async () => Response.json({ payments: [{}], nextCursor: null }), 'service_failed'],
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
    await expect(serviceOf(fetch).page(null)).rejects.toMatchObject({ code })
  })

  test('that is not bound is not available', async () => {
    const caller = { request: new Request('https://api.example/'), requestId: 'r-1' }
    await expect(new PaymentsService(undefined, caller, STILL).page(null)).rejects.toMatchObject({
      code: 'service_unavailable',
    })
  })

  test.each<[string, ServiceBinding['fetch']]>([
    ['does not answer', () => new Promise(() => undefined)],
    ['does not end its answer', async () => new Response(new ReadableStream())],
  ])('that %s within 5 s is too late', async (_title, fetch) => {
    const { promise: over, resolve: pass } = Promise.withResolvers<undefined>()
    const slept: number[] = []
    const clock: Clock = {
      now: () => 0,
      sleep: (millis) => {
        slept.push(millis)
        return over
      },
    }
    const asked = serviceOf(fetch, {}, clock).page(null)
    pass(undefined)
    await expect(asked).rejects.toMatchObject({ code: 'service_timeout' })
    expect(new Set(slept)).toEqual(new Set([5_000]))
  })
})
