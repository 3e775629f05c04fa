// Tests the address of an HTTP origin, and the form of a request to it.
import { describe, expect, test } from 'vitest'
import { isOrigin, readOrigins } from './origin-address.ts'
import { addressTo } from './origin-request.ts'

const REPORTS = { name: 'reports', origin: 'https://reports.example' }

const ADDRESSED = { address: 'https://reports.example', paths: {}, headers: [] }

const address = (url: string, headers: Readonly<Record<string, string>> = {}) =>
  addressTo(ADDRESSED, new Request(url, { headers }), 'r-1')

const read = (environment: object) =>
  readOrigins(
    [REPORTS, { name: 'old-app', origin: 'https://old.example' }, { name: 'origin-x', binding: 'ORIGIN_X' }],
    environment,
  )

const toMaps = (path: string) =>
  addressTo(
    { address: 'https://maps.example', paths: { matrixParameters: true }, headers: [] },
    new Request(`https://api.example${path}`),
    'r-1',
  )

const AMBIGUOUS_PATHS = `
  /reports/%2e%2e /reports/%2E./admin /reports/a%2Fb /reports/a%5cb /x/..;/info /x/..;a=b/info
  /x/..%3b/info /x/.; /x/%2e%2E;/info /x/..%00/info /x/..%09/info /x/..%20/info /x/%20../info
  /x/.%0d./info /x/..%00 /x/.../info /x/a%00.png /x/a;b /x/a%3Bb /; /x/% /x/%u002e /x/%2
  /x/%252e%252e/info /x/a%25252Fb /x/%c0%ae%c0%ae/info /x/%C1%9C /x/%e0%80%af /x/%f0%80%80%ae`.trim()

describe('a request that is addressed to an origin', () => {
  test('names the client and the host, whatever the client sent', () => {
    const { headers } = address('https://api.example:8443/reports', {
      'cf-connecting-ip': '203.0.113.7',
      'x-forwarded-for': '198.51.100.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'gopher',
      host: 'evil.example',
    })
    expect(Object.fromEntries(headers)).toEqual({
      'cf-connecting-ip': '203.0.113.7',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-host': 'api.example:8443',
      'x-forwarded-proto': 'https',
      'x-request-id': 'r-1',
    })
  })

  test('leaves behind what belongs to one connection, and what its sender says belongs to it', () => {
    const { headers } = address('https://api.example/reports', {
      connection: 'close, X-Secret, authorization, cf-connecting-ip',
      'x-secret': '1',
      te: 'trailers',
      upgrade: 'h2c',
      'http2-settings': 'x',
      'proxy-connection': 'keep-alive',
      'cf-connecting-ip': '203.0.113.7',
      authorization: 'Bearer x',
    })
    const names = ['authorization', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-request-id']
    expect([...headers.keys()]).toEqual(names)
    expect(headers.get('x-forwarded-for')).toBe('203.0.113.7')
  })

  test('may become a WebSocket', () => {
    expect(address('https://api.example/reports', { upgrade: 'websocket' }).headers.get('upgrade')).toBe('websocket')
  })

  test.each(['/reports', '/reports/?q=a%20b&c=%2F..%2F', '/reports/a%20b/..c/.d?x', '//reports//', '/@evil.example/'])(
    'goes to the same path and query of the origin: %s',
    (target) => {
      expect(address(`https://api.example${target}`).url).toBe(`https://reports.example${target}`)
    },
  )

  test.each(AMBIGUOUS_PATHS.split(/\s+/))('is refused when origins could read its path in another way: %s', (path) => {
    const request = new Request('https://api.example/')
    Object.defineProperty(request, 'url', { value: `https://api.example${path}?x=1` })
    expect(() => addressTo(ADDRESSED, request, 'r-1')).toThrow(expect.objectContaining({ code: 'route_not_found' }))
  })
})

describe('a service whose row asks for matrix parameters', () => {
  test.each(['/points;lat=50;lon=20', '/points/a%3Bb/c'])('gets them: %s', (path) => {
    expect(toMaps(path).url).toBe(`https://maps.example${path}`)
  })

  test.each(['/points/..;/info', '/points/..;a=b', '/points/.%3b/info', '/points/..%20;/info'])(
    'gets none behind a segment of dots alone: %s',
    (path) => {
      expect(() => toMaps(path)).toThrow(expect.objectContaining({ code: 'route_not_found' }))
    },
  )
})

describe('the address of an origin', () => {
  test.each([
    'https://reports.example',
    'https://reports.example:8443',
    'http://localhost:8000',
    'http://127.0.0.1:8000',
    'http://[::1]:8000',
  ])('is said by an origin: %s', (text) => {
    expect(isOrigin(text)).toBe(true)
  })

  test.each([
    '',
    'reports.example',
    'http://reports.example',
    'https://reports.example/',
    'https://reports.example/v1',
    'https://reports.example?x',
    'https://user:password@reports.example',
    'https://REPORTS.example',
    'https://reports.example:443',
    'ftp://reports.example',
    'http://127.0.0.1.evil.example',
    ' https://reports.example',
    "https://x'+eval(1)+'.example",
    'https://reports*.example',
  ])('is not said by anything else: %j', (text) => {
    expect(isOrigin(text)).toBe(false)
  })

  test('is what the table says, or the variable in place of it', () => {
    const { origins, problems } = read({
      GATEHOUSE_ORIGIN_OLD_APP: 'http://localhost:8000',
      ORIGIN_X: {},
      ORIGIN_SERVER: 'x',
    })
    expect(Object.fromEntries(origins)).toEqual({
      reports: 'https://reports.example',
      'old-app': 'http://localhost:8000',
    })
    expect(problems).toEqual([])
  })

  test('is what the variable says under its former name too, and the new one is said', () => {
    const { origins, formerNames } = read({ ORIGIN_OLD_APP: 'http://localhost:8000' })
    expect(origins.get('old-app')).toBe('http://localhost:8000')
    expect(formerNames).toEqual([{ variable: 'ORIGIN_OLD_APP', replacement: 'GATEHOUSE_ORIGIN_OLD_APP' }])
    expect(read({ ORIGIN_OLD_APP: 'x', GATEHOUSE_ORIGIN_OLD_APP: 'https://a.b' }).origins.get('old-app')).toBe(
      'https://a.b',
    )
  })

  test.each([['http://old.example'], [''], [1], [{}]])('is nowhere when its variable is no origin: %j', (value) => {
    const { origins, problems } = read({ GATEHOUSE_ORIGIN_OLD_APP: value })
    expect([...origins.keys()]).toEqual(['reports'])
    expect(problems).toMatchObject([{ variable: 'GATEHOUSE_ORIGIN_OLD_APP', problem: 'is no origin' }])
  })

  test('is missing for all of them when a variable is misspelt, so that no wrong address is called', () => {
    const { origins, problems } = read({ GATEHOUSE_ORIGIN_OLDAPP: 'http://localhost:8000' })
    expect(origins.size).toBe(0)
    expect(problems).toMatchObject([{ variable: 'GATEHOUSE_ORIGIN_OLDAPP', problem: 'is unknown' }])
  })
})
