// Tests which pages of payments are read for a period, and when the collected payments are complete.
import { describe, expect, test } from 'vitest'
import { CALLS_MAX, PaymentPages } from './payment-pages.ts'
import { ALWAYS, gatherPayments, type Period } from './payment-reader.ts'

const AMOUNT_MAX = 1_000_000_000_000

function pagesFrom(fetch: (request: Request) => Promise<Response>): PaymentPages {
  const raw = new Request('https://api.example/insights/payments', { headers: { authorization: 'Bearer a.b.c' } })
  return new PaymentPages({ env: { PAYMENTS: { fetch } }, req: { url: raw.url, raw }, var: { requestId: 'r-1' } })
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
function pagesOf(contents: readonly (readonly unknown[])[]) {
  const asked: string[] = []
  const pages = pagesFrom(async ({ url }) => {
    const at = asked.push(new URL(url).search) - 1
    return Response.json({ payments: contents[at], nextCursor: at + 1 < contents.length ? `after ${at}` : null })
  })
  return { pages, asked }
}

const DAYS = ['2026-11-24', '2026-11-23', '2026-11-22', '2026-11-21', '2026-11-20'] as const
const ONE_A_PAGE = DAYS.map((day) => [payment(`${day}T12:00:00.000Z`)])

describe('payments is asked', () => {
  test('for page after page, with the cursor of the one before', async () => {
    const { pages, asked } = pagesOf(ONE_A_PAGE)
    expect(await gatherPayments(pages, ALWAYS)).toEqual({ payments: ONE_A_PAGE.flat(), complete: true })
    expect(asked).toEqual(['?limit=1000', ...[0, 1, 2, 3].map((at) => `?limit=1000&cursor=after+${at}`)])
  })

  test.each<[string, Period, readonly string[], number]>([
    ['from a day on', { from: '2026-11-23', to: null }, DAYS.slice(0, 2), 3],
    ['until a day', { from: null, to: '2026-11-22' }, DAYS.slice(2), 5],
    ['for one day', { from: '2026-11-23', to: '2026-11-23' }, DAYS.slice(1, 2), 3],
    ['for days after the last payment', { from: '2026-11-25', to: null }, [], 1],
  ])('%s, and for no page in which nothing can be', async (_title, period, days, calls) => {
    const { pages, asked } = pagesOf(ONE_A_PAGE)
    const { payments, complete } = await gatherPayments(pages, period)
    expect(payments.map(({ createdAt }) => createdAt.slice(0, 10))).toEqual(days)
    expect(complete).toBe(true)
    expect(asked).toHaveLength(calls)
  })

  test('for one page more where payments of the same moments stand in another order', async () => {
    const late = [payment('2026-11-22T23:59:59.000Z')]
    const { pages } = pagesOf([late, [payment('2026-11-23T00:00:00.000Z')], [payment('2026-11-22T12:00:00.000Z')]])
    const { payments } = await gatherPayments(pages, { from: '2026-11-23', to: null })
    expect(payments).toHaveLength(1)
  })
})

describe('what is gathered is not called complete', () => {
  test('when there are more pages than one request may ask for', async () => {
    const all = Array.from({ length: CALLS_MAX + 1 }, () => [payment('2026-11-23T12:00:00.000Z')])
    const { pages, asked } = pagesOf(all)
    const { payments, complete } = await gatherPayments(pages, ALWAYS)
    expect([payments.length, complete, asked.length]).toEqual([CALLS_MAX, false, CALLS_MAX])
    const exact = await gatherPayments(pagesOf(all.slice(1)).pages, ALWAYS)
    expect([exact.payments.length, exact.complete]).toEqual([CALLS_MAX, true])
  })

  test('when their sum would not be exact any more', async () => {
    const most = Math.floor(Number.MAX_SAFE_INTEGER / AMOUNT_MAX)
    const all = Array.from({ length: most + 1 }, () => payment('2026-11-23T12:00:00.000Z', AMOUNT_MAX))
    const { payments, complete } = await gatherPayments(pagesOf([all]).pages, ALWAYS)
    expect([payments.length, complete]).toEqual([most, false])
  })
})

test.each<[string, Response]>([
  ['refuses the request', Response.json({ code: 'request_invalid' }, { status: 400 })],
  ['answers a page of HTML', new Response('<!doctype html>')],
  ['answers other JSON', Response.json({ payments: [{}], nextCursor: null })],
])('payments that %s has failed', async (_title, answer) => {
  await expect(pagesFrom(async () => answer).read(null)).rejects.toMatchObject({ code: 'service_failed' })
})

test('payments is asked at the address of the gateway, as the caller', async () => {
  const asked: Request[] = []
  const pages = pagesFrom(async (request) => {
    asked.push(request)
    return Response.json({ payments: [], nextCursor: null })
  })
  await pages.read(null)
  expect(asked.map(({ url, headers }) => [url, headers.get('authorization')])).toEqual([
    ['https://api.example/payments?limit=1000', 'Bearer a.b.c'],
  ])
})
