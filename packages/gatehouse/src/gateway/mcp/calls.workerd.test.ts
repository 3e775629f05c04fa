// Tests that the arguments of a tool become the request of its operation, and its response the result (MCP 2026-07-28, Tools).
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CallAnswer, callTool, type HeadersByName, type Service } from '../../testing/access/tool-client.ts'
import { makeKey, mint, type SigningKey } from '../../testing/access/support.ts'
import { readBody } from './response-body.ts'

let key: SigningKey
let token: string
beforeAll(async () => {
  key = await makeKey('ours')
  token = await mint(key, { scope: 'read:payments write:payments write:search' })
})
beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const JSON_TYPE = { 'content-type': 'application/json' }

const call = async (name: string, args: object, service?: Service): Promise<CallAnswer> =>
  await callTool(key, token, name, args, service)

/** The request that a tool has sent. */
async function sent(name: string, args: object) {
  const { result } = await call(name, args)
  return result?.['structuredContent'] as { method: string; url: string; body: string; headers: HeadersByName }
}

const answerLong: Service = async () => new Response('x'.repeat(262_145), { headers: { 'content-type': 'text/csv' } })

test('the arguments are sent as path, query, headers and body of the operation, and nothing else of the message is', async () => {
  expect(await sent('listPayments', { limit: 3, cursor: 'ä&b' })).toMatchObject({
    method: 'GET',
    url: 'https://api.example/payments?limit=3&cursor=%C3%A4%26b',
    body: '',
  })
  expect(await sent('getDocument', { id: 'a b?c' })).toMatchObject({
    url: 'https://api.example/search/documents/a%20b%3Fc',
  })
  const { headers, ...made } = await sent('createPayment', { body: { amount: 1 }, 'Idempotency-Key': 'k' })
  expect(made).toEqual({ method: 'POST', url: 'https://api.example/payments', body: '{"amount":1}' })
  expect(Object.keys(headers).toSorted()).toEqual([
    'accept',
    'accept-encoding',
    'authorization',
    'cf-connecting-ip',
    'content-length',
    'content-type',
    'idempotency-key',
    'x-request-id',
  ])
})

