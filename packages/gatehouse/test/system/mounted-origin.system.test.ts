// A service over HTTP with a prefix, a base path, headers of its own and large bodies, behind the real gateway on workerd.
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Contract } from '../../src/contracts/contract.ts'
import { bearer, startTenant, type Tenant } from '../../src/testing/system.ts'
import { echoService } from './echo-service.ts'
import { type OriginGateway, startOriginGateway } from './origin-gateway.ts'
import { LONG_BROTLI, PACKED, type PlainOrigin, startPlainOrigin } from './plain-origin.ts'

const KEY = 'k3y-of-the-service'
const UPLOAD_MAX_BYTES = 3_000_000
/** The audience of the service that gets tokens of its own. */
const REPORTS = 'https://reports.example.com'

let tenant: Tenant
let origin: PlainOrigin
let gateway: OriginGateway
beforeAll(async () => {
  ;[tenant, origin] = await Promise.all([startTenant(), startPlainOrigin()])
  const rows = {
    mounted: { prefix: '/mounted', basePath: '/api', headers: { 'X-Key': 'MOUNTED_KEY' }, encodedSlashes: true },
    keyless: { headers: { 'X-Key': 'KEYLESS_KEY' } },
    exchanged: { exchange: { audience: REPORTS, scopes: ['read:reports'] } },
  }
  gateway = await startOriginGateway(
    tenant.url,
    [
      withLargeBodies(echoService('mounted', origin.url)),
      echoService('keyless', origin.url),
      echoService('exchanged', origin.url),
    ],
    {
      MOUNTED_KEY: KEY,
      AUTH0_EXCHANGE_CLIENT_ID: 'local-exchange',
      AUTH0_EXCHANGE_CLIENT_SECRET: 'local-exchange-secret',
    },
    rows,
  )
})
afterAll(async () => {
  await Promise.all([gateway.stop(), origin.stop(), tenant.harness.close()])
})
beforeEach(() => {
  origin.arrivals()
})

function withLargeBodies(contract: Contract): Contract {
  const limits = { bodyMaxBytes: UPLOAD_MAX_BYTES }
  const routes = contract.routes.map((route) => ({
    ...route,
    limits,
    ...(route.body && { body: { ...route.body, codings: ['gzip'] } }),
  }))
  return { ...contract, routes }
}

const codeOf = ({ text }: { readonly text: string }): unknown => (JSON.parse(text) as { code: unknown }).code

test.each([
  ['/mounted/open/a%20b?q=%C3%A9+x&r=/mounted/%2F..', '/api/open/a%20b?q=%C3%A9+x&r=/mounted/%2F..'],
  ['/mounted/open/a%2Fb', '/api/open/a%2Fb'],
])(
  'a request arrives behind the base path, without the prefix, with the header of the row: %s',
  async (path, inner) => {
    const headers = { 'x-key': 'theirs', connection: 'x-key, close' }
    expect((await gateway.send(path, { headers })).status).toBe(200)
    expect(origin.arrivals()).toMatchObject([{ url: inner, headers: { 'x-key': KEY } }])
  },
)

test.each([
  '/%6Dounted/open/x',
  '/mounted/open/..',
  '/mounted/open/%2e%2e',
  '/mounted/open/..%2Fx',
  '/mounted//open/x',
  '/api/open/x',
])('a request never arrives by a path that could be another one: %s', async (path) => {
  expect((await gateway.send(path)).status).toBe(404)
  expect(origin.arrivals()).toEqual([])
})

test('a service without the variable of its header is not configured, and is not called', async () => {
  const answer = await gateway.send('/keyless/open/x')
  expect([answer.status, codeOf(answer)]).toEqual([503, 'not_configured'])
  expect(answer.text).not.toContain('KEYLESS_KEY')
  expect(origin.arrivals()).toEqual([])
})

async function tokenOf(order: object): Promise<string> {
  return await tenant.mint({ scope: 'use:exchanged', ...order })
}

async function countExchanges(): Promise<number> {
  return Number((await tenant.control('GET', 'requests'))['/oauth/token'] ?? 0)
}

