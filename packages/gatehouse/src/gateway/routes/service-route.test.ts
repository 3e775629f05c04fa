// Tests the route of a bound Worker whose row has a prefix or tokens of its own, and the time limits of routes.
import type { Context } from 'hono'
import { describe, expect, test, vi } from 'vitest'
import { anyone, auth0Events, NO_TOKEN, NOBODY, signedBy, stripe, type Verdict } from '../../access/index.ts'
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { RequestContext, RouteRow } from '../handler.ts'
import { noExchange } from '../../testing/access/no-exchange.ts'
import { serviceRoute } from './service-route.ts'

const ISSUER = 'https://tenant.example/'
const VERIFIED: Verdict = {
  ...NO_TOKEN,
  tier: 'memory',
  principal: { ...NOBODY, id: 'auth0|1', claims: { iss: ISSUER } },
}
const ROW: RouteRow = {
  method: 'GET',
  path: '/orders/:id',
  operationId: 'showOrder',
  service: 'orders',
  access: anyone,
}

const EXCHANGE = { audience: 'https://orders.example', scopes: ['read:orders'] }

interface Exchanged {
  readonly exchange: typeof EXCHANGE
  readonly tokenFor: () => Promise<string>
}

function call(url: string, answer: () => Promise<Response>, row = ROW, exchanged?: Exchanged) {
  const fetch = vi.fn(async (_request: Request) => await answer())
  const table = {
    routes: [row],
    services: [{ name: 'orders', binding: 'ORDERS', prefix: '/orders', ...(exchanged && { exchange: EXCHANGE }) }],
    summaries: [],
    scopes: [],
  }
  const route = serviceRoute(row, {
    table,
    service: () => ({ fetch }),
    origin: () => undefined,
    ...(exchanged && { tokenExchange: async () => exchanged }),
  })
  const inspection = {
    reservedHeaders: [],
    hasCookies: false,
    hasProtocols: false,
    hasRequestId: true,
    hasTrace: false,
  }
  const context: RequestContext = {
    requestId: 'r-1',
    traceId: null,
    isBehindCloudflare: false,
    inspection,
    isNamed: true,
    startedAt: 0,
    method: 'GET',
    row,
    cookieNames: cookieNamesOf(),
    platformTraceId: null,
    verdict: exchanged === undefined ? null : row.access.kind === 'signedBy' ? NO_TOKEN : VERIFIED,
    sid: null,
    background: { waitUntil: () => undefined },
    exchange: noExchange(),
  }
  const init = exchanged && { headers: { authorization: 'DPoP a.b.c', dpop: 'proof' } }
  const called = Promise.resolve().then(() => route({} as Context, context, new Request(url, init)))
  return { fetch, called }
}

test('a bound Worker gets the path without the prefix, and its addresses lead to the gateway', async () => {
  const headers: [string, string][] = [
    ['location', 'https://api.example/8'],
    ['set-cookie', 'a=1; Path=/'],
  ]
  const { fetch, called } = call(
    'https://api.example/orders/7?q=%2F',
    async () => new Response('fine', { status: 201, headers }),
  )
  const answer = await called
  expect(fetch.mock.calls[0]?.[0].url).toBe('https://api.example/7?q=%2F')
  expect([answer.status, await answer.text()]).toEqual([201, 'fine'])
  expect(answer.headers.get('location')).toBe('https://api.example/orders/8')
  expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/orders'])
})

test('a bound Worker gets no request whose path does not begin with the prefix', async () => {
  const { fetch, called } = call('https://api.example/%6Frders/7', async () => new Response('fine'))
  await expect(called).rejects.toMatchObject({ code: 'route_not_found' })
  expect(fetch).not.toHaveBeenCalled()
})

test('the time limit of a route comes before that of its service', async () => {
  const { called } = call('https://api.example/orders/7', () => new Promise(() => undefined), {
    ...ROW,
    timeoutMillis: 1,
  })
  await expect(called).rejects.toMatchObject({ code: 'service_timeout' })
})

