// GET /payments/{id}/receipt: the receipt of a payment of one's own, for the person whom the token names.
import { ProblemError } from 'gatehouse/domain'
import type { DomainHandler } from 'gatehouse/domain'
import type { getReceipt as route } from '../contract.ts'
import type { PaymentsBindings } from './bindings.ts'
import { PaymentStore } from './payment-store.ts'
import { viewOf } from './view.ts'

export const getReceipt: DomainHandler<typeof route, PaymentsBindings> = async (c) => {
  const principal = c.get('principal')
  const { email, profile } = principal
  if (email === null) throw new ProblemError('email_missing')
  const payment = await new PaymentStore(c.env.DB).find(c.req.valid('param').id, viewOf(principal))
  if (payment === null) throw new ProblemError('not_found')
  const net = payment.amount - (payment.refund?.amount ?? 0)
  return c.json({ payment, issuedTo: { email, name: profile.name ?? null }, net }, 200)
}
