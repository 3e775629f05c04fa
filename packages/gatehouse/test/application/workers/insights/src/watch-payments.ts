// GET /insights/payments/live: the totals, and again whenever they change, until the token expires or the client is gone.
import type { z } from '@hono/zod-openapi'
import { describeError, type DomainHandler, log, systemClock } from 'gatehouse/domain'
import type { paymentTotalsSchema, watchPayments as route } from '../contract.ts'
import type { InsightsBindings } from './bindings.ts'
import { liveTotals } from './live-totals.ts'
import { PaymentPages } from './payment-pages.ts'
import { ALWAYS, gatherPayments } from './payment-reader.ts'
import { summarize } from './statistics.ts'
import { textStream } from './text-stream.ts'

const MILLIS_PER_SECOND = 1_000

export const watchPayments: DomainHandler<typeof route, InsightsBindings> = async (c) => {
  const requestId = c.get('requestId')
  const watching = new AbortController()
  const { signal } = watching
  const pages = new PaymentPages(c, signal)
  const events = liveTotals({
    // Before the answer begins, so that a refusal is a refusal.
    first: await readTotals(pages),
    read: async () => (pages.callsLeft === 0 ? null : await readTotals(pages)),
    expiresAt: Number(c.get('principal').claims['exp'] ?? 0) * MILLIS_PER_SECOND,
    lastSeen: c.req.valid('header')['Last-Event-ID'] ?? null,
    signal,
    clock: systemClock,
    failed: (cause) => log('warn', 'live_totals_ended', { requestId, cause: describeError(cause) }),
  })
  return c.body(
    textStream(events, () => watching.abort()),
    200,
    { 'content-type': 'text/event-stream' },
  )
}

async function readTotals(pages: PaymentPages): Promise<string> {
  const { payments, complete } = await gatherPayments(pages, ALWAYS)
  const currencies = summarize(payments).map(({ currency, count, total, refunded }) => ({
    currency,
    count,
    total,
    refunded,
  }))
  return JSON.stringify({ complete, currencies } satisfies z.infer<typeof paymentTotalsSchema>)
}
