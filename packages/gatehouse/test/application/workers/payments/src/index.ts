// The payments Worker; wiring only.
import { createDomain } from 'gatehouse/domain'
import { routes } from '../contract.ts'
import type { PaymentsBindings } from './bindings.ts'
import { createPayment } from './create-payment.ts'
import { getPayment } from './get-payment.ts'
import { getReceipt } from './get-receipt.ts'
import { listOrganizationPayments } from './list-organization-payments.ts'
import { listPayments } from './list-payments.ts'
import { refundPayment } from './refund-payment.ts'

export default createDomain<PaymentsBindings, typeof routes>({
  routes,
  handlers: { listPayments, createPayment, getPayment, getReceipt, listOrganizationPayments, refundPayment },
})
