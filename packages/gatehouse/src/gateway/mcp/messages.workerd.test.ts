// Tests the messages of MCP clients that are no call: versions, headers, what is wrong, and clients with a handshake (MCP 2026-07-28, Basic
// and Streamable HTTP; MCP 2025-11-25, Lifecycle).
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openGateway } from '../../testing/access/test-gateway.ts'
import { makeKey, mint, type SigningKey } from '../../testing/access/support.ts'

let key: SigningKey
let authorization: string
beforeAll(async () => {
  key = await makeKey('ours')
  authorization = `Bearer ${await mint(key, { scope: 'read:payments' })}`
})
beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const VERSION = '2026-07-28'
const VERSION_MEMBER = 'io.modelcontextprotocol/protocolVersion'
const CAPABILITIES = { 'io.modelcontextprotocol/clientCapabilities': {} }
const META = { [VERSION_MEMBER]: VERSION, ...CAPABILITIES }
const MODERN = { 'mcp-protocol-version': VERSION, 'mcp-method': 'tools/list' }
const LEGACY = { 'mcp-protocol-version': '2025-11-25' }
const LIST = { jsonrpc: '2.0', id: 7, method: 'tools/list', params: { _meta: META } }

type Headers = Readonly<Record<string, string>>

async function post(body: unknown, headers: Headers) {
  const response = await openGateway(key).send('/mcp', {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : (JSON.parse(text) as unknown),
  }
}

const supported = [VERSION, '2025-11-25', '2025-06-18']

describe('a message is refused', () => {
  test.each<[title: string, body: unknown, headers: Headers, code: number]>([
    ['that is no JSON', '{', MODERN, -32_700],
    ['that is a batch', [LIST], MODERN, -32_600],
    ['that is a batch of a client with a handshake', [{ ...LIST, params: {} }], LEGACY, -32_600],
    ['that is no object', '7', MODERN, -32_600],
    ['of another version of JSON-RPC', { ...LIST, jsonrpc: '1.0' }, MODERN, -32_600],
    ['that is a response', { jsonrpc: '2.0', id: 7, result: {} }, MODERN, -32_600],
    ['with the id null', { ...LIST, id: null }, MODERN, -32_600],
    ['with an id that is no whole number', { ...LIST, id: 1.5 }, MODERN, -32_600],
    ['that is a request without an id', { ...LIST, id: undefined }, MODERN, -32_600],
    ['with a list of parameters', { ...LIST, params: [] }, MODERN, -32_602],
    ['without its version in the body', { ...LIST, params: {} }, MODERN, -32_602],
    [
      'without the capabilities of its client',
      { ...LIST, params: { _meta: { [VERSION_MEMBER]: VERSION } } },
      MODERN,
      -32_602,
    ],
    ['without its version in the headers', LIST, { 'mcp-method': 'tools/list' }, -32_020],
    ['with another version in the headers', LIST, { ...MODERN, ...LEGACY }, -32_020],
    ['with another method in the headers', LIST, { ...MODERN, 'mcp-method': 'tools/call' }, -32_020],
    ['without its method in the headers', LIST, { 'mcp-protocol-version': VERSION }, -32_020],
    [
      'of a client with a handshake, with another method in the headers',
      { ...LIST, params: {} },
      { ...LEGACY, 'mcp-method': 'ping' },
      -32_020,
    ],
    ['of a client with a handshake, without its version', { ...LIST, params: {} }, {}, -32_020],
  ])('%s', async (_title, body, headers, code) => {
    const answer = await post(body, headers)
    expect([answer.status, answer.headers.get('x-problem-code')]).toEqual([400, 'request_invalid'])
    expect(answer.body).toMatchObject({ jsonrpc: '2.0', error: { code } })
  })

  test.each([
    ['with another name in the headers', { 'mcp-name': 'getDocument' }],
    ['without its name in the headers', {}],
    ['with a name in the headers that is no base64', { 'mcp-name': '=?base64?%?=' }],
  ])('that calls a tool %s', async (_title, headers) => {
    const message = { ...LIST, method: 'tools/call', params: { name: 'listPayments', _meta: META } }
    const answer = await post(message, { ...MODERN, 'mcp-method': 'tools/call', ...headers })
    expect(answer).toMatchObject({ status: 400, body: { id: 7, error: { code: -32_020 } } })
  })

  test.each([
    ['in body and headers', '1900-01-01', { ...LIST, params: { _meta: { ...META, [VERSION_MEMBER]: '1900-01-01' } } }],
    ['in the headers', '2024-11-05', { ...LIST, params: {} }],
    ['of a notification', '2024-11-05', { jsonrpc: '2.0', method: 'notifications/initialized' }],
  ])('with an unknown version %s, and is told the known ones', async (_title, requested, body) => {
    const answer = await post(body, { 'mcp-protocol-version': requested, 'mcp-method': 'tools/list' })
    expect(answer).toMatchObject({ status: 400, body: { error: { code: -32_022, data: { supported, requested } } } })
  })

  test.each([
    ['larger than 1 MiB', `"${'x'.repeat(1_048_575)}"`, {}, 413, 'body_too_large'],
    ['of another media type', '{}', { 'content-type': 'text/plain' }, 415, 'media_type_unsupported'],
    ['that is compressed', '{}', { 'content-encoding': 'gzip' }, 415, 'content_encoding_unsupported'],
    ['of a foreign page', LIST, { origin: 'https://evil.example' }, 403, 'origin_forbidden'],
    ['of a page without an origin', LIST, { origin: 'null' }, 403, 'origin_forbidden'],
    [
      'of a foreign page without a token',
      LIST,
      { origin: 'https://evil.example', authorization: '' },
      403,
      'origin_forbidden',
    ],
    ['without a token, whatever it is', '{', { authorization: '' }, 401, 'token_missing'],
    [
      'with a session in place of a token',
      LIST,
      { authorization: '', cookie: '__Host-gatehouse-session=x' },
      401,
      'token_missing',
    ],
  ])('%s', async (_title, body, headers, status, code) => {
    expect(await post(body, { ...MODERN, ...headers })).toMatchObject({ status, body: { code } })
  })

  test.each([
    ['resources/list', MODERN, 404],
    ['ping', MODERN, 404],
    ['subscriptions/listen', MODERN, 404],
    ['server/discover', LEGACY, 200],
    ['prompts/list', LEGACY, 200],
  ])('with an unknown method: %s', async (method, headers, status) => {
    const params = status === 404 ? { _meta: META } : {}
    const answer = await post({ ...LIST, method, params }, { ...headers, 'mcp-method': method })
    expect(answer).toMatchObject({ status, body: { id: 7, error: { code: -32_601 } } })
  })

  test.each([
    ['a tool that there is not', { name: 'nothing' }, 'Unknown tool: nothing'],
    ['a tool without a name', {}, '"name" must be'],
    ['a tool with arguments that are no object', { name: 'listPayments', arguments: [] }, '"arguments" must be'],
  ])('with wrong parameters: %s', async (_title, params, message) => {
    const headers = { ...LEGACY, 'mcp-method': 'tools/call' }
    const answer = await post({ ...LIST, method: 'tools/call', params }, headers)
    expect(answer).toMatchObject({
      status: 200,
      body: { error: { code: -32_602, message: expect.stringContaining(message) as string } },
    })
  })

  test('with a cursor that was never given', async () => {
    const answer = await post({ ...LIST, params: { cursor: 'x' } }, LEGACY)
    expect(answer).toMatchObject({ status: 200, body: { error: { code: -32_602 } } })
  })
})

test('a page of the gateway or of an allowed origin may send a message', async () => {
  for (const origin of ['https://api.example', 'https://app.example'])
    expect((await post(LIST, { ...MODERN, origin })).status).toBe(200)
})

test('a message of 1 MB is read', async () => {
  const params = { _meta: { ...META, padding: 'x'.repeat(1_000_000) } }
  expect((await post({ ...LIST, params }, MODERN)).status).toBe(200)
})

test.each(['GET', 'DELETE', 'PUT'])('%s is no method of the endpoint', async (method) => {
  const answer = await openGateway(key).send('/mcp', { method, headers: { authorization } })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
})

test('a notification is accepted, and has no answer', async () => {
  const answer = await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, LEGACY)
  expect([answer.status, answer.body]).toEqual([202, null])
})

