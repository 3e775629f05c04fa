// The contract of the samples: the least that a public, a scoped and a signed route can be, and one route for each kind of step-up and actor.
import { z } from '@hono/zod-openapi'
import {
  actor,
  agent,
  and,
  anyone,
  claim,
  directly,
  equals,
  github,
  includes,
  mfa,
  recentLogin,
  scopes,
  signedBy,
  stripe,
  user,
} from 'gatehouse/access'
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

export const showSensitive = defineRoute({
  access: and(scopes('read:reports'), recentLogin(300), mfa(3_600)),
  operationId: 'showSensitive',
  method: 'get',
  path: '/sensitive',
  summary: 'Something for those who have just logged in with a second factor',
  responses: { 200: greeting },
})

export const showDelegated = defineRoute({
  access: and(user(), actor('agt_travel-desk'), agent()),
  operationId: 'showDelegated',
  method: 'get',
  path: '/delegated',
  summary: 'Something that one agent may do for its user',
  responses: { 200: greeting },
})

export const showPersonal = defineRoute({
  access: and(
    directly(),
    claim('https://samples.example/roles', includes('admin')),
    claim('https://samples.example/plan', equals('business')),
  ),
  operationId: 'showPersonal',
  method: 'get',
  path: '/personal',
  summary: 'Something for an administrator in person',
  responses: { 200: greeting },
})

export const relayStatement = defineRoute({
  access: scopes('read:statements'),
  operationId: 'relayStatement',
  method: 'get',
  path: '/relayed',
  limits: { rate: 'none' },
  summary: 'See what the token says that another domain gets by an exchange',
  responses: {
    200: {
      description: 'What it says',
      content: { 'application/json': { schema: z.looseObject({ actor: z.string() }) } },
    },
  },
})

export const service = {
  title: 'Samples',
  description: 'A public, a scoped and two signed routes, and routes with step-up and actors, to try the gateway with.',
  permissions: { 'read:reports': 'Read reports' },
}

export const routes = [
  showPublic,
  showSecure,
  showSensitive,
  showDelegated,
  showPersonal,
  receiveStripeEvent,
  receiveGithubEvent,
  relayStatement,
] as const
