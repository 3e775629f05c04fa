// GET /payments: a page of the payments that the principal may read.
import { Refusal } from '#access'
import type { DomainHandler } from '#http/domain'
import type { listPayments as route } from '../contract.ts'
import type { PaymentsBindings } from './bindings.ts'
import { PaymentStore } from './payment-store.ts'
import { viewOf } from './view.ts'

export const listPayments: DomainHandler<typeof route, PaymentsBindings> = async (c) => {
  const { limit, cursor } = c.req.valid('query')
  // One more than asked for tells whether another page follows.
  const found = await new PaymentStore(c.env.DB).list(viewOf(c.get('principal')), limit + 1, cursor ?? null)
  if (found === null) {
    throw new Refusal('request_invalid', {
      errors: [{ in: 'query', path: 'cursor', message: 'is no cursor of a page that you were given' }],
    })
  }
  const payments = found.slice(0, limit)
  return c.json({ payments, nextCursor: found.length > limit ? (payments.at(-1)?.id ?? null) : null }, 200)
}