describe('the result', () => {
  test('is what the service wrote, to the letter, and says its status', async () => {
    const text = '{"payments":[],"nextCursor":null,"total":12345678901234567890}'
    const answer = await call('listPayments', {}, async () => new Response(text, { headers: JSON_TYPE }))
    expect(answer.status).toBe(200)
    expect(answer.result).toMatchObject({
      resultType: 'complete',
      content: [{ type: 'text', text }],
      isError: false,
      _meta: { 'gatehouse/status': 200 },
    })
    expect(answer.text).toContain(`"structuredContent":${text}`)
  })

  test.each([
    ['an image', 'image/png', 'AAE=', { type: 'image', mimeType: 'image/png', data: 'AAE=' }],
    ['sound', 'audio/wav', 'AAE=', { type: 'audio', mimeType: 'audio/wav', data: 'AAE=' }],
    [
      'other bytes',
      'application/pdf',
      'AAE=',
      {
        type: 'resource',
        resource: { uri: 'https://api.example/payments', mimeType: 'application/pdf', blob: 'AAE=' },
      },
    ],
    ['text', 'text/plain', 'aGk=', { type: 'text', text: 'hi' }],
    ['JSON that is none', 'application/json', 'aGk=', { type: 'text', text: 'hi' }],
  ])('shows %s as its own kind of content', async (_title, type, base64, content) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const service: Service = async () => new Response(bytes, { headers: { 'content-type': type } })
    expect((await call('listPayments', {}, service)).result).toMatchObject({ content: [content], isError: false })
  })

  test('links to an answer that is too long for a language model, which is no success where there is a schema', async () => {
    const uri = 'https://api.example/search/documents/a'
    const link = { type: 'resource_link', uri, name: 'getDocument', mimeType: 'text/csv' }
    expect((await call('getDocument', { id: 'a' }, answerLong)).result).toMatchObject({
      content: [link],
      isError: false,
    })
    expect((await call('listPayments', { limit: 2 }, answerLong)).result).toMatchObject({
      content: [{ type: 'text' }, { type: 'resource_link', uri: 'https://api.example/payments?limit=2' }],
      isError: true,
    })
    const told = { text: expect.stringContaining('Do not repeat it') as string }
    const { result } = await call('createPayment', { body: {} }, answerLong)
    expect(result).toMatchObject({ content: [told], isError: true })
  })

  test.each([
    ['without an answer', {}, { type: 'text', text: expect.stringContaining('(204)') as string }],
    ['with the place of its result', { location: '/b' }, { type: 'resource_link', uri: 'https://api.example/b' }],
    ['with a place that is none', { location: 'http://[' }, { type: 'text' }],
  ])('says that an operation %s was carried out', async (_title, headers, content) => {
    const { result } = await call(
      'deleteDocument',
      { id: 'a' },
      async () => new Response(null, { status: 204, headers }),
    )
    expect(result).toMatchObject({ content: [content], isError: false, _meta: { 'gatehouse/status': 204 } })
  })

  test.each([
    ['its problem', Response.json({ code: 'not_found' }, { status: 404 }), '{"code":"not_found"}'],
    [
      'its status',
      new Response('\0', { status: 500, headers: { 'content-type': 'image/png' } }),
      'The service answered 500.',
    ],
  ])('of an operation that failed is an error with %s', async (_title, response, text) => {
    const { status, result } = await call('getDocument', { id: 'a' }, async () => response)
    expect(status).toBe(200)
    expect(result).toMatchObject({ content: [{ text }], isError: true })
    expect(result).not.toHaveProperty('structuredContent')
  })

  test.each([
    ['getDocument', { id: 'a' }, /ended early, or could not be read\.$/],
    ['createPayment', { body: {} }, /ended early.*carried out\. Do not repeat it\.$/],
  ])('of an answer that ends early is an error: %s', async (name, args, text) => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
    const { result } = await call(name, args, async () => new Response(body, { headers: JSON_TYPE }))
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(text) as string }] })
  })

  test('is read of a Worker that compresses, whose body comes decoded', async () => {
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' }
    const { result } = await call('createPayment', { body: {} }, async () => new Response('{"id":"a"}', { headers }))
    expect(result).toMatchObject({ isError: false, structuredContent: { id: 'a' } })
  })

  test('is read of an origin that compresses, whose body comes as it is', async () => {
    const body = new Response('hi').body?.pipeThrough(new CompressionStream('gzip'))
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip' }
    expect(await readBody(new Response(body, { headers }), 100, true)).toEqual({ kind: 'text', text: 'hi' })
  })
})

test.each([
  ['that the tool does not have', 'listPayments', { wrong: 1 }, [{ in: 'arguments', path: 'wrong' }]],
  [
    'that are missing',
    'putDocument',
    {},
    [
      { in: 'path', path: 'id' },
      { in: 'body', message: 'is missing' },
    ],
  ],
  ['that are an object in place of a text', 'getDocument', { id: { a: 1 } }, [{ in: 'path', path: 'id' }]],
  ['that are empty in a path', 'getDocument', { id: '' }, [{ in: 'path', path: 'id' }]],
  ['that are an empty list in a path', 'getDocument', { id: [] }, [{ in: 'path', path: 'id', message: 'is missing' }]],
  ['that would leave a path', 'getDocument', { id: '..' }, [{ in: 'path', path: '' }]],
  ['with half a surrogate pair', 'getDocument', { id: '\uD800' }, [{ in: 'path', path: 'id' }]],
  ['with a line break in a header', 'createPayment', { 'Idempotency-Key': 'a\nb', body: {} }, [{ in: 'header' }]],
  ['with a number that would become another one', 'createPayment', { body: { amount: 2 ** 53 } }, [{ in: 'body' }]],
])('arguments %s are refused, and no service is called', async (_title, name, args, errors) => {
  const { status, result } = await call(name, args, () => Promise.reject(new Error('the service is called')))
  const [content] = (result?.['content'] ?? []) as readonly { readonly text: string }[]
  expect([status, result?.['isError']]).toEqual([200, true])
  expect(JSON.parse(content?.text ?? '')).toMatchObject({ code: 'request_invalid', errors })
})
