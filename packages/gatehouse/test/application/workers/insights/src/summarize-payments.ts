// GET /insights/payments: what the payments that the principal may read amount to.
import type { DomainHandler } from 'gatehouse/domain'
import type { summarizePayments as route } from '../contract.ts'
import type { InsightsBindings } from './bindings.ts'
import { PaymentPages } from './payment-pages.ts'
import { gatherPayments } from './payment-reader.ts'
import { summarize } from './statistics.ts'

export const summarizePayments: DomainHandler<typeof route, InsightsBindings> = async (c) => {
  const { from = null, to = null } = c.req.valid('query')
  const { payments, complete } = await gatherPayments(new PaymentPages(c), { from, to })
  return c.json({ from, to, complete, currencies: summarize(payments) }, 200)
}
