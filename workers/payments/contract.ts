// Defines the contract of the payments domain: its schemas and its routes, each with the access that it requires. No bindings, no I/O.
import { z } from '@hono/zod-openapi'
import { scopes } from 'gatehouse/access'
import { defineRoute, problem } from 'gatehouse/domain'

/** Largest payment, in minor units: far inside what a JSON number holds exactly. */
const AMOUNT_MAX_MINOR_UNITS = 1_000_000_000_000
const LIST_DEFAULT = 20
const LIST_MAX = 100

const newPaymentSchema = z
  .strictObject({
    amount: z
      .number()
      .int()
      .min(1)
      .max(AMOUNT_MAX_MINOR_UNITS)
      .openapi({ description: 'In minor units of the currency: 1250 is 12.50 EUR', example: 1250 }),
    currency: z.enum(['CHF', 'EUR', 'GBP', 'USD']).openapi({ example: 'EUR' }),
  })
  .openapi('NewPayment')

const paymentSchema = newPaymentSchema
  .extend({
    id: z.uuid().openapi({ example: '6f1f7f3a-4f0b-4f65-9d3e-0d6b1c2a9e10' }),
    createdAt: z.iso.datetime().openapi({ example: '2026-11-23T09:30:00.000Z' }),
  })
  .openapi('Payment')

/** A payment as clients see it. */
export type Payment = z.infer<typeof paymentSchema>

const paymentListSchema = z.object({ payments: z.array(paymentSchema) }).openapi('PaymentList')

export const listPayments = defineRoute({
  access: scopes('read:payments'),
  operationId: 'listPayments',
  mcp: true,
  method: 'get',
  path: '/payments',
  summary: 'List payments',
  description: 'Your own payments, the newest first.',
  request: { query: z.object({ limit: z.coerce.number().int().min(1).max(LIST_MAX).default(LIST_DEFAULT) }) },
  responses: {
    200: { description: 'The payments', content: { 'application/json': { schema: paymentListSchema } } },
  },
})

export const createPayment = defineRoute({
  access: scopes('write:payments'),
  operationId: 'createPayment',
  method: 'post',
  path: '/payments',
  summary: 'Make a payment',
  description:
    'A request with an `Idempotency-Key` can be sent again without paying twice: it gets the first payment again.',
  request: {
    headers: z.object({
      'Idempotency-Key': z.string().min(1).max(255).optional().openapi({ description: 'A name that you use once' }),
    }),
    body: { content: { 'application/json': { schema: newPaymentSchema } } },
  },
  responses: {
    201: { description: 'The payment', content: { 'application/json': { schema: paymentSchema } } },
    409: problem('The `Idempotency-Key` was used for another payment', 'conflict'),
  },
})

export const getPayment = defineRoute({
  access: scopes('read:payments'),
  operationId: 'getPayment',
  mcp: true,
  method: 'get',
  path: '/payments/{id}',
  summary: 'Read a payment',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: { description: 'The payment', content: { 'application/json': { schema: paymentSchema } } },
    404: problem('There is no such payment, or it is not yours', 'not_found'),
  },
})

export const service = {
  title: 'Payments',
  description: 'Make payments and read them.',
  permissions: { 'read:payments': 'List and read payments', 'write:payments': 'Make payments' },
}

export const routes = [listPayments, createPayment, getPayment] as const
