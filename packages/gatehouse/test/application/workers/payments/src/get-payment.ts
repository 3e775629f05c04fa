// GET /payments/{id}: returns one payment that the principal may read. Any other is unknown, so that a caller cannot probe for ids.
import { ProblemError } from 'gatehouse/domain'
import type { DomainHandler } from 'gatehouse/domain'
import type { getPayment as route } from '../contract.ts'
import type { PaymentsBindings } from './bindings.ts'
import { PaymentStore } from './payment-store.ts'
import { viewOf } from './view.ts'

export const getPayment: DomainHandler<typeof route, PaymentsBindings> = async (c) => {
  const payment = await new PaymentStore(c.env.DB).find(c.req.valid('param').id, viewOf(c.get('principal')))
  if (payment === null) throw new ProblemError('not_found')
  return c.json(payment, 200)
}