test('a name in the headers may be in base64', async () => {
  const message = { ...LIST, method: 'tools/call', params: { name: 'nothing ä', _meta: META } }
  const headers = { ...MODERN, 'mcp-method': 'tools/call', 'mcp-name': '=?base64?bm90aGluZyDDpA==?=' }
  expect(await post(message, headers)).toMatchObject({ status: 200, body: { error: { code: -32_602 } } })
})

test('the server says its versions, and that it has tools', async () => {
  const method = 'server/discover'
  const answer = await post({ ...LIST, method }, { ...MODERN, 'mcp-method': method })
  expect(answer.body).toMatchObject({
    result: { resultType: 'complete', supportedVersions: supported, capabilities: { tools: {} }, cacheScope: 'public' },
  })
})

describe('a client with a handshake', () => {
  test.each([
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2024-11-05', '2025-11-25'],
    [VERSION, '2025-11-25'],
  ])('that knows %s is told %s', async (protocolVersion, version) => {
    const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    const answer = await post({ ...LIST, method: 'initialize', params }, {})
    expect(answer.status).toBe(200)
    expect(answer.headers.get('mcp-session-id')).toBeNull()
    expect(answer.body).toMatchObject({
      result: { protocolVersion: version, capabilities: { tools: {} }, serverInfo: { name: 'gatehouse' } },
    })
  })

  test('lists tools and is answered a ping, without anything of the newer revision', async () => {
    const listed = await post({ ...LIST, params: {} }, LEGACY)
    expect(Object.keys((listed.body as { result: object }).result)).toEqual(['tools'])
    expect((await post({ ...LIST, method: 'ping', params: undefined }, LEGACY)).body).toEqual({
      jsonrpc: '2.0',
      id: 7,
      result: {},
    })
  })
})
