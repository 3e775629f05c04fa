// The contract of a domain with ten routes, as large as one usually is: what its first request pays for is measured.
import { z } from '@hono/zod-openapi'
import { anyone, scopes } from 'gatehouse/access'
import { defineRoute, problem } from 'gatehouse/domain'

const LIST_MAX = 100

const addressSchema = z
  .object({
    street: z.string().min(1).max(200),
    city: z.string().min(1).max(100),
    postalCode: z.string().regex(/^[0-9A-Z -]{3,10}$/),
    country: z.enum(['CH', 'DE', 'FR', 'GB', 'US']).openapi({ example: 'DE' }),
  })
  .openapi('Address')

const newCustomerSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200).openapi({ example: 'Ada Lovelace' }),
    email: z.email().optional(),
    address: addressSchema,
    tags: z.array(z.string().min(1)).max(20).default([]),
  })
  .openapi('NewCustomer')

const customerSchema = newCustomerSchema
  .extend({ id: z.uuid(), createdAt: z.iso.datetime(), archivedAt: z.iso.datetime().nullable() })
  .openapi('Customer')

const orderSchema = z
  .object({
    id: z.uuid(),
    customer: z.uuid(),
    state: z.enum(['open', 'paid', 'sent', 'cancelled']),
    lines: z.array(
      z.object({
        article: z.string(),
        count: z.number().int().min(1),
        cents: z.number().int().min(0).openapi({ description: 'Price of one, in cents' }),
      }),
    ),
    payment: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('card'), last4: z.string().length(4) }),
      z.object({ kind: z.literal('invoice'), dueAt: z.iso.date() }),
    ]),
  })
  .openapi('Order')

const newOrderSchema = orderSchema.omit({ id: true, state: true }).openapi('NewOrder')
const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(LIST_MAX).default(20),
  after: z.string().min(1).optional(),
})
const params = z.object({ id: z.uuid() })
const body = <Schema extends z.ZodType>(schema: Schema) => ({ content: { 'application/json': { schema } } })
const answer = <Schema extends z.ZodType>(description: string, schema: Schema) => ({ description, ...body(schema) })
const missing = { 404: problem('There is none with this id', 'not_found') }
const customer = { 200: answer('The customer', customerSchema) }
const order = { 200: answer('The order', orderSchema) }
const customerRoute = {
  access: scopes('read:customers'),
  path: '/customers/{id}',
  request: { params },
  responses: { ...customer, ...missing },
} as const
const orderRoute = {
  access: scopes('read:orders'),
  path: '/orders/{id}',
  request: { params },
  responses: { ...order, ...missing },
} as const

/** The route that is asked for: open to anyone, and with input that is checked. */
const listArticles = defineRoute({
  access: anyone,
  operationId: 'listArticles',
  method: 'get',
  path: '/articles',
  summary: 'List articles',
  request: { query: pageSchema },
  responses: { 200: answer('The articles', z.object({ articles: z.array(z.object({ id: z.string() })) })) },
})

export const routes = [
  listArticles,
  defineRoute({
    access: scopes('read:customers'),
    operationId: 'listCustomers',
    method: 'get',
    path: '/customers',
    summary: 'List customers',
    request: { query: pageSchema.extend({ country: addressSchema.shape.country.optional() }) },
    responses: { 200: answer('The customers', z.object({ customers: z.array(customerSchema) })) },
  }),
  defineRoute({
    access: scopes('write:customers'),
    operationId: 'createCustomer',
    method: 'post',
    path: '/customers',
    summary: 'Create a customer',
    request: { body: body(newCustomerSchema) },
    responses: { 201: answer('The customer', customerSchema), 409: problem('There is one already', 'conflict') },
  }),
  defineRoute({ ...customerRoute, operationId: 'getCustomer', method: 'get', summary: 'Read a customer' }),
  defineRoute({
    ...customerRoute,
    access: scopes('write:customers'),
    operationId: 'updateCustomer',
    method: 'patch',
    summary: 'Change a customer',
    request: { params, body: body(newCustomerSchema.partial()) },
  }),
  defineRoute({
    ...customerRoute,
    access: scopes('write:customers'),
    operationId: 'archiveCustomer',
    method: 'delete',
    summary: 'Archive a customer',
  }),
  defineRoute({
    access: scopes('read:orders'),
    operationId: 'listOrders',
    method: 'get',
    path: '/orders',
    summary: 'List orders',
    request: { query: pageSchema.extend({ state: orderSchema.shape.state.optional() }) },
    responses: { 200: answer('The orders', z.object({ orders: z.array(orderSchema) })) },
  }),
  defineRoute({
    access: scopes('write:orders'),
    operationId: 'createOrder',
    method: 'post',
    path: '/orders',
    summary: 'Place an order',
    request: {
      headers: z.object({ 'Idempotency-Key': z.string().min(1).max(255).optional() }),
      body: body(newOrderSchema),
    },
    responses: { 201: answer('The order', orderSchema) },
  }),
  defineRoute({ ...orderRoute, operationId: 'getOrder', method: 'get', summary: 'Read an order' }),
  defineRoute({
    ...orderRoute,
    access: scopes('write:orders'),
    operationId: 'cancelOrder',
    method: 'post',
    path: '/orders/{id}/cancel',
    summary: 'Cancel an order',
    request: {
      params,
      body: body(
        z.object({
          reason: z
            .string()
            .min(1)
            .refine((text) => text !== 'none', 'says nothing'),
        }),
      ),
    },
  }),
] as const
