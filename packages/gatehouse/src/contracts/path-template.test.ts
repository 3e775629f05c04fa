// Tests the paths of operations: how they are written for the router, and that the router finds what a simple matcher finds, the most concrete first.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRouter } from '../gateway/large-router.ts'
import { relationOf } from './overlaps.ts'
import { PathIndex } from './path-index.ts'
import {
  compareConcreteness,
  PathError,
  readPath,
  routerPath,
  type Segment,
  segmentsOfRouterPath,
} from './path-template.ts'

test('a path that a client chose to be slow is matched in linear time', () => {
  const pattern = new RegExp(`^${/\{(.+)\}/.exec(routerPath(readPath('/{a}-{b}-{c}-{d}')))?.[1]}$`)
  expect(pattern.test(`${'-'.repeat(100_000)}/`)).toBe(false)
})

test.each([
  ['/pets', '/pets'],
  ['/', '/'],
  ['/pets/', '/pets/'],
  ['/pets/{petId}', '/pets/:petId'],
  ['/users/{user-id}', '/users/:p1'],
  ['/items/{id}.json', '/items/:id{[^/]+[.]json}'],
  ['/v{version}/x', '/:version{v[^/]+}/x'],
  ['/a/{from}-{to}', '/a/:from{[^/](?:(?!-)[^/])*-[^/]+}'],
  ['/jobs/{name}:cancel', '/jobs/:name{[^/]+(?:[:]|%3[Aa])cancel}'],
  ['/jobs:cancel', '/:p0{jobs(?:[:]|%3[Aa])cancel}'],
  ['/users/@me', '/users/:p1{(?:[@]|%40)me}'],
  ['/files/{path:path}', '/files/:path{.+}'],
  ['/files/{+path}', '/files/:path{.+}'],
  ['/{proxy+}', '/:proxy{.+}'],
  ['/years/{year:[0-9]+}', '/years/:year'],
])('%s is written %s', (path, written) => {
  expect(routerPath(readPath(path))).toBe(written)
  expect(segmentsOfRouterPath(written)).toHaveLength(path.split('/').length)
})

/** The first of these paths that the gateway's router finds for a request, or `null`. */
function routed(paths: readonly (readonly Segment[])[]): (request: string) => readonly Segment[] | null {
  const router = createRouter<readonly Segment[]>()
  for (const path of paths.toSorted(compareConcreteness)) router.add('GET', routerPath(path), path)
  return (request) => router.match('GET', request)[0][0]?.[0] ?? null
}

describe('of paths that fit a request', () => {
  test.each([
    ['/pets/mine', ['/pets/{petId}', '/pets/mine'], '/pets/mine'],
    ['/pets/1', ['/pets/mine', '/pets/{petId}'], '/pets/{petId}'],
    ['/users/me/items', ['/users/{id}/items', '/users/me/{section}'], '/users/me/{section}'],
    ['/items/x.json', ['/items/{id}', '/items/{id}.json'], '/items/{id}.json'],
    ['/items/x.xml', ['/items/{id}', '/items/{id}.json'], '/items/{id}'],
    ['/jobs/1:cancel', ['/jobs/{name}', '/jobs/{name}:cancel'], '/jobs/{name}:cancel'],
    ['/jobs/1%3Acancel', ['/jobs/{name}', '/jobs/{name}:cancel'], '/jobs/{name}:cancel'],
    ['/jobs/1%3acancel', ['/jobs/{name}', '/jobs/{name}:cancel'], '/jobs/{name}:cancel'],
    ['/users/%40me', ['/users/{id}', '/users/@me'], '/users/@me'],
    ['/files/a/b', ['/files/{path:path}', '/files/a/{name}'], '/files/a/{name}'],
    ['/files/a/b/c', ['/files/{path:path}', '/files/a/{name}'], '/files/{path:path}'],
    ['/v2/x', ['/{any}/x', '/v{version}/x'], '/v{version}/x'],
    ['/files/', ['/files/{path:path}', '/files/{name}'], null],
    ['/items/.json', ['/items/{id}.json'], null],
  ])('%s finds the most concrete of %j: %s', (request, paths, expected) => {
    const read = paths.map((path) => readPath(path))
    const found = routed(read)(request)
    expect(found === null ? null : paths[read.indexOf(found)]).toBe(expected)
  })
})

