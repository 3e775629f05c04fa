// Tests how paths of the gateway become those of a service: by text alone.
import { describe, expect, test } from 'vitest'
import { addressTo, withoutPrefix } from './origin-request.ts'
import { gatewayPathOf, servicePathOf } from './service-path.ts'

const REPORTS = { prefix: '/reports', basePath: '/api/v1' }
const PREFIX = { prefix: '/reports' }

// Request would resolve dots itself; the runtime gives the URL as it was sent.
function sent(path: string): Request {
  const request = new Request('https://api.example/')
  Object.defineProperty(request, 'url', { value: `https://api.example${path}` })
  return request
}

const toReports = (path: string, paths: object = REPORTS) =>
  addressTo({ address: 'https://reports.example', paths, headers: [] }, sent(path), 'r-1').url

describe('a path at the service', () => {
  test.each([
    ['/reports/1', REPORTS, '/api/v1/1'],
    ['/reports', REPORTS, '/api/v1'],
    ['/reports/', REPORTS, '/api/v1/'],
    ['/reports/a%20b/%C3%BC', REPORTS, '/api/v1/a%20b/%C3%BC'],
    ['/reports/reports/1', REPORTS, '/api/v1/reports/1'],
    ['/reports/1', PREFIX, '/1'],
    ['/1', { basePath: '/api' }, '/api/1'],
    ['/1', {}, '/1'],
  ])('has the base path in place of the prefix: %s', (path, paths, inner) => {
    expect(servicePathOf(path, paths)).toBe(inner)
    expect(gatewayPathOf(inner, paths)).toBe(path)
  })

  test('is a slash when nothing is left', () => {
    expect(servicePathOf('/reports', PREFIX)).toBe('/')
  })

  test.each(['/reportsx/1', '/report', '/Reports/1', '/%72eports/1', '/reports%2F1', '/', '/reports//evil.example'])(
    'is none when the prefix is not written, or two slashes would begin it: %s',
    (path) => {
      expect(servicePathOf(path, PREFIX)).toBeNull()
    },
  )
})

describe('a request to a service with a prefix', () => {
  test.each([
    ['/reports/1?next=/reports/%2F..', '/api/v1/1?next=/reports/%2F..'],
    ['/reports?x', '/api/v1?x'],
  ])('keeps its query: %s', (path, inner) => {
    expect(toReports(path)).toBe(`https://reports.example${inner}`)
  })

  test.each(['/reports/../admin', '/reports/%2e%2e/admin', '/reports//admin', '/reports/%2Fadmin', '/reports\\admin'])(
    'is refused where its path could become another one: %s',
    (path) => {
      expect(() => toReports(path)).toThrow(expect.objectContaining({ code: 'route_not_found' }))
    },
  )

  test('reaches a bound Worker with the same host and query', () => {
    expect(withoutPrefix(sent('/reports/a;b/c%2Fd?q=1'), '/reports').url).toBe('https://api.example/a;b/c%2Fd?q=1')
  })

  test.each(['/reports/../admin', '/reports/%2e%2e/admin', '/reports/x%2F..%2Fadmin', '/reports//admin', '/admin'])(
    'reaches no bound Worker where its path could become another one: %s',
    (path) => {
      expect(() => withoutPrefix(sent(path), '/reports')).toThrow(expect.objectContaining({ code: 'route_not_found' }))
    },
  )
})

describe('an encoded slash', () => {
  const paths = { encodedSlashes: true }

  test.each(['/files/a%2Fb', '/files/a%2fb%2Fc', '/files/https%3A%2F%2Fx.example%2F'])(
    'reaches a service whose row allows it: %s',
    (path) => {
      expect(toReports(path, paths)).toBe(`https://reports.example${path}`)
    },
  )

  test.each([
    '/files/..%2Fadmin',
    '/files/a%2F..',
    '/files/a%2F%2e%2E%2Fb',
    '/files/a%252Fb',
    '/files/a%5Cb',
    '/files/a%2F..;x',
  ])('reaches no service beside dots, or encoded twice: %s', (path) => {
    expect(() => toReports(path, paths)).toThrow(expect.objectContaining({ code: 'route_not_found' }))
  })
})
