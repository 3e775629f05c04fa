// Tests that every response of a domain comes back unchanged, and every request of a client arrives as it was sent.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bearer, mirror, raw, send, type Sending } from './client.ts'
import { type RequestPath, startRequestPath, STRICT_LIMIT } from './request-path.ts'

let running: RequestPath
beforeAll(async () => {
  running = await startRequestPath()
})
afterAll(async () => {
  await running.stop()
})

const ask = async (kind: string, headers = {}, method = 'GET') =>
  await send(running, `/echo/answers/${kind}`, { method, headers: { ...bearer(running.tokens.good), ...headers } })
const mirrored = async (path: string, sending: Sending = {}) =>
  await mirror(running, path, { ...sending, headers: { ...bearer(running.tokens.good), ...sending.headers } })

describe('an answer', () => {
  test('to HEAD has the headers of GET and no body', async () => {
    const { status, headers, text } = await ask('content', {}, 'HEAD')
    expect([status, headers['content-type'], headers['accept-ranges'], text]).toEqual([200, 'text/plain', 'bytes', ''])
  })

  test('may be a range', async () => {
    const { status, headers, text } = await ask('content', { range: 'bytes=2-4' })
    expect([status, headers['content-range'], text]).toEqual([206, 'bytes 2-4/10', '234'])
  })

  test('may be that nothing has changed', async () => {
    const { status, headers, text } = await ask('tagged', { 'if-none-match': '"v1"' })
    expect([status, headers.etag, text]).toEqual([304, '"v1"', ''])
    const changed = await ask('tagged', { 'if-none-match': '"v0"' })
    expect([changed.status, changed.headers.etag, changed.text]).toEqual([200, '"v1"', '0123456789'])
  })

  test('with two cookies has two, commas and all', async () => {
    const { headers } = await ask('cookies')
    expect(headers['set-cookie']).toEqual(['a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT', 'b=2; HttpOnly'])
  })

  test('loses what only the gateway may say to a browser', async () => {
    const { status, headers } = await ask('acting')
    expect(status).toBe(200)
    for (const name of [
      'set-cookie',
      'clear-site-data',
      'access-control-allow-origin',
      'access-control-allow-credentials',
    ])
      expect(headers[name], name).toBeUndefined()
    expect(headers['strict-transport-security']).not.toBe('max-age=0')
  })

  test('with a repeated header has every value, in order', async () => {
    expect((await ask('repeated')).headers['link']).toBe('</a>; rel=next, </b>; rel=prev')
  })

  test('that its handler made all by itself has an id, and is kept by nobody', async () => {
    for (const kind of ['content', 'redirect', 'gone', 'cookies']) {
      const { headers } = await ask(kind, { 'x-request-id': 'mine' })
      expect(headers).toMatchObject({
        'x-request-id': 'mine',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
    }
  })

  test('that redirects is not followed', async () => {
    const { status, headers } = await ask('redirect')
    expect([status, headers.location]).toEqual([302, '/echo/open'])
  })

  test.each([
    ['teapot', 418, 'short and stout'],
    ['gone', 204, ''],
    ['empty', 200, ''],
    ['unheard-of', 404, 'unheard-of'],
  ])('of an odd kind is what it is: %s', async (kind, status, body) => {
    const answer = await ask(kind)
    expect([answer.status, answer.text]).toEqual([status, body])
  })
})

describe('a request', () => {
  test.each(['?', '?a=%41&b=a+b&c=%2F%zz&&=x&%C3%BC=%c3%bc', '?a=1&a=2&A=3', '?a[]=b;c=d&e=~!$()*,:@', '?x=/../y//z?'])(
    'has its query byte for byte: %s',
    async (query) => {
      const { url } = await mirrored(`/echo/guarded${query}`)
      expect(url).toBe(`http://127.0.0.1:${running.port}/echo/guarded${query}`)
    },
  )

  test('has every value of a repeated header, in order', async () => {
    const { headers } = await mirrored('/echo/guarded', { headers: { 'x-list': ['b', 'a'], accept: ['x/y', 'z/z'] } })
    expect(Object.fromEntries(headers)).toMatchObject({ 'x-list': 'b, a', accept: 'x/y, z/z' })
  })

  test.each([
    ['GET', undefined, {}, null],
    ['POST', undefined, { 'content-length': '0' }, ''],
    ['POST', '', { 'transfer-encoding': 'chunked' }, ''],
    ['POST', 'body', { 'content-length': '4' }, 'body'],
    ['PUT', 'body', { 'transfer-encoding': 'chunked' }, 'body'],
    ['PATCH', 'body', { 'content-length': '4' }, 'body'],
    ['DELETE', 'body', { 'content-length': '4' }, 'body'],
  ])('has its body, an empty one too: %s %j %j', async (method, body, headers, arrived) => {
    const seen = await mirrored('/echo/guarded', { method, headers, ...(body !== undefined && { body }) })
    expect([seen.method, seen.body]).toEqual([method, arrived])
  })

  test.each([
    ['/echo/guarded/', 404],
    ['/echo/open/', 404],
    ['/echo/slash', 404],
    ['/echo/slash/', 200],
  ])('keeps its closing slash, which is another path: %s is %i', async (path, status) => {
    expect((await send(running, path, { headers: bearer(running.tokens.good) })).status).toBe(status)
  })
})

test('who sends `Expect: 100-continue` is told at once to continue by workerd when the body is read, and not when it is refused', async () => {
  const ask = (authorization: string): Promise<string> =>
    raw(
      running,
      `POST /echo/small HTTP/1.1\r\nHost: localhost\r\n${authorization}Expect: 100-continue\r\n` +
        'Content-Length: 4\r\nConnection: close\r\n\r\nbody',
    )
  expect(await ask(`Authorization: Bearer ${running.tokens.good}\r\n`)).toMatch(
    /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /,
  )
  expect(await ask('')).toMatch(/^HTTP\/1\.1 401 /)
})

test('callers are held to how often they may call', async () => {
  const statuses: number[] = []
  // The counter begins anew with each minute, so a run may lie across two.
  for (let call = 0; call < 2 * STRICT_LIMIT + 1; call++) {
    statuses.push((await send(running, '/echo/strict', { headers: bearer(running.tokens.good) })).status)
  }
  expect(statuses.slice(0, STRICT_LIMIT)).toEqual(Array.from({ length: STRICT_LIMIT }, () => 200))
  expect(statuses).toContain(429)
})
