// A service that is reached over HTTP, behind the real gateway on workerd: what arrives there, and what comes back.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { echoService } from './echo-service.ts'
import { type OriginGateway, startOriginGateway } from './origin-gateway.ts'
import { PACKED, type PlainOrigin, startPlainOrigin } from './plain-origin.ts'
import { bearer, startTenant, type Tenant } from '../../src/testing/system.ts'
import { letIn } from './let-in.ts'

const PAGE = 'https://app.example.com'

let tenant: Tenant
let origin: PlainOrigin
let gateway: OriginGateway
beforeAll(async () => {
  ;[tenant, origin] = await Promise.all([startTenant(), startPlainOrigin()])
  // The variable replaces the row's origin.
  gateway = await startOriginGateway(tenant.url, [echoService('echo', 'https://echo.invalid')], {
    GATEHOUSE_ALLOWED_ORIGINS: PAGE,
    GATEHOUSE_ORIGIN_ECHO: origin.url,
  })
})
afterAll(async () => {
  await Promise.all([gateway.stop(), origin.stop(), tenant.harness.close()])
})
beforeEach(() => {
  origin.arrivals()
})

const codeOf = ({ text }: { readonly text: string }): unknown => (JSON.parse(text) as { code: unknown }).code

describe('the guard stands before an origin as before a domain', () => {
  test.each([
    ['no token', async () => ({}), 401, 'token_missing'],
    [
      'a token for others',
      async () => bearer(await tenant.mint({ scope: 'use:echo', claims: { aud: 'x' } })),
      401,
      'token_audience',
    ],
    ['a token without the scope', async () => bearer(await tenant.mint({ scope: 'use:slow' })), 403, 'scope_missing'],
  ])('with %s it is refused, and nothing arrives', async (_title, headers, status, code) => {
    const answer = await gateway.send('/echo/x', { headers: await headers() })
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
    expect(origin.arrivals()).toEqual([])
  })

  test('who calls too often is refused, and nothing arrives', async () => {
    const headers = bearer(await tenant.mint({ claims: { scope: 'use:echo', sub: 'job@clients', azp: 'job' } }))
    const answer = await gateway.send('/echo/x', { headers })
    expect([answer.status, codeOf(answer)]).toEqual([429, 'rate_limited'])
    expect(origin.arrivals()).toEqual([])
  })

  test('with the scope it is let in, and the token travels on', async () => {
    const headers = bearer(await tenant.mint({ scope: 'use:echo' }))
    const answer = await gateway.send('/echo/x', { headers })
    expect(answer).toMatchObject({ status: 200, text: 'fine', headers: { 'cache-control': 'no-store' } })
    expect(origin.arrivals()).toMatchObject([{ url: '/echo/x', headers }])
  })

  test('whoever may be anybody gets what the origin says of caches', async () => {
    expect((await gateway.send('/echo/open/x')).headers['cache-control']).toBeUndefined()
    origin.arrivals()
  })

  test('another method or path is nobody’s, and a body may be too large', async () => {
    expect((await gateway.send('/echo/open/x', { method: 'PROPFIND' })).status).toBe(405)
    expect((await gateway.send('/echo/open/x/y')).status).toBe(404)
    const headers = { 'content-length': String(1_048_577) }
    expect((await gateway.send('/echo/open/x', { method: 'POST', headers, body: ' '.repeat(1_048_577) })).status).toBe(
      413,
    )
    expect(origin.arrivals()).toEqual([])
    const pieces = Array.from({ length: 40 }, () => ' '.repeat(32_768))
    expect((await gateway.send('/echo/open/x', { method: 'POST', body: pieces })).status).toBe(413)
    const [arrival] = origin.arrivals()
    await expect.poll(() => arrival?.isGone).toBe(true)
  })
})

describe('a request arrives', () => {
  test.each(['/echo/open/a%20b?q=%C3%A9+x&r=%2F..%2F&s', '/echo/open/..a', '/echo/open/x?a=/../b'])(
    'with its path and query as they came: %s',
    async (path) => {
      expect((await gateway.send(path)).status).toBe(200)
      expect(origin.arrivals()).toMatchObject([{ url: path }])
    },
  )

  test.each(['/echo/open/%2e%2e', '/echo/open/..', '/echo/open/x%2Fy', '/echo/open/x%5cy', '/echo/open/x\\..'])(
    'never by a path that could be read in two ways: %s',
    async (path) => {
      expect((await gateway.send(path)).status).toBe(404)
      expect(origin.arrivals()).toEqual([])
    },
  )

  test('with what the gateway says of it, and not what its sender says', async () => {
    const headers = {
      host: 'api.localhost',
      'x-forwarded-for': '198.51.100.1',
      'x-forwarded-host': 'evil.example',
      'x-real-ip': '198.51.100.1',
      'x-gatehouse-user': 'admin',
      connection: 'x-secret, close',
      'x-secret': '1',
      te: 'trailers',
      'proxy-connection': 'keep-alive',
      'x-kept': '1',
    }
    const answer = await gateway.send('/echo/open/x', { headers })
    const [arrival] = origin.arrivals()
    expect(arrival?.headers).toMatchObject({
      host: new URL(origin.url).host,
      'x-forwarded-host': 'api.localhost',
      'x-forwarded-proto': 'http',
      'x-request-id': answer.headers['x-request-id'],
      'x-kept': '1',
    })
    const unwanted = ['x-forwarded-for', 'x-real-ip', 'x-gatehouse-user', 'x-secret', 'te']
    expect(arrival?.rawNames.filter((name) => [...unwanted, 'proxy-connection'].includes(name))).toEqual([])
  })

  test.each([
    ['of known length', { 'content-length': '8' }, { 'content-length': '8' }],
    ['of unknown length', { 'transfer-encoding': 'chunked' }, { 'transfer-encoding': 'chunked' }],
  ])('with its body, %s', async (_title, headers, arrived) => {
    const sent = { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: ['four', 'more'] }
    expect((await gateway.send('/echo/open/x', sent)).status).toBe(200)
    expect(origin.arrivals()).toMatchObject([
      { method: 'POST', body: 'fourmore', headers: { ...arrived, 'content-type': 'text/plain' } },
    ])
  })
})

