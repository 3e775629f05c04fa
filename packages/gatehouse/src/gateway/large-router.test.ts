// Tests that a large table, packed, is routed as Hono's router routes its rows.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyone } from '../access/index.ts'
import { MATCHES_BEFORE_PREPARATION } from '../http/tiered-router.ts'
import { packRoutes } from '../contracts/pack-routes.ts'
import type { OmittedRow, RouteRow } from './handler.ts'
import { createRouter, LargeRouter } from './large-router.ts'
import { RouteIndex } from './packed-routes.ts'

const segment = fc.constantFrom('a', 'b', 'ab', '__proto__', ':x', ':y', ':z{[^/]+[.]b}', ':w{.+}', '')
const template = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .filter(
    (segments) =>
      segments.slice(0, -1).every((one) => one !== ':w{.+}') &&
      new Set(segments.filter((one) => one.startsWith(':'))).size ===
        segments.filter((one) => one.startsWith(':')).length,
  )
  .map((segments) => `/${segments.join('/')}`)
const request = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'a.b', 'c', '__proto__', ''), { minLength: 1, maxLength: 5 })
  .map((parts) => `/${parts.join('/')}`)
const method = fc.constantFrom('GET', 'POST')

function rowsOf(paths: readonly (readonly [method: string, path: string])[]): RouteRow[] {
  return paths.map(([name, path], index) => {
    const service = index % 4 === 3 ? null : 'things'
    return { method: name, path, operationId: `operation${index}`, service, access: anyone }
  })
}

function openRouter(rows: readonly RouteRow[], omitted: readonly OmittedRow[], groupRoutes: number) {
  const { routes, packed } = packRoutes(rows, omitted, groupRoutes)
  const index = new RouteIndex(packed, routes)
  const added: string[] = []
  const router = new LargeRouter<string>({
    groupsAt: (path) => index.groupsAt(path),
    addTo: (part, groups) => {
      for (const route of index.routesOf(groups)) {
        added.push(route.path)
        part.add(route.method, route.path, route.operationId ?? `none at ${route.path}`)
      }
    },
  })
  return { router, added }
}

test('for any routes and any request the first one is that of the router that has them all', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(method, template), { maxLength: 10, selector: ([name, path]) => `${name} ${path}` }),
      fc.array(fc.tuple(method, request), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(1, 3),
      (paths, requests, groupRoutes) => {
        const rows = rowsOf(paths)
        // Every fifth is not served.
        const [served, left] = [rows.filter((_, at) => at % 5 !== 4), rows.filter((_, at) => at % 5 === 4)]
        const omitted = left.map((row) => ({ ...row, position: served.findIndex((_, at) => rows.indexOf(row) <= at) }))
        const { router } = openRouter(
          served,
          omitted.filter(({ position }) => position >= 0),
          groupRoutes,
        )
        const plain = createRouter<string>()
        for (const [at, row] of served.entries()) {
          for (const one of omitted) if (one.position === at) plain.add(one.method, one.path, `none at ${one.path}`)
          plain.add(row.method, row.path, row.operationId)
        }
        for (const [name, path] of requests) {
          const found = plain.match(name, path)[0][0]?.[0]
          expect(router.match(name, path)[0][0]?.[0]).toBe(found)
          for (let match = 0; match < MATCHES_BEFORE_PREPARATION; match++) router.match(name, path)
          expect(router.match(name, path)[0][0]?.[0]).toBe(found)
        }
      },
    ),
  )
})

test('the gateway has a page at a path that a parameter fits', () => {
  const { router } = openRouter(rowsOf([['GET', '/:name']]), [], 1)
  router.add('GET', '/status', 'page')
  router.add('GET', '/docs/*', 'pages')
  expect(['/status', '/docs/try', '/other', '/', '/a/b'].map((path) => router.match('GET', path)[0][0]?.[0])).toEqual([
    'page',
    'pages',
    'operation0',
    undefined,
    undefined,
  ])
})

test('of thousands of routes only those that may fit a request are decoded, once', () => {
  const paths = Array.from({ length: 5000 }, (_, index) => ['GET', `/tenants/:tenant/things${index}/:id`] as const)
  const { router, added } = openRouter(rowsOf(paths), [], 32)
  for (const id of [1, 2]) expect(router.match('GET', `/tenants/${id}/things7/${id}`)[0][0]?.[0]).toBe('operation7')
  expect(added).toEqual(['/tenants/:tenant/things7/:id'])
})
