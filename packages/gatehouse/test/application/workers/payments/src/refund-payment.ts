// POST /payments/{id}/refund: refunds a payment of any user, once.
import { systemClock, ProblemError } from 'gatehouse/domain'
import type { DomainHandler } from 'gatehouse/domain'
import type { refundPayment as route } from '../contract.ts'
import type { PaymentsBindings } from './bindings.ts'
import { PaymentStore, type Refunding } from './payment-store.ts'

export const refundPayment: DomainHandler<typeof route, PaymentsBindings> = async (c) => {
  const { id } = c.req.valid('param')
  const { amount } = c.req.valid('json')
  const at = new Date(systemClock.now()).toISOString()
  const refunding = await new PaymentStore(c.env.DB).refund(id, amount ?? null, at)
  if (refunding.outcome !== 'refunded') throw refusalOf(refunding.outcome)
  return c.json(refunding.payment, 200)
}

function refusalOf(outcome: Exclude<Refunding['outcome'], 'refunded'>): ProblemError {
  switch (outcome) {
    case 'unknown':
      return new ProblemError('not_found')
    case 'refunded_before':
      return new ProblemError('conflict', { detail: 'The payment has already been refunded.' })
    case 'too_much':
      return new ProblemError('conflict', { detail: 'The refund is more than was paid.' })
    default:
      return outcome satisfies never
  }
}
