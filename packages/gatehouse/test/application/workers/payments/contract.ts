// Defines the contract of the payments domain: its schemas and its routes, each with the access that it requires. No bindings, no I/O.
import { z } from '@hono/zod-openapi'
import { and, emailRequired, organization, permissions, scopes, user } from 'gatehouse/access'
import { defineRoute, problem } from 'gatehouse/domain'

/** Largest payment and refund, in minor units: far inside what a JSON number holds exactly. */
const AMOUNT_MAX_MINOR_UNITS = 1_000_000_000_000
const DESCRIPTION_MAX_CHARACTERS = 200
const PAGE_SIZE_DEFAULT = 20
/** For machines that read everything: some 250 KiB of JSON, and one query. */
const PAGE_SIZE_MAX = 1_000

const EXAMPLE_ID = '019a53c4-1f80-7a3e-9d1b-5c0f8e2b7a64'
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'))
// Neither NUL nor half a surrogate pair: the database would not give either back as it came.
const STORABLE = /^[^\0\p{Cs}]*$/u

const amountSchema = z
  .number()
  .int()
  .min(1)
  .max(AMOUNT_MAX_MINOR_UNITS)
  .openapi({ description: 'In minor units of the currency: 1250 is 12.50 EUR, and 1250 JPY', example: 1250 })

const currencySchema = z
  .string()
  .refine((code) => CURRENCIES.has(code), 'is no ISO 4217 currency')
  .openapi({ description: 'ISO 4217 code, in capitals', example: 'EUR' })

const instantSchema = z.iso.datetime().openapi({ example: '2026-11-23T09:30:00.000Z' })

export const paymentSchema = z
  .object({
    id: z.string().openapi({ description: 'UUID, version 7', format: 'uuid', example: EXAMPLE_ID }),
    owner: z.string().openapi({ description: 'Whose payment it is: the subject of their token', example: 'auth0|ada' }),
    amount: amountSchema,
    currency: z.string().openapi({ description: 'ISO 4217 code', example: 'EUR' }),
    description: z.string().nullable().openapi({ example: 'Two tickets' }),
    createdAt: instantSchema,
    refund: z
      .object({ amount: amountSchema, at: instantSchema })
      .nullable()
      .openapi({ description: 'What was paid back, and when; `null` when nothing was' }),
  })
  .openapi('Payment')

const newPaymentSchema = z
  .strictObject({
    amount: amountSchema,
    currency: currencySchema,
    description: z
      .string()
      .max(DESCRIPTION_MAX_CHARACTERS)
      .refine((text) => STORABLE.test(text), 'may hold neither NUL nor half a surrogate pair')
      .optional()
      .openapi({ description: 'What was paid for', example: 'Two tickets' }),
  })
  .openapi('NewPayment')

export const paymentPageSchema = z
  .object({
    payments: z.array(paymentSchema),
    nextCursor: z.string().nullable().openapi({
      description: 'What to send as `cursor` for the next page; `null` on the last one',
      example: EXAMPLE_ID,
    }),
  })
  .openapi('PaymentPage')

export const receiptSchema = z
  .object({
    payment: paymentSchema,
    issuedTo: z.object({
      email: z.string().openapi({ example: 'ada@example.com' }),
      name: z.string().nullable().openapi({ description: '`null` when the token does not say it', example: 'Ada' }),
    }),
    net: z
      .number()
      .int()
      .min(0)
      .openapi({ description: 'What was paid and not paid back, in minor units of the currency', example: 1250 }),
  })
  .openapi('Receipt')

const newRefundSchema = z
  .strictObject({
    amount: amountSchema
      .optional()
      .openapi({ description: 'In minor units; left out, everything is paid back', example: 500 }),
  })
  .openapi('NewRefund')

const paymentParameters = z.object({
  id: z.string().openapi({ description: 'The id of a payment', format: 'uuid', example: EXAMPLE_ID }),
})

const pageQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_SIZE_MAX)
    .default(PAGE_SIZE_DEFAULT)
    .openapi({ description: 'How many payments a page holds at most' }),
  cursor: z
    .string()
    .optional()
    .openapi({ description: 'The `nextCursor` of the page before. Opaque: take it as it comes' }),
})

export const listPayments = defineRoute({
  access: scopes('read:payments'),
  operationId: 'listPayments',
  mcp: true,
  method: 'get',
  path: '/payments',
  summary: 'List payments',
  description:
    'Your own payments, the newest first. A machine that holds the permission `read:all-payments` sees those of everyone. ' +
    'Payments made while you turn the pages neither repeat nor hide any other.',
  request: { query: pageQuery },
  responses: {
    200: { description: 'A page of payments', content: { 'application/json': { schema: paymentPageSchema } } },
  },
})

