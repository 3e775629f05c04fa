// Bodies for a service that is reached over HTTP: the gateway holds them against the service's own document.
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { raw } from '../request-path/client.ts'
import { echoService } from './echo-service.ts'
import { type OriginGateway, startOriginGateway } from './origin-gateway.ts'
import { type PlainOrigin, startPlainOrigin } from './plain-origin.ts'
import { startTenant, type Tenant } from '../../src/testing/system.ts'

let tenant: Tenant
let origin: PlainOrigin
let gateway: OriginGateway
beforeAll(async () => {
  ;[tenant, origin] = await Promise.all([startTenant(), startPlainOrigin()])
  gateway = await startOriginGateway(tenant.url, [echoService('echo', origin.url)])
})
afterAll(async () => {
  await Promise.all([gateway.stop(), origin.stop(), tenant.harness.close()])
})
beforeEach(() => {
  origin.arrivals()
})

const codeOf = ({ text }: { readonly text: string }): unknown => (JSON.parse(text) as { code: unknown }).code

const post = (headers: Readonly<Record<string, string>>, body?: string | readonly string[]) =>
  gateway.send('/echo/json/x', { method: 'POST', headers, ...(body !== undefined && { body }) })

test.each(['GET', 'HEAD'])(
  'a body of %s that does not say its length is refused, and is no defect of ours',
  async (method) => {
    const head = `${method} /echo/open/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`
    expect(await raw(gateway, `${head}2\r\n{}\r\n0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /)
    expect(origin.arrivals()).toEqual([])
  },
)

describe('a body that the document of the service demands', () => {
  test.each([
    ['is empty', { 'content-length': '0', 'content-type': 'application/json' }],
    ['is empty and comes in chunks', { 'transfer-encoding': 'chunked', 'content-type': 'application/json' }],
    ['is empty and names no media type', { 'content-length': '0' }],
  ])('is refused as missing when it %s', async (_title, headers) => {
    const answer = await post(headers)
    expect([answer.status, codeOf(answer)]).toEqual([400, 'request_invalid'])
    expect(answer.text).toContain('is missing')
    // The head of one in chunks has travelled on, but no service can take the request for a whole one.
    for (const arrival of origin.arrivals()) await expect.poll(() => arrival.isGone).toBe(true)
  })

  test('is refused as missing when nothing of the request speaks of a body', async () => {
    const text = await raw(gateway, 'POST /echo/json/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(origin.arrivals()).toEqual([])
  })

  test.each([
    ['of another media type', { 'content-type': 'application/xml' }, '{}', 'media_type_unsupported'],
    ['of no media type', {}, '{}', 'media_type_unsupported'],
    [
      'that is compressed',
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      gzipSync('{}').toString('latin1'),
      'content_encoding_unsupported',
    ],
  ])('is refused with 415 when it is one %s', async (_title, headers, body, code) => {
    const answer = await post(headers, body)
    expect([answer.status, codeOf(answer)]).toEqual([415, code])
    expect(origin.arrivals()).toEqual([])
  })

  test.each(['application/json', 'Application/JSON; charset=utf-8', 'text/csv'])('arrives as %s', async (mediaType) => {
    for (const framing of [{ 'content-length': '2' }, { 'transfer-encoding': 'chunked' }] as const) {
      expect(await post({ 'content-type': mediaType, ...framing }, '{}')).toMatchObject({ status: 200, text: 'fine' })
      expect(origin.arrivals()).toMatchObject([{ body: '{}' }])
    }
  })
})
