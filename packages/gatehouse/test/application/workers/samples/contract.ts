// The contract of the samples: the least that a public, a scoped and a signed route can be.
import { z } from '@hono/zod-openapi'
import { anyone, github, scopes, signedBy, stripe } from 'gatehouse/access'
import { defineRoute } from 'gatehouse/domain'

const greeting = {
  description: 'A greeting',
  content: { 'application/json': { schema: z.object({ message: z.string() }) } },
}

export const showPublic = defineRoute({
  access: anyone,
  operationId: 'showPublic',
  method: 'get',
  path: '/public',
  summary: 'Something for everyone',
  responses: { 200: greeting },
})

export const showSecure = defineRoute({
  access: scopes('read:reports'),
  operationId: 'showSecure',
  method: 'get',
  path: '/secure',
  summary: 'Something for those who may read reports',
  responses: { 200: greeting },
})

const event = {
  body: { content: { 'application/json': { schema: z.looseObject({ type: z.string().optional() }) } } },
}

const receipt = {
  description: 'It was received',
  content: { 'application/json': { schema: z.object({ type: z.string().nullable() }) } },
}

export const receiveStripeEvent = defineRoute({
  access: signedBy('STRIPE_WEBHOOK_SECRET', stripe),
  operationId: 'receiveStripeEvent',
  method: 'post',
  path: '/webhooks/stripe',
  summary: 'Take an event of Stripe',
  request: event,
  responses: { 200: receipt },
})

export const receiveGithubEvent = defineRoute({
  access: signedBy('GITHUB_WEBHOOK_SECRET', github),
  operationId: 'receiveGithubEvent',
  method: 'post',
  path: '/webhooks/github',
  summary: 'Take an event of GitHub',
  request: event,
  responses: { 200: receipt },
})

export const service = {
  title: 'Samples',
  description: 'A public, a scoped and two signed routes, to try the gateway with.',
  permissions: { 'read:reports': 'Read reports' },
}

export const routes = [showPublic, showSecure, receiveStripeEvent, receiveGithubEvent] as const
