// Tests the scopes that `npm run token -- --for` requests, the texts about times, and the options that it refuses together.
import { describe, expect, test } from 'vitest'
import { anyone, anyScope, guest, permissions, scopes } from '../../access/index.ts'
import type { RouteRow } from '../../gateway/handler.ts'
import { describeMoment } from './times.ts'
import { tokenRequestFor } from './token-request.ts'

const route = (method: string, path: string, access: RouteRow['access']): RouteRow => {
  return { method, path, access, operationId: `${method}${path}`, service: null }
}
const ROUTES = [
  route('GET', '/invoices', scopes('read:invoices', 'read:all')),
  route('POST', '/invoices', scopes('write:invoices')),
  route('GET', '/invoices/latest', anyScope('read:latest', 'read:invoices')),
  route('GET', '/invoices/:id', permissions('read:invoices')),
  route('DELETE', '/invoices/:id/lines', scopes('write:lines')),
  route('GET', '/search', anyone),
  route('GET', '/greeting', guest),
]

describe('a token for a route', () => {
  test.each<readonly [string, string | undefined, string, readonly string[], string]>([
    ['/invoices', undefined, 'GET /invoices', ['read:invoices', 'read:all'], 'scope read:invoices and read:all'],
    ['/invoices', 'post', 'POST /invoices', ['write:invoices'], 'scope write:invoices'],
    ['/invoices', 'HEAD', 'GET /invoices', ['read:invoices', 'read:all'], 'scope read:invoices and read:all'],
    ['https://api.example.com/invoices?limit=2#x', undefined, 'GET /invoices', ['read:invoices', 'read:all'], 'scope'],
    ['/invoices/latest', undefined, 'GET /invoices/latest', ['read:latest'], 'scope read:latest or read:invoices'],
    ['/invoices/7', undefined, 'GET /invoices/:id', [], 'permission read:invoices'],
    ['/invoices/7/lines', undefined, 'DELETE /invoices/:id/lines', ['write:lines'], 'scope write:lines'],
    ['/search', undefined, 'GET /search', [], 'anyone'],
    ['/greeting', undefined, 'GET /greeting', [], 'anyone; a token that is sent must be good'],
  ])('such as %s with method %s asks for what it demands', (target, method, operationId, wanted, demand) => {
    const wish = tokenRequestFor(ROUTES, target, method)
    expect([`${wish.route.method} ${wish.route.path}`, wish.scopes]).toEqual([operationId, wanted])
    expect(wish.demand).toContain(demand)
  })

  test('that does not exist is answered with those that do', () => {
    expect(() => tokenRequestFor(ROUTES, '/invoices/7/other')).toThrow(
      'no route fits /invoices/7/other; there is GET /invoices, POST /invoices,',
    )
    expect(() => tokenRequestFor(ROUTES, '/invoices/')).toThrow('no route fits /invoices/')
    expect(() => tokenRequestFor(ROUTES, '/nowhere')).toThrow('no route fits /nowhere: /docs')
    expect(() => tokenRequestFor(ROUTES, 'http://[')).toThrow('is neither a URL nor a path')
  })

  test('with another method is answered with those that it has', () => {
    expect(() => tokenRequestFor(ROUTES, '/invoices', 'PUT')).toThrow(
      '/invoices has GET, POST: choose one with --method',
    )
  })
})

test.each([
  [0, 'now'],
  [1, 'in 1 second'],
  [-61, '1 minute 1 second ago'],
  [86_399, 'in 23 hours 59 minutes'],
  [-3 * 86_400, '3 days ago'],
])('a moment %i seconds from now is told as «%s»', (distance, words) => {
  const now = Date.UTC(2026, 10, 24, 15) / 1000
  expect(describeMoment(now + distance, now)).toMatch(new RegExp(`^2026-11-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC, ${words}$`))
})

test('a moment that no calendar has is reported as such', () => {
  expect(describeMoment(1e300, 0)).toBe('no moment that a calendar has')
})
