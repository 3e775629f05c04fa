// Defines the contract of the insights domain: its schemas and its route, with the access that it requires. No bindings, no I/O.
import { z } from '@hono/zod-openapi'
import { scopes } from 'gatehouse/access'
import { defineRoute } from 'gatehouse/domain'

const totalSchema = z
  .object({
    currency: z.string().openapi({ example: 'EUR' }),
    count: z.number().int().openapi({ description: 'How many payments', example: 3 }),
    total: z.number().int().openapi({ description: 'In minor units of the currency', example: 3750 }),
  })
  .openapi('PaymentTotal')

/** What the payments of one currency amount to. */
export type PaymentTotal = z.infer<typeof totalSchema>

export const summarizePayments = defineRoute({
  // The payments domain verifies the same token, and requires its own scope.
  access: scopes('read:insights', 'read:payments'),
  operationId: 'summarizePayments',
  method: 'get',
  path: '/insights/payments',
  limits: { rate: 'strict' },
  summary: 'Add up payments',
  description: 'The totals of your newest payments, by currency. The payments service is called with your token.',
  responses: {
    200: {
      description: 'The totals',
      content: { 'application/json': { schema: z.object({ currencies: z.array(totalSchema) }) } },
    },
  },
})

export const service = {
  title: 'Insights',
  description: 'What payments amount to.',
  permissions: { 'read:insights': 'See totals of payments' },
}

export const routes = [summarizePayments] as const