describe('an answer comes back', () => {
  test('as a redirect that is the client’s to follow', async () => {
    const { status, headers } = await gateway.send('/echo/open/redirect')
    expect([status, headers.location]).toEqual([302, 'https://elsewhere.example/login'])
    expect(origin.arrivals()).toHaveLength(1)
  })

  test('packed as it was, byte for byte', async () => {
    const { headers, body } = await gateway.send('/echo/open/gzip', { headers: { 'accept-encoding': 'gzip' } })
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-length': String(PACKED.length) })
    expect(body.equals(PACKED)).toBe(true)
  })

  test('with every cookie by itself', async () => {
    const { headers } = await gateway.send('/echo/open/cookies')
    expect(headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT'])
  })

  test.each([
    ['a page that may call', PAGE, PAGE],
    ['a page that may not', 'https://attacker.example', undefined],
    ['nobody in particular', undefined, undefined],
  ])('to %s without what only the gateway may say', async (_title, page, allowed) => {
    const { headers } = await gateway.send('/echo/open/acting', { headers: page === undefined ? {} : { origin: page } })
    expect(headers['set-cookie']).toEqual(['a=1; Path=/'])
    expect(headers['access-control-allow-origin']).toBe(allowed)
    for (const name of ['clear-site-data', 'access-control-allow-credentials', 'service-worker-allowed'])
      expect(headers[name], name).toBeUndefined()
    expect(headers['strict-transport-security']).not.toBe('max-age=0')
    expect(headers.vary).toBe('Accept, origin')
  })

  test('to a page that may call with the headers that it may read, the service’s beside the gateway’s', async () => {
    const { headers } = await gateway.send('/echo/open/acting', { headers: { origin: PAGE } })
    const exposed = headers['access-control-expose-headers']?.split(', ') ?? []
    expect(exposed).toEqual(expect.arrayContaining(['x-total', 'etag', 'x-request-id', 'retry-after']))
    expect(new Set(exposed).size).toBe(exposed.length)
  })

  test('for HEAD without a body, and with the length that it would have', async () => {
    const { status, headers, text } = await gateway.send('/echo/open/sized', { method: 'HEAD' })
    expect([status, headers['content-length'], text]).toEqual([200, '5', ''])
    expect(origin.arrivals()).toMatchObject([{ method: 'HEAD' }])
  })

  test('as a part, when a part was asked for', async () => {
    const { status, headers, text } = await gateway.send('/echo/open/range', { headers: { range: 'bytes=2-4' } })
    expect([status, headers['content-range'], text]).toEqual([206, 'bytes 2-4/10', '234'])
  })

  test('without a body where it has none', async () => {
    expect(await gateway.send('/echo/open/fresh')).toMatchObject({ status: 304, headers: { etag: '"1"' }, text: '' })
    expect(await gateway.send('/echo/open/empty')).toMatchObject({ status: 204, text: '' })
  })

  test('with the id of the request, whatever the origin calls it', async () => {
    const { headers } = await gateway.send('/echo/open/sized', { headers: { 'x-request-id': 'mine' } })
    expect(headers['x-request-id']).toBe('mine')
  })

  test('piece by piece, before the origin has ended', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const whole = gateway.send('/echo/open/stream', { onPiece: resolve })
    expect(await promise).toBe('first')
    origin.goOn()
    expect((await whole).text).toBe('firstlast')
  })

  test('as a WebSocket', async () => {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/echo/open/socket`)
    socket.addEventListener('message', ({ data }) => resolve(String(data)))
    socket.addEventListener('error', () => reject(new Error('no WebSocket')))
    expect(await promise).toBe('hello')
    socket.close()
  })

  test('as a failure of its own that nobody hides, and nobody counts', async () => {
    for (let sent = 0; sent < 8; sent++) {
      const { status, headers, text } = await gateway.send('/echo/open/fail')
      expect([status, headers['content-type'], text]).toEqual([500, 'text/plain', 'Traceback: boom'])
    }
    expect(origin.arrivals()).toHaveLength(8)
  })

  test('cut off where it was cut off, and is not asked for again', async () => {
    await expect(gateway.send('/echo/open/cut')).rejects.toThrow()
    expect(origin.arrivals()).toHaveLength(1)
  })

  test('as service_failed when its status is none', async () => {
    const answer = await gateway.send('/echo/open/odd')
    expect([answer.status, codeOf(answer)]).toEqual([502, 'service_failed'])
  })
})

async function letInFor(seconds: number) {
  const exp = Math.floor(Date.now() / 1000) + seconds
  return await letIn(gateway, await tenant.mint({ scope: 'use:echo', claims: { exp } }))
}

test('what outlives its token ends with it: a WebSocket with a code that says so, a stream without being whole', async () => {
  // On a busy machine a token may end before anything is let in with it: the next one lives longer.
  const { closed, stream } = (await letInFor(3)) ?? (await letInFor(20)) ?? (await letInFor(90)) ?? {}
  expect(await closed).toMatchObject({ code: 3000, reason: 'token_expired' })
  expect(await stream).toBe('broken off')
  await expect.poll(() => origin.arrivals().every(({ isGone }) => isGone)).toBe(true)
})