export const createPayment = defineRoute({
  access: scopes('write:payments'),
  operationId: 'createPayment',
  mcp: { destructive: false },
  method: 'post',
  path: '/payments',
  summary: 'Make a payment',
  description:
    'With an `Idempotency-Key` a request can be sent again without paying twice: the same key with the same body gets ' +
    'the first answer again. A key belongs to the caller who used it, for the organization that the caller was signed in for then, ' +
    'and is remembered as long as its payment. The same key for another organization is refused.',
  request: {
    headers: z.object({
      'Idempotency-Key': z
        .string()
        .regex(/^[\x21-\x7E]{1,255}$/, 'is not 1 to 255 visible ASCII characters')
        .optional()
        .openapi({
          description: 'Any name for this payment that you use once: 1 to 255 visible ASCII characters',
          example: '8f14e45f-ceea-467f-9d1b-2b1c0a7e5d33',
        }),
    }),
    body: { content: { 'application/json': { schema: newPaymentSchema } } },
  },
  responses: {
    201: {
      description: 'The payment was made, now or by an earlier request with the same key',
      content: { 'application/json': { schema: paymentSchema } },
      headers: z.object({
        Location: z.string().openapi({ description: 'The path of the payment', example: `/payments/${EXAMPLE_ID}` }),
        'Idempotency-Replayed': z
          .literal('true')
          .optional()
          .openapi({ description: 'There when this is the answer to an earlier request with the same key' }),
      }),
    },
    409: problem('The `Idempotency-Key` was used for another payment', 'conflict'),
  },
})

export const getPayment = defineRoute({
  access: scopes('read:payments'),
  operationId: 'getPayment',
  method: 'get',
  path: '/payments/{id}',
  summary: 'Read a payment',
  description: 'One of your own payments; any, for a machine that holds the permission `read:all-payments`.',
  request: { params: paymentParameters },
  responses: {
    200: { description: 'The payment', content: { 'application/json': { schema: paymentSchema } } },
    404: problem('There is no such payment, or it is not yours', 'not_found'),
  },
})

export const getReceipt = defineRoute({
  access: and(user(), emailRequired(), scopes('read:payments')),
  operationId: 'getReceipt',
  mcp: true,
  method: 'get',
  path: '/payments/{id}/receipt',
  summary: 'Read the receipt of a payment',
  description: 'For one of your own payments, made out to the email address that the tenant vouches for.',
  request: { params: paymentParameters },
  responses: {
    200: { description: 'The receipt', content: { 'application/json': { schema: receiptSchema } } },
    404: problem('There is no such payment, or it is not yours', 'not_found'),
  },
})

export const listOrganizationPayments = defineRoute({
  access: and(organization(), scopes('read:payments')),
  operationId: 'listOrganizationPayments',
  method: 'get',
  path: '/organization/payments',
  summary: 'List the payments of your organization',
  description:
    'Those that its members made while they were signed in for it, the newest first. Sign in for an organization to see them: ' +
    'the tenant names it in the token then.',
  request: { query: pageQuery },
  responses: {
    200: { description: 'A page of payments', content: { 'application/json': { schema: paymentPageSchema } } },
  },
})

export const refundPayment = defineRoute({
  access: permissions('refund:payments'),
  operationId: 'refundPayment',
  method: 'post',
  path: '/payments/{id}/refund',
  limits: { rate: 'strict' },
  summary: 'Refund a payment',
  description: 'Pays back a payment of anybody, all or a part of it, once. Send `{}` to pay back everything.',
  request: {
    params: paymentParameters,
    body: { content: { 'application/json': { schema: newRefundSchema } } },
  },
  responses: {
    200: { description: 'The refunded payment', content: { 'application/json': { schema: paymentSchema } } },
    404: problem('There is no such payment', 'not_found'),
    409: problem('The payment was refunded before, or the refund is more than was paid', 'conflict'),
  },
})

export const service = {
  title: 'Payments',
  description: 'Make payments, read them, pay them back. Money is counted in whole minor units.',
  permissions: {
    'read:payments': 'List and read payments',
    'read:all-payments': 'See the payments of everyone',
    'write:payments': 'Make payments',
    'refund:payments': 'Refund payments',
  },
}

export const routes = [
  listPayments,
  createPayment,
  getPayment,
  getReceipt,
  listOrganizationPayments,
  refundPayment,
] as const
