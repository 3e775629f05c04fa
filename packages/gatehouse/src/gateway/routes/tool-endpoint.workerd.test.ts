// Tests the endpoint of the tools: who sees which of them, and that a call is a request of the table (MCP 2026-07-28).
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { TABLE } from '../../../test/application/src/generated/table.ts'
import { packRoutes } from '../../contracts/pack-routes.ts'
import { makeClient, memoryOfProofs } from '../../testing/access/proofs.ts'
import { makeKey, mint, openGate, type SigningKey } from '../../testing/access/support.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'
import { serveTools } from '../mcp/index.ts'
import { answerOf, echo, type HeadersByName, messageOf, type RpcAnswer } from '../../testing/access/tool-client.ts'

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

/** Opens the gateway with a service in place of every domain. */
const open = (allowed?: number) => openGateway(key, allowed, { service: () => ({ fetch: echo }) })

const list = (headers: HeadersByName) => messageOf(token, 'tools/list', {}, headers)
const callOf = (name: string, args: object = {}, headers: HeadersByName = {}) =>
  messageOf(token, 'tools/call', { name, arguments: args }, headers)

const namesIn = ({ result }: RpcAnswer): string[] => {
  const tools = (result?.['tools'] ?? []) as readonly { readonly name: string }[]
  return tools.map(({ name }) => name)
}

describe('a list', () => {
  test.each([
    ['read:payments', ['getDocument', 'listPayments', 'search']],
    ['write:payments write:search', ['createPayment', 'deleteDocument', 'getDocument', 'putDocument', 'search']],
    ['', ['getDocument', 'search']],
  ])(
    'has exactly the tools that a token with the scope “%s” may call, in the order of their names',
    async (scope, names) => {
      const message = list({ authorization: `Bearer ${await mint(key, { scope })}` })
      const gateway = open()
      const answer = await answerOf(await gateway.send('/mcp', message))
      expect(namesIn(answer)).toEqual(names)
      expect(answer.result).toMatchObject({ resultType: 'complete', cacheScope: 'private', ttlMs: 300_000 })
      expect(namesIn(await answerOf(await gateway.send('/mcp', message)))).toEqual(names)
    },
  )

  test('needs a token where a tool does, and is open where no tool needs one', async () => {
    const message = list({ authorization: '' })
    const refused = await open().send('/mcp', message)
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain(METADATA)
    const { tools } = TABLE
    if (tools === undefined) throw new TypeError('the application has no tools')
    const table = { ...TABLE, tools: { ...tools, access: { kind: 'guest' } as const } }
    const opened = await openGateway(key, undefined, { table }).send('/mcp', message)
    expect(namesIn(await answerOf(opened))).toEqual(['getDocument', 'search'])
  })
})

const SERVER = { name: 'test', version: '1' }
const METADATA = 'resource_metadata="https://api.example/.well-known/oauth-protected-resource/mcp"'

test('tools that cannot be loaded are a refusal with a line of the log', async () => {
  const lines = vi.spyOn(console, 'info')
  const { tools } = TABLE
  if (tools === undefined) throw new TypeError('the application has no tools')
  const table = { ...TABLE, tools: { ...tools, load: () => Promise.reject(new Error('gone')) } }
  const gateway = openGateway(key, undefined, { table })
  const answer = await gateway.send('/mcp', list({}))
  expect([answer.status, gateway.keys]).toEqual([500, ['subject:auth0|1']])
  const logged = lines.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>)
  expect(logged).toMatchObject([{ event: 'request', route: '/mcp', status: 500 }])
})

