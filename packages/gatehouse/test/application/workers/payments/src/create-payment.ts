// POST /payments: creates a payment for the caller, once per idempotency key.
import { systemClock, ProblemError } from 'gatehouse/domain'
import type { DomainHandler } from 'gatehouse/domain'
import type { createPayment as route } from '../contract.ts'
import type { PaymentsBindings } from './bindings.ts'
import { PaymentStore } from './payment-store.ts'
import { uuidV7 } from './uuid-v7.ts'

export const createPayment: DomainHandler<typeof route, PaymentsBindings> = async (c) => {
  const { amount, currency, description } = c.req.valid('json')
  const { 'Idempotency-Key': key } = c.req.valid('header')
  const { id, organization } = c.get('principal')
  const nowMillis = systemClock.now()
  const creation = await new PaymentStore(c.env.DB).create(
    {
      id: uuidV7(nowMillis),
      owner: id,
      organization,
      amount,
      currency,
      description: description ?? null,
      createdAt: new Date(nowMillis).toISOString(),
    },
    key ?? null,
  )
  if (creation.outcome === 'key_taken') {
    throw new ProblemError('conflict', { detail: 'This Idempotency-Key was used for another payment.' })
  }
  c.header('location', `/payments/${creation.payment.id}`)
  if (creation.outcome === 'replayed') c.header('idempotency-replayed', 'true')
  return c.json(creation.payment, 201)
}
