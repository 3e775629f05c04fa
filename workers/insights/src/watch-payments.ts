// GET /insights/payments/live: the totals, and again whenever they change, until the token expires or the client is gone.
import type { z } from '@hono/zod-openapi'
import { systemClock } from 'gatehouse/domain'
import type { DomainHandler } from 'gatehouse/domain'
import { describeError, log } from 'gatehouse/domain'
import type { paymentTotalsSchema, watchPayments as route } from '../contract.ts'
import type { InsightsBindings } from './bindings.ts'
import { liveTotals } from './live-totals.ts'
import { ALWAYS, gatherPayments } from './payment-reader.ts'
import { PaymentsService } from './payments-service.ts'
import { summarize } from './statistics.ts'
import { textStream } from './text-stream.ts'

const MILLIS_PER_SECOND = 1_000

export const watchPayments: DomainHandler<typeof route, InsightsBindings> = async (c) => {
  const requestId = c.get('requestId')
  const watching = new AbortController()
  const { signal } = watching
  const service = new PaymentsService(c.env.PAYMENTS, { request: c.req.raw, requestId, signal }, systemClock)
  const events = liveTotals({
    // Before the answer begins, so that a refusal is a refusal.
    first: await readTotals(service),
    read: async () => (service.callsLeft === 0 ? null : await readTotals(service)),
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

async function readTotals(service: PaymentsService): Promise<string> {
  const { payments, complete } = await gatherPayments(service, ALWAYS)
  const currencies = summarize(payments).map(({ currency, count, total, refunded }) => ({
    currency,
    count,
    total,
    refunded,
  }))
  return JSON.stringify({ complete, currencies } satisfies z.infer<typeof paymentTotalsSchema>)
}
