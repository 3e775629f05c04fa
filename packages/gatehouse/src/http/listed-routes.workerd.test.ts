// Tests the match without preparation: it finds what Hono's router of tries finds.
import { TrieRouter } from 'hono/router/trie-router'
import { expect, test } from 'vitest'
import { isListable, type ListedRoute, matchListed } from './listed-routes.ts'

const NAMES = ['', 'a', 'b', 'a:b', ':', ':x', ':y', ':long-name.json']
const PARTS = ['', 'a', 'b', 'a:b', ':', ':x', 'c d', '*', '?', '{x}']

function pathsOf(names: readonly string[]): string[] {
  const one = names.map((name) => `/${name}`)
  const two = one.flatMap((start) => names.map((name) => `${start}/${name}`))
  return [...one, ...two, ...two.flatMap((start) => ['', 'a', ':x', ':y'].map((name) => `${start}/${name}`))]
}

/** A route for each path, and handlers of every method among them. */
const ROUTES: readonly ListedRoute<number>[] = [
  ['ALL', '/*', 0],
  ...pathsOf(NAMES).map((path, at): ListedRoute<number> => [['GET', 'POST', 'ALL'][at % 3] ?? '', path, at + 1]),
]

test('finds the handlers and parameters that the router of tries finds, in its order', () => {
  // A router for each route. It finds a route twice if a part of the path is written as its parameter, such as `:x`.
  const tries = ROUTES.map((route) => {
    const router = new TrieRouter<number>()
    router.add(...route)
    return router
  })
  for (const method of ['GET', 'POST', 'PUT']) {
    for (const path of pathsOf(PARTS)) {
      const expected = tries.flatMap((router) => {
        const [found] = router.match(method, path)[0]
        return found === undefined ? [] : [found]
      })
      expect([path, matchListed(ROUTES, method, path)]).toEqual([path, [expected]])
    }
  }
})

test.each(['/files/*', '/files/:name{[a-z]+}', '/files/:name?', '*'])('does not list %s', (path) => {
  expect(isListable(path)).toBe(false)
})

test.each(['/*', '/', '/files', '/files/:name', '/files/:name/versions/:version'])('lists %s', (path) => {
  expect(isListable(path)).toBe(true)
})
