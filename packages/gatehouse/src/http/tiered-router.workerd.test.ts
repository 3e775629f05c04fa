// Tests the router of gateway and domains: it answers alike before and after the fastest router is prepared.
import { HonoBase } from 'hono/hono-base'
import { expect, test } from 'vitest'
import { MATCHES_BEFORE_PREPARATION, TieredRouter } from './tiered-router.ts'

const PATHS = ['/payments', '/payments/:id', '/payments/:id/refunds/:refund', '/orders/:id', '/*']
/** A name and a parameter in the same place. */
const AMBIGUOUS_PATHS = ['/payments/:id', '/payments/export', '/:kind/export', '/payments/:id/:part']
/** A pattern, a parameter with a pattern, and one that is optional. */
const SPECIAL_PATHS = ['/payments/:id{p[0-9%]+}', '/orders/*', '/payments/:id/:part?', '/elsewhere/:id?']
const REQUESTS = [
  'GET /payments',
  'POST /payments',
  'GET /payments/',
  'GET /payments/p%201',
  'GET /payments/export',
  'GET /orders/export',
  'GET /payments/p1/refunds/r1',
  'GET /payments//refunds/r1',
  'GET /elsewhere',
  // As the pattern itself is spelt.
  'GET /payments/:id',
  'GET /payments/:id/:part',
  'GET /orders/*',
]

function appOf(paths: readonly string[], router: TieredRouter<never>) {
  const app = new HonoBase({ router })
  let steps = 0
  for (const path of paths)
    app.use(path, async (_c, next) => {
      steps += 1
      await next()
    })
  for (const method of ['GET', 'POST'])
    for (const path of paths) app.on(method, path, (c) => c.json({ method, path, parameters: c.req.param() }))
  return { app, steps: () => steps }
}

test.each([
  ['routes of a contract', PATHS],
  ['a name and a parameter in the same place', AMBIGUOUS_PATHS],
  ['patterns', SPECIAL_PATHS],
])('finds the same with %s, before and after it prepares the fastest router', async (_case, paths) => {
  const { app, steps } = appOf(paths, new TieredRouter())
  const answers = async () =>
    await Promise.all(
      REQUESTS.map(async (request) => {
        const [method = '', path = ''] = request.split(' ')
        const response = await app.request(path, { method })
        return { request, status: response.status, found: response.ok ? await response.json() : null }
      }),
    )
  const first = await answers()
  const stepsBefore = steps()
  for (let match = 0; match < MATCHES_BEFORE_PREPARATION; match++) app.router.match('GET', '/payments')
  expect(await answers()).toEqual(first)
  expect(first.filter(({ found }) => found !== null).length).toBeGreaterThan(2)
  expect(steps()).toBe(2 * stepsBefore)
})

test('has no part in a match once the fastest router is prepared', () => {
  const router = new TieredRouter<string>()
  router.add('GET', '/payments/:id', 'payment')
  for (let count = 0; count < MATCHES_BEFORE_PREPARATION; count++) router.match('GET', '/payments/p1')
  expect(Object.hasOwn(router, 'match')).toBe(false)
  expect(router.match('GET', '/payments/p1')[0].map(([handler]) => handler)).toEqual(['payment'])
  expect(Object.hasOwn(router, 'match')).toBe(true)
  expect(router.match('GET', '/payments/p1')[0].map(([handler]) => handler)).toEqual(['payment'])
  expect(router.match('GET', '/elsewhere')[0]).toEqual([])
})

test('takes no route after the first match, as the routers of Hono', () => {
  const router = new TieredRouter<string>()
  router.add('GET', '/payments', 'payments')
  router.match('GET', '/payments')
  expect(() => router.add('GET', '/orders', 'orders')).toThrow('the matcher is already built')
})
