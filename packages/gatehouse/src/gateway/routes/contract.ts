// Defines the gateway's own routes, as a contract like a domain's. Only the build step reads it: at run time the gateway uses the
// generated table.
import { z } from '@hono/zod-openapi'
import { anyone, type ClaimRule, permissions, type ProfileShape, signedIn } from '../../access/index.ts'
import { defineRoute } from '../../http/route.ts'
import { authRoutes } from '../session/auth-contract.ts'
import { showDeployment, showMetrics, showSignIns } from './figures-contract.ts'
import { showReadiness } from './readiness-contract.ts'
import { revocationRoutes } from './revocations-contract.ts'

const service = {
  title: 'Gateway',
  description: 'What the gateway answers by itself.',
  permissions: {
    'read:status': 'See how the gateway is doing',
    'write:revocations': 'Revoke tokens before they expire',
  },
}

function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } }
}

function jsonOrPage<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { ...json(description, schema).content, 'text/html': { schema: z.string() } } }
}

const CLAIM_SCHEMAS = {
  text: z.string(),
  texts: z.array(z.string()),
  number: z.number(),
  flag: z.boolean(),
} as const satisfies Record<ClaimRule['type'], z.ZodType>

const showIndex = defineRoute({
  access: anyone,
  operationId: 'showIndex',
  method: 'get',
  path: '/',
  summary: 'What is here',
  description:
    'The services behind the gateway and where their documentation is; a page for a browser, JSON for anybody else.',
  responses: {
    200: jsonOrPage(
      'The services',
      z.object({
        name: z.string(),
        documentation: z.string(),
        openapi: z.string(),
        services: z.array(z.object({ name: z.string(), title: z.string(), description: z.string() })),
      }),
    ),
  },
})

const showHealth = defineRoute({
  access: anyone,
  operationId: 'showHealth',
  method: 'get',
  path: '/health',
  summary: 'Whether the gateway is alive',
  limits: { rate: 'none' },
  responses: { 200: json('It is', z.object({ status: z.literal('ok') })) },
})

const moment = z.number().openapi({ description: 'Seconds since the epoch' })

const count = z.number().int()

const countsSchema = z
  .object({
    since: count.nullable().openapi({ description: 'When the first request came, in seconds since the epoch' }),
    requests: count,
    statuses: z.record(z.string(), count).openapi({ description: 'Answers by status' }),
    codes: z.record(z.string(), count).openapi({ description: 'Refusals by code' }),
    services: z.record(z.string(), count).openapi({ description: 'Requests by service' }),
    latencies: z.array(count).openapi({
      description: 'Answers within 5, 10, 25, 50, 100, 250, 500, 1000 and 5000 ms, and the slower ones',
    }),
    minutes: z.array(z.object({ at: count, ok: count, refused: count, failed: count })).openapi({
      description: 'The last hour by minutes; `at` is when one began, in seconds since the epoch',
    }),
  })
  .openapi('Counts')

const showStatus = defineRoute({
  access: permissions('read:status'),
  operationId: 'showStatus',
  method: 'get',
  path: '/status/figures',
  summary: 'How the gateway is doing',
  description:
    'The keys in the memory of the isolate that answers, where keys came from since it started, and how asking the tenant went; ' +
    'what it has answered since then, and how fast. The page for people at `/status` shows the same.',
  responses: {
    200: json(
      'The status of one isolate',
      z.object({
        version: z
          .object({ id: z.string(), tag: z.string(), timestamp: z.string() })
          .nullable()
          .openapi({ description: 'The version of the Worker; `null` without the binding `CF_VERSION_METADATA`' }),
        place: z
          .object({ colo: z.string().nullable(), country: z.string().nullable() })
          .openapi({ description: 'The data center that answers, and the country that the request comes from' }),
        keySets: z.array(
          z.object({
            issuer: z.string(),
            ageSeconds: z.number().int().openapi({ description: 'Since the issuer was asked' }),
            keys: z.array(
              z.object({
                kid: z.string(),
                ageSeconds: z.number().int().openapi({ description: 'Since the isolate knows it' }),
              }),
            ),
          }),
        ),
        tiers: z
          .object({
            memory: z.number().int(),
            binding: z.number().int(),
            kv: z.number().int(),
            tenant: z.number().int(),
          })
          .openapi({ description: 'Good tokens by where their key came from' }),
        remembered: z.number().int().openapi({ description: 'How many of them were remembered' }),
        counts: countsSchema,
        exchange: z
          .object({
            syncSeconds: z.number().int().openapi({ description: 'How often this isolate asks; 0 for never' }),
            isReachable: z.boolean().nullable(),
            lastExchange: moment.nullable(),
            revocations: z
              .record(z.string(), z.number().int())
              .openapi({ description: 'Revocations by what they name' }),
          })
          .openapi({ description: 'What this isolate has from the Durable Object that all isolates share' }),
        lastRefresh: z.object({ issuer: z.string(), at: moment }).nullable(),
        lastFailure: z.object({ issuer: z.string(), at: moment, reason: z.string() }).nullable(),
      }),
    ),
  },
})

function profileSchema(profile: ProfileShape) {
  return z
    .object(
      Object.fromEntries(
        Object.entries(profile).map(([name, { type, description }]) => [
          name,
          CLAIM_SCHEMAS[type].optional().openapi({ description }),
        ]),
      ),
    )
    .openapi({
      description: 'What the tenant adds to its tokens; a claim that is missing or of another type is left out',
    })
}

function principalSchema(profile: ProfileShape) {
  return z
    .object({
      id: z.string().openapi({ description: 'The `sub` claim', example: 'auth0|64b5f0c2a1' }),
      permissions: z.array(z.string()).openapi({ example: ['read:payments'] }),
      email: z.string().nullable(),
      kind: z.enum(['user', 'machine', 'agent', 'anonymous']),
      scopes: z.array(z.string()),
      clientId: z.string().nullable(),
      organization: z.string().nullable(),
      provider: z.string().nullable().openapi({ example: 'google-oauth2' }),
      profile: profileSchema(profile),
      claims: z.record(z.string(), z.unknown()),
    })
    .openapi('Principal')
}

function showPrincipal(profile: ProfileShape) {
  return defineRoute({
    access: signedIn,
    operationId: 'showPrincipal',
    method: 'get',
    path: '/me',
    summary: 'Who you are',
    description: 'The principal as every service sees it.',
    responses: { 200: json('The principal', principalSchema(profile)) },
  })
}

/**
 * The gateway's contract.
 *
 * @param profile the claims that the tenant adds to its tokens: they are in the response of `/me`
 */
export function gatewayContract(profile: ProfileShape) {
  return {
    service,
    routes: [
      showIndex,
      showHealth,
      showReadiness,
      showPrincipal(profile),
      showStatus,
      showDeployment,
      showSignIns,
      showMetrics,
      ...revocationRoutes,
      ...authRoutes,
    ],
  }
}
