// Tests the id of a request, and the headers of a forwarded request.
import { describe, expect, test } from 'vitest'
import { requestIdOf } from '../../http/request-id.ts'
import { traceIdOf } from './trace-context.ts'
import type { RequestIdentity } from '../handler.ts'
import { CloudflareDetector, identifyRequest } from './request-identity.ts'
import { sanitizeRequest } from './sanitize-request.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const RAY = '8f1c2d3e4f5a6b7c-FRA'
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
const TRACE = `00-${TRACE_ID}-b7ad6b7169203331-01`

function request(headers: Readonly<Record<string, string>>, behindCloudflare = false): Request {
  const made = new Request('https://api.example/payments', { headers })
  if (behindCloudflare) Object.defineProperty(made, 'cf', { value: { colo: 'FRA' } })
  return made
}

/** As the first request of an isolate. */
const named = (made: Request): RequestIdentity =>
  identifyRequest(made, new CloudflareDetector().isBehindCloudflare(made))

describe('the id of a request', () => {
  test.each(['a', 'f00d-1.2_3~4', 'x'.repeat(128)])(
    'is what its sender called it, if that is a plain name: %s',
    (id) => {
      expect(requestIdOf(new Headers({ 'x-request-id': id, 'cf-ray': RAY }))).toBe(id)
    },
  )

  test.each(['', 'x'.repeat(129), 'a b', 'a"b', 'a,b', 'é', '{}', '../x'])(
    'is never what could pass for something else in a log: %j',
    (id) => {
      expect(requestIdOf(new Headers({ 'x-request-id': id, 'cf-ray': RAY }))).toBe(RAY)
    },
  )

  test('is new if the request has none, and different each time', () => {
    const ids = [requestIdOf(new Headers()), requestIdOf(new Headers())]
    for (const id of ids) expect(id).toMatch(UUID)
    expect(ids[0]).not.toBe(ids[1])
  })

  test('is no CF-Ray that Cloudflare did not set', () => {
    expect(named(request({ 'cf-ray': RAY })).requestId).toMatch(UUID)
    expect(named(request({ 'cf-ray': RAY }, true)).requestId).toBe(RAY)
    // Where the first request of an isolate did not come from there, no later one is believed.
    const front = new CloudflareDetector()
    for (const fronted of [false, true]) expect(front.isBehindCloudflare(request({}, fronted))).toBe(false)
  })
})

describe('the trace of a request', () => {
  test.each([TRACE, TRACE.replace(/^00/, '01'), `${TRACE.replace(/^00/, 'cc')}-what-a-later-version-adds`])(
    'is named by a well-formed traceparent: %s',
    (traceparent) => {
      expect(traceIdOf(new Headers({ traceparent }))).toBe(TRACE_ID)
    },
  )

  test.each([
    ['of no version', TRACE.replace(/^00/, 'ff')],
    ['with more than its version has', `${TRACE}-01`],
    ['in capitals', TRACE.toUpperCase()],
    ['with a trace id of zeros', TRACE.replace(TRACE_ID, '0'.repeat(32))],
    ['with a span id of zeros', TRACE.replace('b7ad6b7169203331', '0'.repeat(16))],
    ['that is cut off', TRACE.slice(0, -1)],
    ['sent twice', `${TRACE}, ${TRACE}`],
    ['of something else', 'x'],
  ])('is not named by one %s', (_title, traceparent) => {
    expect(traceIdOf(new Headers({ traceparent }))).toBeNull()
  })
})

const travelled = (made: Request): Headers => sanitizeRequest(made, named(made)).headers

describe('a forwarded request', () => {
  test.each([
    ['its own id', { 'x-request-id': 'mine' }, false],
    ['the id that Cloudflare gave it', { 'cf-ray': RAY }, true],
    ['its trace', { 'x-request-id': 'mine', traceparent: TRACE, tracestate: 'a=b' }, false],
  ])('with %s is the very same', (_title, headers, behindCloudflare) => {
    const made = request(headers, behindCloudflare)
    expect(sanitizeRequest(made, named(made))).toBe(made)
  })

  test('has the id that the gateway logs, if it had none or a bad one', () => {
    for (const headers of [{}, { 'x-request-id': 'a b' }, { 'cf-ray': RAY }]) {
      const made = request(headers)
      const identity = named(made)
      expect(sanitizeRequest(made, identity).headers.get('x-request-id')).toBe(identity.requestId)
    }
    const made = request({ 'x-request-id': 'a b', 'cf-ray': RAY }, true)
    expect(travelled(made).get('x-request-id')).toBe(RAY)
  })

  test.each([{ traceparent: 'x', tracestate: 'a=b' }, { tracestate: 'a=b' }])(
    'has no stray trace: %j',
    (headers: Record<string, string>) => {
      const names = [...travelled(request({ 'x-request-id': 'mine', ...headers })).keys()]
      expect(names).toEqual(['x-request-id'])
    },
  )
})