describe('a service with tokens of its own', () => {
  test('gets one with the same user and the gateway as the actor, and many requests of a caller cost one exchange', async () => {
    const token = await tokenOf({ user: 'reader@example.com' })
    const before = await countExchanges()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => gateway.send('/exchanged/x', { headers: bearer(token) })),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect((await countExchanges()) - before).toBe(1)
    const sent = new Set(origin.arrivals().map(({ headers }) => headers.authorization))
    expect(sent.size).toBe(1)
    const [, claims = ''] = [...sent].join().split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      sub: 'google-oauth2|108427319560284713905',
      aud: REPORTS,
      scope: 'read:reports',
      act: { sub: 'local-exchange' },
    })
  })

  test('is not called where the tenant refuses, and not with the token of the caller', async () => {
    const headers = bearer(await tokenOf({ claims: { sub: 'agt_gone' } }))
    const answer = await gateway.send('/exchanged/x', { headers })
    expect([answer.status, codeOf(answer)]).toEqual([403, 'token_exchange_refused'])
    expect(origin.arrivals()).toEqual([])
  })

  test('is not called while the tenant fails', async () => {
    await tenant.control('POST', 'faults', { path: '/oauth/token', status: 500 })
    const headers = bearer(await tokenOf({ user: 'nobody@example.com' }))
    const answer = await gateway.send('/exchanged/x', { headers })
    await tenant.control('DELETE', 'faults')
    expect([answer.status, codeOf(answer)]).toEqual([503, 'tenant_unavailable'])
    expect(answer.headers['retry-after']).toBe('5')
    expect(origin.arrivals()).toEqual([])
  })

  test('gets no token where its route reads none', async () => {
    expect((await gateway.send('/exchanged/open/x', { headers: bearer('a.b.c') })).status).toBe(200)
    expect(origin.arrivals()[0]?.headers.authorization).toBeUndefined()
  })
})

describe('an answer', () => {
  test('names places of the gateway, and its cookies stay under the prefix', async () => {
    const { status, headers } = await gateway.send('/mounted/open/moved', { headers: { host: 'api.localhost' } })
    expect([status, headers.location]).toEqual([307, 'http://api.localhost/mounted/open/x?y=%2F'])
    expect(headers['content-location']).toBe('/mounted/open/y')
    expect(headers['set-cookie']).toEqual(['a=1; Path=/mounted', 'b=2; Path=/mounted/open', 'c=3; Path=/mounted'])
  })

  test('with invalid addresses comes back with them, for the client to judge', async () => {
    const { status, headers } = await gateway.send('/mounted/open/garbage')
    expect([status, headers.location]).toEqual([302, 'http://[::1'])
    expect(headers['set-cookie']).toEqual(['=;=;; Path=/mounted'])
    expect(await gateway.send('/mounted/open/nowhere')).toMatchObject({ status: 302, text: '' })
  })

  test.each([
    ['/mounted/open/gzip', 'gzip', PACKED],
    ['/mounted/open/brotli', 'br', LONG_BROTLI],
    // Longer than a body that is sent before its token could expire.
    ['/mounted/brotli', 'br', LONG_BROTLI],
  ])('stays packed as it was, byte for byte: %s', async (path, coding, packed) => {
    const headers = { 'accept-encoding': coding, ...bearer(await tenant.mint({ scope: 'use:mounted' })) }
    const answer = await gateway.send(path, { headers })
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, coding])
    expect(answer.body.equals(packed)).toBe(true)
    expect(origin.arrivals()).toMatchObject([{ headers: { 'accept-encoding': coding } }])
  })
})

describe('a body', () => {
  const piece = 'x'.repeat(50_000)
  const send = (pieces: number, headers: Readonly<Record<string, string>>) =>
    gateway.send('/mounted/open/x', { method: 'PUT', headers, body: Array.from({ length: pieces }, () => piece) })

  test.each([
    ['declares its length', { 'content-length': String(UPLOAD_MAX_BYTES) }],
    ['comes in chunks', { 'transfer-encoding': 'chunked' }],
  ])('as large as the row allows arrives when it %s', async (_title, headers) => {
    expect((await send(60, headers)).status).toBe(200)
    expect(origin.arrivals()[0]?.body.length).toBe(UPLOAD_MAX_BYTES)
  })

  test.each([
    ['declares its length', { 'content-length': String(UPLOAD_MAX_BYTES + 50_000) }],
    ['comes in chunks', { 'transfer-encoding': 'chunked' }],
  ])('beyond that is refused when it %s', async (_title, headers) => {
    const answer = await send(61, headers)
    expect([answer.status, codeOf(answer)]).toEqual([413, 'body_too_large'])
    for (const arrival of origin.arrivals()) await expect.poll(() => arrival.isGone).toBe(true)
  })

  test('that is packed arrives packed where the document allows it', async () => {
    const body = gzipSync('{"a":1}')
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const answer = await fetch(`http://127.0.0.1:${gateway.port}/mounted/json/unpack`, {
      method: 'POST',
      headers,
      body,
    })
    expect([answer.status, await answer.text()]).toEqual([200, '{"a":1}'])
  })
})

test.each([
  ['/mounted/open/x/', 'without the slash'],
  ['/health/', 'without the slash'],
])('a slash at the end that the document lacks is named in the 404: %s', async (path, words) => {
  const answer = await gateway.send(path)
  expect(answer.status).toBe(404)
  expect(answer.headers.location).toBeUndefined()
  expect(JSON.parse(answer.text)).toMatchObject({
    code: 'route_not_found',
    detail: expect.stringContaining(words) as string,
  })
})

test('a path that is near no route gets no hint', async () => {
  for (const path of ['/nowhere/', '/nowhere', '/mounted/open/x/y/'])
    expect((await gateway.send(path)).text).not.toContain('slash')
})
