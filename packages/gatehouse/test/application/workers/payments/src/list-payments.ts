// GET /payments: a page of the payments that the principal may read.
import type { DomainHandler } from 'gatehouse/domain'
import type { listPayments as route } from '../contract.ts'
import type { PaymentsBindings } from './bindings.ts'
import { readPage } from './payment-page.ts'
import { PaymentStore } from './payment-store.ts'
import { viewOf } from './view.ts'

export const listPayments: DomainHandler<typeof route, PaymentsBindings> = async (c) =>
  c.json(await readPage(new PaymentStore(c.env.DB), viewOf(c.get('principal')), c.req.valid('query')), 200)