test('a bound Worker with tokens of its own gets one, and neither the token nor the proof of the caller', async () => {
  const exchanged = { exchange: EXCHANGE, tokenFor: vi.fn(async () => 'd.e.f') }
  const { fetch, called } = call('https://api.example/orders/7', async () => new Response('fine'), ROW, exchanged)
  expect((await called).status).toBe(200)
  const headers = fetch.mock.calls[0]?.[0].headers ?? new Headers()
  expect(Object.fromEntries(headers)).toEqual({ authorization: 'Bearer d.e.f' })
  expect(exchanged.tokenFor).toHaveBeenCalledWith(
    { token: 'a.b.c', subject: 'auth0|1', issuer: ISSUER },
    EXCHANGE,
    expect.anything(),
  )
})

test.each([
  ['the secret of an event stream of Auth0', auth0Events, { authorization: 'DPoP a.b.c', dpop: 'proof' }],
  ['no token beside the signature of another sender', stripe, {}],
] as const)('a bound Worker with tokens of its own gets %s', async (_, scheme, sent) => {
  const exchanged = { exchange: EXCHANGE, tokenFor: vi.fn(async () => 'd.e.f') }
  const row = { ...ROW, access: signedBy('WEBHOOK_SECRET', scheme) }
  const { fetch, called } = call('https://api.example/orders/7', async () => new Response('fine'), row, exchanged)
  expect((await called).status).toBe(200)
  expect(Object.fromEntries(fetch.mock.calls[0]?.[0].headers ?? new Headers())).toEqual(sent)
  expect(exchanged.tokenFor).not.toHaveBeenCalled()
})

async function refuse(): Promise<never> {
  return await Promise.reject(new ProblemError('token_exchange_refused'))
}

test('a bound Worker with tokens of its own is not called without one', async () => {
  const exchanged = { exchange: EXCHANGE, tokenFor: refuse }
  const { fetch, called } = call('https://api.example/orders/7', async () => new Response('fine'), ROW, exchanged)
  await expect(called).rejects.toMatchObject({ code: 'token_exchange_refused' })
  expect(fetch).not.toHaveBeenCalled()
})

describe('a caller whose token was exchanged', () => {
  const EXCHANGED = { exchange: EXCHANGE, tokenFor: async () => 'd.e.f' }
  const CHALLENGE = { 'www-authenticate': 'Bearer realm="x", error="insufficient_scope", scope="read:orders"' }

  test.each<[string, number, string, Record<string, string>]>([
    ['refuses its own one', 401, 'service_failed', {}],
    ['requires a scope that its own one lacks', 403, 'token_exchange_refused', { 'x-problem-code': 'scope_missing' }],
  ])('is not told that the token is bad when a Worker %s', async (_, status, code, headers) => {
    const fetch = async () => new Response('', { status, headers: { ...CHALLENGE, ...headers } })
    const { called } = call('https://api.example/orders/7', fetch, ROW, EXCHANGED)
    await expect(called).rejects.toMatchObject({ code })
  })

  test('gets another refusal of the Worker word for word, without the challenge', async () => {
    const headers = { ...CHALLENGE, 'x-problem-code': 'email_missing' }
    const fetch = async () => new Response('why', { status: 403, headers })
    const answer = await call('https://api.example/orders/7', fetch, ROW, EXCHANGED).called
    expect([answer.status, await answer.text(), answer.headers.get('x-problem-code')]).toEqual([
      403,
      'why',
      'email_missing',
    ])
    expect(answer.headers.get('www-authenticate')).toBeNull()
  })
})

test('a caller whose token was not exchanged gets the challenge of the Worker', async () => {
  const headers = { 'www-authenticate': 'Bearer', 'x-problem-code': 'scope_missing' }
  const { called } = call('https://api.example/orders/7', async () => new Response('', { status: 403, headers }))
  expect((await called).headers.get('www-authenticate')).toBe('Bearer')
})
