// Tests the route of a bound Worker whose row has a prefix, and the time limits of routes.
import type { Context } from 'hono'
import { expect, test, vi } from 'vitest'
import { anyone } from '../../access/index.ts'
import { cookieNamesOf } from '../../tenant/login/cookies.ts'
import type { RequestContext, RouteRow } from '../handler.ts'
import { noExchange } from '../../testing/access/no-exchange.ts'
import { serviceRoute } from './service-route.ts'

const ROW: RouteRow = {
  method: 'GET',
  path: '/orders/:id',
  operationId: 'showOrder',
  service: 'orders',
  access: anyone,
}

function call(url: string, answer: () => Promise<Response>, row = ROW) {
  const fetch = vi.fn(async (_request: Request) => await answer())
  const table = {
    routes: [row],
    services: [{ name: 'orders', binding: 'ORDERS', prefix: '/orders' }],
    summaries: [],
    scopes: [],
  }
  const route = serviceRoute(row, { table, service: () => ({ fetch }), origin: () => undefined })
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
    verdict: null,
    sid: null,
    background: { waitUntil: () => undefined },
    exchange: noExchange(),
  }
  const called = Promise.resolve().then(() => route({} as Context, context, new Request(url)))
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
