// POST /payments/{id}/refund: pays back a payment of anybody, once.
import { Refusal } from '#access'
import { systemClock } from '#http/clock'
import type { DomainHandler } from '#http/domain'
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

function refusalOf(outcome: Exclude<Refunding['outcome'], 'refunded'>): Refusal {
  switch (outcome) {
    case 'unknown':
      return new Refusal('resource_unknown')
    case 'refunded_before':
      return new Refusal('conflict', { detail: 'The payment has already been refunded.' })
    case 'too_much':
      return new Refusal('conflict', { detail: 'The refund is more than was paid.' })
    default:
      return outcome satisfies never
  }
}
