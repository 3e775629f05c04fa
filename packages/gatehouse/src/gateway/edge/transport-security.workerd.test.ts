// Tests that the gateway answers over TLS only, except on this machine, and that its data is never interpreted as a page.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { transportOf } from '../../http/transport-security.ts'
import { TABLE } from '../../../test/application/src/generated/table.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'
import { makeKey, mint, type SigningKey } from '../../testing/access/support.ts'

const HSTS = 'strict-transport-security'
const YEAR = 'max-age=31536000'

let key: SigningKey
beforeAll(async () => {
  key = await makeKey('ours')
})
beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const admin = async () => ({ authorization: `Bearer ${await mint(key, { scope: 'read:payments read:reports' })}` })

test.each([
  ['https://api.example/', 'tls'],
  ['https://api.example', 'tls'],
  ['https://127.evil.example/', 'tls'],
  ['https://localhost.example/', 'tls'],
  ['http://api.example/', 'plain'],
  ['http://api.example:8080/?localhost', 'plain'],
  ['http://192.168.1.5/', 'plain'],
  ['http://127.0.0.1.example/', 'plain'],
  ['http://[2001:db8::1]:80/', 'plain'],
  ['http://localhost:6060/x', 'loopback'],
  ['http://api.localhost/', 'loopback'],
  ['http://127.0.0.1?x', 'loopback'],
  ['https://[::1]:6060/', 'loopback'],
] as const)('a request to %s came by %s', (url, transport) => {
  expect(transportOf(url)).toBe(transport)
})

describe('a request over plain http', () => {
  test.each(['GET', 'HEAD'])('that only reads is led to the same address over https: %s', async (method) => {
    const { send } = openGateway(key)
    for (const path of ['/payments?a=http://b', '/public', '/nowhere']) {
      const answer = await send(`http://api.example${path}`, { method })
      expect([answer.status, answer.headers.get('location')]).toEqual([308, `https://api.example${path}`])
      expect(answer.headers.has(HSTS)).toBe(false)
    }
  })

  test.each([
    ['changes something', { method: 'POST' }],
    [
      'asks whether a page may call',
      { method: 'OPTIONS', headers: { origin: 'https://app.example', 'access-control-request-method': 'GET' } },
    ],
    ['brings a token', { headers: { authorization: 'Bearer a.b.c' } }],
    ['brings a cookie', { headers: { cookie: 'a=1' } }],
    ['brings a proof', { headers: { dpop: 'x' } }],
    ['brings a token among its subprotocols', { headers: { 'sec-websocket-protocol': 'gatehouse.bearer.a.b.c' } }],
  ])('that %s is refused', async (_title, init) => {
    const { send, keys } = openGateway(key)
    const answer = await send('http://api.example/public', init)
    expect([answer.status, answer.headers.get('x-problem-code')]).toEqual([400, 'https_required'])
    expect(keys).toHaveLength(1)
  })

  test('to a loopback host is answered as it is, and says nothing of TLS', async () => {
    const { send } = openGateway(key)
    for (const origin of ['http://localhost:6060', 'http://127.0.0.1', 'https://localhost']) {
      const answer = await send(`${origin}/me`, { headers: await admin() })
      expect([answer.status, answer.headers.has(HSTS)]).toEqual([200, false])
    }
  })
})

describe('every answer over TLS tells browsers to use nothing else', () => {
  test.each([
    ['an answer of the gateway', '/public', {}],
    ['a refusal', '/me', {}],
    ['a path that is unknown', '/nowhere', {}],
    ['a method that is unknown', '/public', { method: 'DELETE' }],
    ['a service that is missing', '/search?q=a', {}],
    ['a login', '/auth/session', {}],
    ['a page', '/docs', {}],
    [
      'a preflight',
      '/public',
      { method: 'OPTIONS', headers: { origin: 'https://app.example', 'access-control-request-method': 'GET' } },
    ],
  ])('%s', async (_title, path, init) => {
    expect((await openGateway(key).send(path, init)).headers.get(HSTS)).toBe(YEAR)
  })

  test('a service that says something else', async () => {
    const answer = await openGateway(key).send('/payments', { headers: await admin() })
    expect([await answer.text(), answer.headers.get(HSTS)]).toEqual(['from the service', YEAR])
  })
})

describe("the gateway's own data", () => {
  const own = TABLE.routes.filter(
    ({ service, method, path }) => service === null && method === 'GET' && !path.includes(':'),
  )
  const paths = own.map(({ path }) => path).concat('/openapi.json', '/.well-known/oauth-protected-resource', '/nowhere')

  test.each(paths)('can not be taken for a page, framed, or read by another site: %s', async (path) => {
    const { send } = openGateway(key)
    const answers = [await send(path), await send(path, { headers: await admin() })]
    const data = answers.filter(({ headers }) => headers.get('content-type')?.includes('json') === true)
    if (path !== '/auth/logout') expect(data).not.toEqual([])
    for (const { headers } of data) {
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    }
  })
})
