// Defines the contract of the insights domain: its schemas and its routes, each with the access that it requires. No bindings, no I/O.
import { z } from '@hono/zod-openapi'
import { scopes } from 'gatehouse/access'
import { defineRoute, problem } from 'gatehouse/domain'

const count = (description: string, example: number) => z.number().int().min(0).openapi({ description, example })
const money = (description: string, example: number) =>
  z
    .number()
    .int()
    .min(0)
    .openapi({ description: `${description}, in minor units of the currency`, example })
const date = () => z.iso.date().openapi({ example: '2026-11-23' })

const currency = z.string().openapi({ description: 'ISO 4217 code', example: 'EUR' })

const totalsShape = {
  currency,
  count: count('How many payments there are', 3),
  total: money('What was paid, before refunds', 3750),
  refunded: money('What was paid back of it', 500),
}

const complete = z.boolean().openapi({
  description:
    '`false` when there is more than one request can count: then the older payments are not in these figures',
  example: true,
})

const currencyInsightsSchema = z
  .object({
    ...totalsShape,
    mean: money('The mean payment, rounded to the nearest whole unit, halves up', 1250),
    percentiles: z
      .object({
        p50: money('Half of the payments are at most this', 1250),
        p90: money('Nine tenths of the payments are at most this', 2000),
        p99: money('99 of 100 payments are at most this', 2000),
      })
      .openapi({
        description:
          'By nearest rank: the smallest payment that at least so many percent of all payments do not exceed. ' +
          'It is always one of the payments, never a value between two.',
      }),
    smallest: money('The smallest payment', 500),
    largest: money('The largest payment', 2000),
    days: z
      .array(
        z.object({
          date: date(),
          count: count('How many payments were made on that day', 3),
          total: money('What was paid on that day', 3750),
        }),
      )
      .openapi({ description: 'By UTC day, the oldest first. Days without a payment are left out' }),
  })
  .openapi('CurrencyInsights')

export const paymentInsightsSchema = z
  .object({
    from: date().nullable().openapi({ description: 'As it was asked; `null` for the beginning' }),
    to: date().nullable().openapi({ description: 'As it was asked; `null` for now' }),
    complete,
    currencies: z.array(currencyInsightsSchema).openapi({ description: 'By currency, in the order of their codes' }),
  })
  .openapi('PaymentInsights')

export const paymentTotalsSchema = z
  .object({
    complete,
    currencies: z.array(z.object(totalsShape)).openapi({ description: 'By currency, in the order of their codes' }),
  })
  .openapi('PaymentTotals')

const period = z
  .object({
    from: date().optional().openapi({ description: 'The first UTC day to look at', example: '2026-11-01' }),
    to: date().optional().openapi({ description: 'The last UTC day to look at', example: '2026-11-30' }),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'is later than `to`',
  })

// Payments verifies the same token again, and demands a scope of its own.
const access = scopes('read:insights', 'read:payments')
const WHOSE =
  'Your own payments; those of everyone, for a machine that holds the permission `read:all-payments`. ' +
  'The payments come from the payments service, which is asked with your token: this is why it needs `read:payments` too, ' +
  'and why a refusal of that service is the answer here.'

const OUTAGES = {
  502: problem('The payments service failed', 'service_failed'),
  503: problem(
    'No token can be judged at the moment, or the payments service is not running',
    'service_unavailable',
    'keys_unavailable',
    'proofs_unavailable',
    'tenant_unavailable',
    'not_configured',
  ),
  504: problem('The payments service took too long', 'service_timeout'),
}

export const summarizePayments = defineRoute({
  access,
  operationId: 'summarizePayments',
  method: 'get',
  path: '/insights/payments',
  limits: { rate: 'strict' },
  summary: 'Sum up payments',
  description: `Totals, percentiles and days. ${WHOSE} At most the newest 20,000 payments are looked at: \`complete\` says whether these were all.`,
  request: { query: period },
  responses: {
    200: {
      description: 'What the payments amount to',
      content: { 'application/json': { schema: paymentInsightsSchema } },
    },
    ...OUTAGES,
  },
})

export const watchPayments = defineRoute({
  access,
  operationId: 'watchPayments',
  method: 'get',
  path: '/insights/payments/live',
  limits: { rate: 'strict' },
  summary: 'Watch totals',
  description:
    `Server-Sent Events: the totals at once, as an event \`totals\` whose data is a \`PaymentTotals\` document, and again ` +
    `whenever they changed; a comment every few seconds in between. ${WHOSE} The stream ends after a minute or so, when ` +
    `the token expires and when payments can not be read any more. A client comes back by itself then, and with the ` +
    `\`Last-Event-ID\` that it saw last it is not told again what it knows.`,
  request: {
    headers: z.object({
      'Last-Event-ID': z.string().optional().openapi({ description: 'The id of the last event that was seen' }),
    }),
  },
  responses: {
    200: {
      description: 'A stream of events',
      content: {
        'text/event-stream': {
          schema: z.string().openapi({
            example:
              'retry: 3000\nevent: totals\nid: 5d41402abc4b2a76\n' +
              'data: {"complete":true,"currencies":[{"currency":"EUR","count":3,"total":3750,"refunded":500}]}\n\n',
          }),
        },
      },
    },
    ...OUTAGES,
  },
})

export const exportPayments = defineRoute({
  access,
  operationId: 'exportPayments',
  method: 'get',
  path: '/insights/payments.csv',
  limits: { rate: 'strict' },
  summary: 'Export payments as CSV',
  description:
    `A table by RFC 4180 with a header row, the newest payment first; amounts are in minor units. ${WHOSE} A text that a ` +
    `spreadsheet would take for a formula (it starts with \`=\`, \`+\`, \`-\`, \`@\`, a tab or a carriage return) has an ` +
    `apostrophe in front. At most the newest 20,000 payments can be looked at. When there are more, or something fails on ` +
    `the way, the connection breaks off: an answer that ends as it should is whole.`,
  request: { query: period },
  responses: {
    200: {
      description: 'The table',
      content: {
        'text/csv': {
          schema: z.string().openapi({
            example:
              'id,owner,amount,currency,description,createdAt,refundAmount,refundedAt\r\n' +
              '019a53c4-1f80-7a3e-9d1b-5c0f8e2b7a64,auth0|ada,1250,EUR,Two tickets,2026-11-23T09:30:00.000Z,,\r\n',
          }),
        },
      },
      headers: z.object({
        'Content-Disposition': z.string().openapi({ example: 'attachment; filename="payments.csv"' }),
      }),
    },
    ...OUTAGES,
  },
})

export const service = {
  title: 'Insights',
  description: 'What payments amount to: totals, trends, a live view and a table for spreadsheets.',
  permissions: {
    'read:insights': 'See totals and trends of payments',
  },
}

export const routes = [summarizePayments, watchPayments, exportPayments] as const