const literal = fc.constantFrom('a', 'b', 'ab', 'a.b', 'a:b', 'me', '@a', '')
const segment = fc.oneof(
  literal,
  fc.constantFrom('{x}', '{y}', '{x}.b', 'a{x}', 'a{x}.b', '{x}:b', '{x}-{y}', '{user-id}', 'a-{x}'),
)
const template = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([segments, hasRest]) => `/${[...segments, ...(hasRest ? ['{rest:path}'] : [])].join('/')}`)
const part = fc.oneof(literal, fc.constantFrom('a-b', 'b.b', 'aa.b', 'x:b', 'x%3Ab', 'x', '%40a', 'a%3Ab', 'a.b.b'))
const request = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`)

/** Matches as OpenAPI says, without a router: segment by segment. A client may encode what a service decodes. */
function fits(path: readonly Segment[], wanted: string): boolean {
  const parts = wanted.slice(1).split('/')
  return (
    path.every(({ isRest, texts }, index) => {
      if (isRest) return parts.slice(index).join('/') !== ''
      const given = parts[index]?.replaceAll(/%3A/gi, ':').replaceAll('%40', '@')
      const pattern = texts.map((text) => text.replaceAll('.', String.raw`\.`)).join('[^/]+')
      return given !== undefined && new RegExp(`^${pattern}$`).test(given)
    }) &&
    (path.at(-1)?.isRest === true || parts.length === path.length)
  )
}

function read(paths: readonly string[]): (readonly Segment[])[] {
  const distinct = new Map<string, readonly Segment[]>()
  for (const path of paths) {
    try {
      const segments = readPath(path)
      distinct.set(routerPath(segments).replaceAll(/:\w+/g, ':'), segments)
    } catch (error) {
      if (!(error instanceof PathError)) throw error
    }
  }
  return [...distinct.values()]
}

describe('for any paths and any request', () => {
  const cases = fc.tuple(
    fc.array(template, { minLength: 1, maxLength: 8 }),
    fc.array(request, { minLength: 1, maxLength: 8 }),
  )

  test('the router finds what a simple matcher finds, the most concrete first', () => {
    fc.assert(
      fc.property(cases, ([paths, requests]) => {
        const known = read(paths)
        const find = routed(known)
        for (const wanted of requests) {
          const [best = null] = known.filter((path) => fits(path, wanted)).toSorted(compareConcreteness)
          expect(find(wanted)).toBe(best)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('the one that is found is never wider than another one that fits', () => {
    fc.assert(
      fc.property(cases, ([paths, requests]) => {
        const known = read(paths)
        for (const wanted of requests) {
          const [best, ...others] = known.filter((path) => fits(path, wanted)).toSorted(compareConcreteness)
          for (const other of others) expect(best && relationOf(best, other)).not.toBe('wider')
        }
      }),
    )
  })

  test('two that fit one request overlap', () => {
    fc.assert(
      fc.property(cases, ([paths, requests]) => {
        const known = read(paths)
        const index = new PathIndex<readonly Segment[]>()
        for (const path of known) index.add(path, path)
        for (const wanted of requests) {
          const fitting = known.filter((path) => fits(path, wanted))
          for (const one of fitting) expect(index.overlapping(one)).toEqual(expect.arrayContaining(fitting))
        }
      }),
    )
  })

  test('the order is one: whatever is compared first', () => {
    fc.assert(
      fc.property(fc.array(template, { maxLength: 6 }), (paths) => {
        const known = read(paths)
        const sorted = known.toSorted(compareConcreteness)
        expect(known.toReversed().toSorted(compareConcreteness)).toEqual(sorted)
      }),
    )
  })
})