describe('a call', () => {
  test('brings no token by an argument', async () => {
    const tool = {
      operationId: 'getDocument',
      path: '/search/documents/{id}',
      arguments: [
        { name: 'id', in: 'path' },
        { name: 'protocols', in: 'header', parameter: 'sec-websocket-protocol' },
      ],
      accept: 'application/json',
      listing: { name: 'getDocument', description: '', inputSchema: {}, annotations: {} },
    } as const
    const tools = { access: { kind: 'guest' }, scopes: [], load: async () => serveTools(SERVER, [tool]) } as const
    const gateway = openGateway(key, undefined, { table: { ...TABLE, tools }, service: () => ({ fetch: echo }) })
    const args = { id: 'a', protocols: 'gatehouse.bearer.forged' }
    const message = callOf('getDocument', args)
    const headers = new Headers(message.headers)
    headers.delete('authorization')
    const { result } = await answerOf(await gateway.send('/mcp', { ...message, headers: Object.fromEntries(headers) }))
    expect(result).toHaveProperty('structuredContent.headers.sec-websocket-protocol', args.protocols)
    expect(result).not.toHaveProperty('structuredContent.headers.authorization')
  })

  test('without a scope is 403 with all scopes at once, and leads to the metadata of the tools', async () => {
    const headers = { authorization: `Bearer ${await mint(key, { scope: 'openid' })}` }
    const answer = await open().send('/mcp', callOf('createPayment', { wrong: 1 }, headers))
    expect(answer.status).toBe(403)
    const challenge = answer.headers.get('www-authenticate')
    expect(challenge).toContain('error="insufficient_scope", scope="write:payments"')
    expect(challenge).toContain(METADATA)
    expect(await answer.json()).toMatchObject({ code: 'scope_missing' })
  })

  test('is refused for a bad token before its arguments are', async () => {
    for (const name of ['createPayment', 'listPayments', 'nothing']) {
      const answer = await open().send('/mcp', callOf(name, { wrong: 1 }, { authorization: 'Bearer x.y.z' }))
      expect([name, answer.status]).toEqual([name, 401])
    }
  })

  test.each([
    ['is not read beyond 64 KiB without a good token', async () => 'x.y.z', 401, 200_000],
    ['is read as a whole with one', async () => token, 400, 1_100_000],
  ])('%s', async (_, tokenOf, status, maxBytes) => {
    let pulled = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulled += 10_000
          controller.enqueue(new Uint8Array(10_000).fill(32))
          if (pulled >= 1_000_000) controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    const message = callOf('listPayments', {}, { authorization: `Bearer ${await tokenOf()}` })
    expect((await open().send('/mcp', { ...message, body })).status).toBe(status)
    expect(pulled).toBeLessThan(maxBytes)
    expect(pulled).toBeGreaterThan(maxBytes / 10)
  })

  test('counts once for its caller, whether its arguments fit or not', async () => {
    const gateway = open()
    await gateway.send('/mcp', callOf('listPayments'))
    expect(gateway.keys).toEqual(['subject:auth0|1'])
    await gateway.send('/mcp', callOf('listPayments', { wrong: 1 }))
    expect(gateway.keys).toEqual(['subject:auth0|1', 'subject:auth0|1'])
  })

  test('past a limit is an error of the tool', async () => {
    const { status, result } = await answerOf(await open(0).send('/mcp', callOf('listPayments')))
    const content = [{ text: expect.stringContaining('rate_limited') as string }]
    expect([status, result]).toMatchObject([200, { isError: true, content }])
  })

  test('has the log line of its operation and no other', async () => {
    const lines = vi.spyOn(console, 'info')
    const answer = await open().send('/mcp', callOf('listPayments', {}, { 'x-request-id': 'of-the-client' }))
    expect(answer.headers.get('x-request-id')).toBe('of-the-client')
    const logged = lines.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>)
    expect(logged).toMatchObject([
      { event: 'request', requestId: 'of-the-client', method: 'GET', route: '/payments', status: 200 },
    ])
  })

  test('with a bound token needs a proof for the message, which is good once', async () => {
    const client = await makeClient()
    const bound = await mint(key, { scope: 'read:payments', cnf: { jkt: client.thumbprint } })
    const { gate } = openGate([key], { mode: 'allowed', replay: memoryOfProofs() })
    const gateway = openGateway(key, undefined, { tenant: { gate }, service: () => ({ fetch: echo }) })
    const send = async (dpop: string): Promise<number> => {
      const answer = await gateway.send('/mcp', callOf('listPayments', {}, { authorization: `DPoP ${bound}`, dpop }))
      return answer.status
    }
    const proof = await client.prove(bound, { htm: 'POST', htu: 'https://api.example/mcp' })
    expect([await send(proof), await send(proof)]).toEqual([200, 401])
    expect(await send(await client.prove(bound))).toBe(401)
  })

  test('reaches the operation in a large table, which is read in parts', async () => {
    const table = { ...TABLE, ...packRoutes(TABLE.routes) }
    const gateway = openGateway(key, undefined, { table, service: () => ({ fetch: echo }) })
    const { result } = await answerOf(await gateway.send('/mcp', callOf('getDocument', { id: 'a' })))
    expect(result).toMatchObject({ structuredContent: { url: 'https://api.example/search/documents/a' } })
  })

  test('whose path is that of another operation does not reach it', async () => {
    const access = { kind: 'anyone' } as const
    const other = { method: 'GET', path: '/search/documents/x', operationId: 'x', service: 'search', access }
    const table = { ...TABLE, routes: [other, ...TABLE.routes] }
    const gateway = openGateway(key, undefined, { table, service: () => ({ fetch: echo }) })
    const { result } = await answerOf(await gateway.send('/mcp', callOf('getDocument', { id: 'x' })))
    const content = [{ text: expect.stringContaining('is the path of another operation') as string }]
    expect(result).toMatchObject({ isError: true, content })
  })
})
