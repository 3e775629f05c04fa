// Defines the routes of login, as a part of the gateway's own contract. They read the session cookie and no token. Only the build step
// reads this module.
import { z } from '@hono/zod-openapi'
import { anyone } from '../../access/index.ts'
import { defineRoute, problem } from '../../http/route.ts'

const returnTo = z.string().optional().openapi({
  description: 'Where to go then: an address within this origin or one of `GATEHOUSE_ALLOWED_ORIGINS`',
  example: '/',
})

const session = '(a session cookie, sent by a page of this very origin)'

const redirect = (description: string) => ({
  description,
  headers: z.object({ location: z.string(), 'set-cookie': z.string() }),
})

const logoutQuery = z.object({
  returnTo,
  federated: z.string().optional().openapi({ description: 'End the session of the identity provider too' }),
})

const startLogin = defineRoute({
  access: anyone,
  operationId: 'startLogin',
  method: 'get',
  path: '/auth/login',
  summary: 'Log in',
  description: 'Leads a browser to the tenant; a link to here is all that a page needs.',
  request: {
    query: z.object({
      returnTo,
      scope: z.string().optional().openapi({ description: 'Scopes of the API to ask for', example: 'read:payments' }),
      organization: z.string().optional(),
      organization_name: z.string().optional(),
      invitation: z.string().optional().openapi({ description: 'Of a member whom an organization has invited' }),
      connection: z.string().optional(),
      connection_scope: z.string().optional().openapi({ description: 'Scopes of the identity provider' }),
      screen_hint: z.string().optional().openapi({ example: 'signup' }),
      prompt: z.string().optional().openapi({ example: 'login' }),
      login_hint: z.string().optional().openapi({ example: 'ada@example.com' }),
      ui_locales: z.string().optional().openapi({ example: 'de en' }),
      acr_values: z.string().optional(),
      max_age: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional()
        .openapi({ description: 'How many seconds ago the person may have logged in at the tenant', example: '3600' }),
    }),
  },
  // Each one costs the tenant a request that authenticates our application, and the tenant's limits apply to all of its applications.
  limits: { rate: 'strict' },
  responses: {
    303: redirect('To the tenant'),
    503: problem('Login is not configured, or the tenant does not answer', 'not_configured', 'tenant_unavailable'),
  },
})

const finishLogin = defineRoute({
  access: anyone,
  operationId: 'finishLogin',
  method: 'get',
  path: '/auth/callback',
  summary: 'Come back from the tenant',
  description: 'The callback of the application at the tenant. A browser is led here; nobody else has business here.',
  responses: {
    200: {
      description:
        'A page that leads on, with the session cookie; also to who is logged in and comes back to a login that is over',
      content: { 'text/html': { schema: z.string() } },
    },
    400: problem(
      'The tenant refused, or this browser did not start this login',
      'login_failed',
      'request_invalid',
      'token_ambiguous',
    ),
    503: problem('Login is not configured, or the tenant does not answer', 'not_configured', 'tenant_unavailable'),
  },
})

const logOut = defineRoute({
  access: anyone,
  operationId: 'logOut',
  method: 'get',
  path: '/auth/logout',
  summary: 'Log out, by a link',
  description: 'Ends the session here and at the tenant. Whoever does not come from a page of ours is asked first.',
  request: { query: logoutQuery },
  responses: {
    200: { description: 'A page that asks', content: { 'text/html': { schema: z.string() } } },
    303: redirect('To the tenant, which leads on'),
    503: problem('Login is not configured', 'not_configured'),
  },
})

const submitLogout = defineRoute({
  access: anyone,
  operationId: 'submitLogout',
  method: 'post',
  path: '/auth/logout',
  summary: 'Log out',
  description: `The same by a form, or by a script, which then leads the browser to \`location\` ${session}.`,
  request: {
    query: logoutQuery,
    body: { required: false, content: { 'application/x-www-form-urlencoded': { schema: logoutQuery } } },
  },
  responses: {
    200: {
      description: 'Logged out here; `location` is where the tenant ends its session',
      content: { 'application/json': { schema: z.object({ location: z.string() }) } },
    },
    303: redirect('To the tenant, which leads on'),
    403: problem('Sent by a page of another origin', 'origin_forbidden'),
    503: problem('Login is not configured', 'not_configured'),
  },
})

