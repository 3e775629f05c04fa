// GET /organization/payments: a page of the payments that were made for the organization that the principal is signed in for.
import { ProblemError } from 'gatehouse/domain'
import type { DomainHandler } from 'gatehouse/domain'
import type { listOrganizationPayments as route } from '../contract.ts'
import type { PaymentsBindings } from './bindings.ts'
import { readPage } from './payment-page.ts'
import { PaymentStore } from './payment-store.ts'

export const listOrganizationPayments: DomainHandler<typeof route, PaymentsBindings> = async (c) => {
  const { organization } = c.get('principal')
  if (organization === null) throw new ProblemError('organization_required')
  return c.json(
    await readPage(new PaymentStore(c.env.DB), { of: 'organization', id: organization }, c.req.valid('query')),
    200,
  )
}
