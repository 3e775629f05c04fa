// GET /insights/payments: what the payments that the principal may read amount to.
import { systemClock } from 'gatehouse/domain'
import type { DomainHandler } from 'gatehouse/domain'
import type { summarizePayments as route } from '../contract.ts'
import type { InsightsBindings } from './bindings.ts'
import { gatherPayments } from './payment-reader.ts'
import { PaymentsService } from './payments-service.ts'
import { summarize } from './statistics.ts'

export const summarizePayments: DomainHandler<typeof route, InsightsBindings> = async (c) => {
  const { from = null, to = null } = c.req.valid('query')
  const caller = { request: c.req.raw, requestId: c.get('requestId') }
  const service = new PaymentsService(c.env.PAYMENTS, caller, systemClock)
  const { payments, complete } = await gatherPayments(service, { from, to })
  return c.json({ from, to, complete, currencies: summarize(payments) }, 200)
}