const moment = z.number().int().openapi({ description: 'Seconds since the epoch' })

const showSession = defineRoute({
  access: anyone,
  operationId: 'showSession',
  method: 'get',
  path: '/auth/session',
  summary: 'Who is logged in, and until when',
  description: `Needs a session ${session}.`,
  responses: {
    200: {
      description: 'The session',
      content: {
        'application/json': {
          schema: z.object({
            user: z.object({
              id: z.string(),
              name: z.string().nullable(),
              email: z.string().nullable(),
              picture: z.string().nullable(),
              organization: z.string().nullable(),
            }),
            startedAt: moment,
            endsAt: moment,
            idleEndsAt: moment.openapi({
              description: 'When it ends unless it is used before, in seconds since the epoch',
            }),
            accessTokenExpiresAt: moment,
          }),
        },
      },
    },
    401: problem('There is no session, or it has ended', 'session_expired', 'token_revoked'),
    403: problem('Sent by a page of another origin', 'origin_forbidden'),
    503: problem('Login is not configured, or the tenant does not answer', 'not_configured', 'tenant_unavailable'),
  },
})

const takeAccessToken = defineRoute({
  access: anyone,
  operationId: 'takeAccessToken',
  method: 'post',
  path: '/auth/token',
  summary: 'The access token itself',
  description: `For a page that has to send it elsewhere; here the session does. Needs one ${session}.`,
  responses: {
    200: {
      description: 'The token of the session, renewed if need be',
      content: {
        'application/json': {
          schema: z.object({
            access_token: z.string(),
            token_type: z.literal('Bearer'),
            expires_in: z.number().int().openapi({ description: 'Seconds' }),
          }),
        },
      },
    },
    401: problem('There is no session, or it has ended', 'session_expired', 'token_revoked'),
    403: problem('Sent by a page of another origin', 'origin_forbidden'),
    503: problem('Login is not configured, or the tenant does not answer', 'not_configured', 'tenant_unavailable'),
  },
})

const acceptBackchannelLogout = defineRoute({
  access: anyone,
  operationId: 'acceptBackchannelLogout',
  method: 'post',
  path: '/auth/backchannel-logout',
  summary: 'End sessions from the tenant',
  description: 'OpenID Connect Back-Channel Logout 1.0: the tenant calls it when a person has logged out elsewhere.',
  // Many people may log out at once, and all calls come from the tenant's few addresses.
  limits: { rate: 'refusals' },
  request: {
    body: {
      content: { 'application/x-www-form-urlencoded': { schema: z.object({ logout_token: z.string() }) } },
    },
  },
  responses: {
    200: { description: 'Ended' },
    503: problem(
      'Login is not configured, or there are no keys to verify the token with',
      'not_configured',
      'keys_unavailable',
      'exchange_unavailable',
    ),
  },
})

// A browser in front of a person gets these as a page.
const SHOWN_AS_PAGES: ReadonlySet<string> = new Set(['400', '401', '403', '413', '415', '503'])

const PAGE = { 'text/html': { schema: z.string() } }

function withPages<Route extends { readonly responses: object }>(route: Route): Route {
  const responses = Object.entries(route.responses).map(([status, answer]: [string, { readonly content?: object }]) => [
    status,
    SHOWN_AS_PAGES.has(status) ? { ...answer, content: { ...answer.content, ...PAGE } } : answer,
  ])
  return { ...route, responses: Object.fromEntries(responses) }
}

// No token is read there: the cookie says who it is, and the document says so in place of «anyone».
const OF_SESSION: ReadonlySet<string> = new Set(['showSession', 'takeAccessToken'])

function withCredential<Route extends { readonly operationId: string; readonly description?: string }>(
  route: Route,
): Route {
  if (!OF_SESSION.has(route.operationId)) return route
  const description = route.description?.replace('**Access:** anyone.', '**Access:** session.')
  return { ...route, description, 'x-credential': 'session' }
}

/** The routes under /auth. */
export const authRoutes = [
  startLogin,
  finishLogin,
  logOut,
  submitLogout,
  showSession,
  takeAccessToken,
  acceptBackchannelLogout,
].map((route) => withCredential(withPages(route)))
