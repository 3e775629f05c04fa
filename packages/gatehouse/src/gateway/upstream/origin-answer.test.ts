// Tests that the addresses in a service's response lead to the gateway, and that its cookies stay under its prefix.
import { describe, expect, test } from 'vitest'
import { adaptAnswer, gatewayPlaceOf, limitCookie } from './origin-answer.ts'

const ADDRESS = 'https://reports.example'
const GATEWAY = 'https://api.example'
const BOTH = { prefix: '/reports', basePath: '/api/v1' }
const PREFIX = { prefix: '/reports' }
const BASE = { basePath: '/api/v1' }

describe('a place in a response', () => {
  test.each([
    // The service's own host, as it knows itself.
    [BOTH, 'https://reports.example/api/v1/7?x=%2F#y', 'https://api.example/reports/7?x=%2F#y'],
    [BOTH, 'http://reports.example/api/v1/7', 'https://api.example/reports/7'],
    [BOTH, '//REPORTS.example/api/v1', 'https://api.example/reports'],
    [PREFIX, 'https://reports.example', 'https://api.example/reports/'],
    [PREFIX, 'https://reports.example?x', 'https://api.example/reports/?x'],
    [{}, 'https://reports.example/a%20b', 'https://api.example/a%20b'],
    [BASE, '/api/v1/7', '/7'],
    [BASE, '/api/v1', '/'],
    // The gateway's host, as `X-Forwarded-Host` says it.
    [BOTH, 'https://api.example/api/v1/7', 'https://api.example/reports/7'],
    // Relative to the host.
    [BOTH, '/api/v1/7?next=/api/v1/8', '/reports/7?next=/api/v1/8'],
    [PREFIX, '/7', '/reports/7'],
    // The service knows its prefix.
    [PREFIX, '/reports/7', '/reports/7'],
    [PREFIX, 'https://reports.example/reports/7', 'https://api.example/reports/7'],
  ])('is the gateway’s: %j %s', (paths, place, expected) => {
    expect(gatewayPlaceOf(place, { paths, address: ADDRESS, gateway: GATEWAY })).toBe(expected)
  })

  test.each([
    'https://login.example/authorize?redirect_uri=https://reports.example/x',
    'https://reports.example.evil.example/',
    'https://reports.example:8443/',
    '//evil.example/x',
    '/\\evil.example',
    'mailto:reports@reports.example',
    '7',
    '../7',
    '?page=2',
    '#top',
    '',
    'http://[::1',
    'https://',
    'http://%zz/',
    // Outside of the base path: the gateway has no route there.
    '/admin',
    'https://reports.example/admin',
  ])('stays as it is when it is another one, relative or invalid: %s', (place) => {
    expect(gatewayPlaceOf(place, { paths: BOTH, address: ADDRESS, gateway: GATEWAY })).toBe(place)
  })
})

describe('a cookie of a service with a prefix', () => {
  test.each([
    ['a=1; Path=/', 'a=1; Path=/reports'],
    ['a=1', 'a=1; Path=/reports'],
    ['a=1; path = /api/v1/me ; Secure; HttpOnly', 'a=1; Secure; HttpOnly; Path=/reports/me'],
    ['a=1; Path=/api/v1/', 'a=1; Path=/reports'],
    ['a=1; Path=/reports/me', 'a=1; Path=/reports/me'],
    ['a=1; Path=/other', 'a=1; Path=/reports'],
    ['a=1; Path=reports', 'a=1; Path=/reports'],
    ['a=1; Path=', 'a=1; Path=/reports'],
    ['a=1; Path', 'a=1; Path=/reports'],
    ['a=1; Path=/reports/x; Path=/', 'a=1; Path=/reports'],
    ['a=1; Path=/api/v1/../..', 'a=1; Path=/reports/../..'],
    ['a=1; Domain=.example; Path=/', 'a=1; Path=/reports'],
    [
      'a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT; SameSite=Lax',
      'a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT; SameSite=Lax; Path=/reports',
    ],
    ['', '; Path=/reports'],
    ['__Host-a=1; Path=/; Secure', '__Host-a=1; Path=/; Secure'],
  ])('is sent under the prefix only: %s', (cookie, expected) => {
    expect(limitCookie(cookie, BOTH)).toBe(expected)
  })
})

const adapt = (headers: [string, string][], paths: object) =>
  adaptAnswer(new Response('x', { status: 201, headers }), paths, ADDRESS, `${GATEWAY}/reports`)

describe('a response', () => {
  test('gets both places and each cookie for the gateway', async () => {
    const adapted = adapt(
      [
        ['location', '/7'],
        ['content-location', 'https://reports.example/7'],
        ['link', '<https://reports.example/8>; rel="next"'],
        ['set-cookie', 'a=1; Path=/'],
        ['set-cookie', 'b=2'],
      ],
      PREFIX,
    )
    expect([adapted.status, await adapted.text()]).toEqual([201, 'x'])
    expect(adapted.headers.get('location')).toBe('/reports/7')
    expect(adapted.headers.get('content-location')).toBe('https://api.example/reports/7')
    expect(adapted.headers.get('link')).toBe('<https://reports.example/8>; rel="next"')
    expect(adapted.headers.getSetCookie()).toEqual(['a=1; Path=/reports', 'b=2; Path=/reports'])
  })

  test('without a prefix keeps its cookies as they are', () => {
    const cookie = 'a=1; Domain=example.com; Path=/x'
    expect(
      adapt(
        [
          ['location', '/7'],
          ['set-cookie', cookie],
        ],
        {},
      ).headers.getSetCookie(),
    ).toEqual([cookie])
  })

  test('without an address is not copied', () => {
    const answer = new Response('x', { headers: { etag: '"1"' } })
    expect(adaptAnswer(answer, PREFIX, ADDRESS, GATEWAY)).toBe(answer)
  })
})
