// Tests that the router for large tables finds what Hono's router finds.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRouter, LargeRouter } from './large-router.ts'

const segment = fc.constantFrom('a', 'b', 'ab', ':x', ':y', ':z{[^/]+[.]b}', ':w{.+}', '')
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
  .array(fc.constantFrom('a', 'b', 'ab', 'a.b', 'c', ''), { minLength: 1, maxLength: 5 })
  .map((parts) => `/${parts.join('/')}`)
const method = fc.constantFrom('GET', 'POST')

test('for any paths and any request the first handler is that of the router without groups', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(method, template), { maxLength: 10, selector: ([name, path]) => `${name} ${path}` }),
      fc.array(fc.tuple(method, request), { minLength: 1, maxLength: 6 }),
      (rows, requests) => {
        const [large, plain] = [new LargeRouter<string>(), createRouter<string>()]
        for (const [name, path] of rows) {
          large.add(name, path, `${name} ${path}`)
          plain.add(name, path, `${name} ${path}`)
        }
        for (const [name, path] of requests)
          expect(large.match(name, path)[0][0]?.[0]).toBe(plain.match(name, path)[0][0]?.[0])
      },
    ),
  )
})

test('the gateway has a page at a path that a parameter fits, and the page was added first', () => {
  const router = new LargeRouter<string>()
  router.add('GET', '/status', 'page')
  router.add('GET', '/:name', 'parameter')
  router.add('GET', '/', 'index')
  expect(['/status', '/other', '/', '/a/b'].map((path) => router.match('GET', path)[0][0]?.[0])).toEqual([
    'page',
    'parameter',
    'index',
    undefined,
  ])
})
