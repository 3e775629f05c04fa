// Tests a project's hooks: they can be stricter than the gateway, and never weaker.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { ProblemError } from '../../problem/problem-error.ts'
import { makeKey, mint, type SigningKey } from '../../testing/access/support.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'
import type { AdmittedRequest, Hooks, RequestDetails, ResponseHead } from '../extension.ts'
import { defineHooks } from './hooks.ts'

const ORIGIN = 'https://app.example'

let key: SigningKey
let token: { authorization: string }
beforeAll(async () => {
  key = await makeKey('ours')
  token = { authorization: `Bearer ${await mint(key, { scope: 'read:payments' })}` }
})
const lines: Record<string, unknown>[] = []
beforeEach(() => {
  lines.length = 0
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(JSON.parse(line)))
})
afterEach(() => {
  vi.restoreAllMocks()
})
const linesOf = (event: string) => lines.filter((line) => line['event'] === event)
const open = (hooks: Hooks) => openGateway(key, undefined, { hooks: defineHooks(hooks) })
const addHeaders = () => ({ 'x-region': 'eu', 'Cache-Control': 'public', vary: 'accept', 'set-cookie': 'a=b' })
const fail = () => Promise.reject(new Error('the collector is gone'))
const dropHeader = (_request: RequestDetails, { headers }: ResponseHead) => headers.delete('cache-control')
const consume = async ({ request }: AdmittedRequest) => {
  request.headers.delete('authorization')
  await request.text()
}
const grant = ({ principal }: AdmittedRequest) => {
  ;(principal.scopes as string[]).push('write:payments')
}
const upgrade = () => new Response(null, { status: 101, webSocket: new WebSocketPair()[1] })
const refuse = (): never => {
  throw new ProblemError('conflict')
}

describe('onRequest', () => {
  test('receives the gateway’s data about an accepted request', async () => {
    const seen: AdmittedRequest[] = []
    const { send } = open({ onRequest: (request) => void seen.push(request) })
    const headers = { ...token, 'x-request-id': 'abcdefgh-1' }
    expect(await (await send('/payments?x=1', { headers })).text()).toBe('from the service')
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ operationId: 'listPayments', service: 'payments', access: { kind: 'scopes' } })
    expect(seen[0]?.principal.scopes).toEqual(['read:payments'])
    expect(seen[0]?.requestId).toBe(linesOf('request')[0]?.['requestId'])
    expect(seen[0]?.request.url).toBe('https://api.example/payments?x=1')
  })

  test.each([
    ['without a token', '/payments', 'GET', 401],
    ['at an unknown path', '/nowhere', 'GET', 404],
    ['with an unknown method', '/payments', 'DELETE', 405],
    ['with a method that no contract can have', '/payments', 'PURGE', 405],
  ])('is not asked about a request %s, which is refused as ever', async (_title, path, method, status) => {
    const onRequest = vi.fn(() => new Response('let in'))
    expect((await open({ onRequest }).send(path, { method })).status).toBe(status)
    expect(onRequest).not.toHaveBeenCalled()
  })

  test.each([
    ['GET', '/payments', {}],
    ['HEAD', '/payments', {}],
    ['GET', '/payments', { upgrade: 'websocket', connection: 'upgrade' }],
    ['GET', '/docs', {}],
    ['GET', '/me', {}],
    ['GET', '/', {}],
  ])('is asked about %s %s %o', async (method, path, more) => {
    const { send } = open({ onRequest: refuse })
    expect((await send(path, { method, headers: { ...token, ...more } })).status).toBe(409)
  })

  test('refuses with a problem document that has everything that any refusal of the gateway has', async () => {
    const { send } = open({ onRequest: refuse })
    const answer = await send('/payments', { headers: { ...token, origin: ORIGIN } })
    expect(await answer.json()).toMatchObject({ code: 'conflict', status: 409, type: '/docs/errors#conflict' })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'content-type': 'application/problem+json',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-problem-code': 'conflict',
    })
    expect(linesOf('request')).toEqual([
      expect.objectContaining({ status: 409, code: 'conflict', route: '/payments', service: 'payments' }),
    ])
    expect(linesOf('server_error')).toEqual([])
  })

  test('answers with a Response that has the gateway’s headers, and none that are the gateway’s to set', async () => {
    const headers = {
      'access-control-allow-origin': '*',
      'clear-site-data': '"*"',
      'set-cookie': '__Host-gatehouse-session=x',
      'strict-transport-security': 'max-age=0',
      'x-request-id': 'mine',
    }
    const { send } = open({ onRequest: () => Response.json({ closed: true }, { headers }) })
    const answer = await send('/payments', { headers: { ...token, origin: ORIGIN } })
    expect(await answer.json()).toEqual({ closed: true })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-request-id': linesOf('request')[0]?.['requestId'],
    })
    for (const name of ['clear-site-data', 'set-cookie']) expect(answer.headers.has(name)).toBe(false)
  })

  // Deno has no WebSockets of this kind.
  test.skipIf(!('WebSocketPair' in globalThis))(
    'may answer with a WebSocket, to which onResponse adds nothing',
    async () => {
      const { send } = open({ onRequest: upgrade, onResponse: addHeaders })
      const answer = await send('/payments', { headers: { ...token, upgrade: 'websocket' } })
      expect(answer.status).toBe(101)
      expect(answer.webSocket).toBeInstanceOf(WebSocket)
      expect(answer.headers.has('x-region')).toBe(false)
      answer.webSocket?.accept()
      answer.webSocket?.close()
    },
  )

  test.each([
    ['throws', () => Promise.reject(new Error('the database of hooks is gone'))],
    ['returns something else', () => true as never],
  ])('lets nothing pass when it %s: 500 for the client, one line in the log', async (_title, onRequest) => {
    const { send } = open({ onRequest })
    const answer = await send('/payments', { headers: token })
    expect(await answer.json()).toMatchObject({ code: 'internal', status: 500 })
    expect(linesOf('server_error')).toHaveLength(1)
    expect(linesOf('request')).toEqual([expect.objectContaining({ status: 500, code: 'internal' })])
  })

  test('takes nothing from the request that the service gets', async () => {
    const service = { fetch: async (request: Request) => new Response(request.headers.get('authorization')) }
    const { send } = openGateway(key, undefined, { hooks: defineHooks({ onRequest: consume }), service: () => service })
    expect(await (await send('/payments', { headers: token })).text()).toBe(token.authorization)
  })

  test('does not see the cookies of sessions', async () => {
    const seen: (string | null)[] = []
    const { send } = open({ onRequest: ({ request }) => void seen.push(request.headers.get('cookie')) })
    await send('/', { headers: { cookie: '__Host-gatehouse-session=secret; theme=dark' } })
    await send('/health', { headers: { cookie: '__Host-gatehouse-session=secret' } })
    expect(seen).toEqual(['theme=dark', null])
  })

  test('can’t allow a caller more than the token does', async () => {
    const { send } = open({ onRequest: grant })
    expect((await send('/payments', { headers: token })).status).toBe(500)
    expect((await send('/payments', { method: 'POST', headers: token })).status).toBe(403)
  })
})

describe('onResponse', () => {
  test('sees every response, refusals too', async () => {
    const seen: [string | null, string | null, number, string | null][] = []
    const onResponse = ({ operationId, principal }: RequestDetails, { status, code }: ResponseHead) =>
      void seen.push([operationId, principal?.id ?? null, status, code])
    const { send } = open({ onResponse })
    await send('/payments', { headers: token })
    await send('/payments')
    await send('/nowhere')
    await send('/payments', { method: 'DELETE' })
    expect(seen).toEqual([
      ['listPayments', 'auth0|1', 200, null],
      ['listPayments', null, 401, 'token_missing'],
      [null, '', 404, 'route_not_found'],
      [null, '', 405, 'method_not_allowed'],
    ])
  })

  test('adds headers, and leaves those that are there', async () => {
    const { send } = open({ onResponse: addHeaders })
    const { headers } = await send('/payments')
    expect(headers.get('x-region')).toBe('eu')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('vary')).toBe('accept, origin')
    expect(headers.getSetCookie()).toEqual(['a=b'])
    expect(await (await send('/payments', { headers: token })).text()).toBe('from the service')
  })

  test.each([
    { 'Access-Control-Allow-Origin': '*' },
    { 'access-control-allow-credentials': 'true' },
    { 'strict-transport-security': 'max-age=0' },
    { 'clear-site-data': '"*"' },
    { 'www-authenticate': 'Basic' },
    { 'x-request-id': 'x' },
    { 'x-problem-code': 'x' },
    { 'content-length': '0' },
    { 'set-cookie': '__Host-gatehouse-session=x' },
    { 'not a name': 'x' },
  ])('must not add %o', async (added) => {
    const { send } = open({ onResponse: () => added })
    const answer = await send('/payments', { headers: { ...token, origin: ORIGIN } })
    expect(await answer.json()).toMatchObject({ code: 'internal' })
    expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN)
    expect(linesOf('server_error')).toHaveLength(1)
    expect(linesOf('request')).toEqual([expect.objectContaining({ status: 500, code: 'internal' })])
  })

  test('replaces the response by 500 when it throws', async () => {
    const answer = await open({ onResponse: fail }).send('/payments', { headers: token })
    expect(await answer.json()).toMatchObject({ code: 'internal' })
    expect(linesOf('server_error')).toHaveLength(1)
  })

  test('can’t change the response through what it is given', async () => {
    expect((await open({ onResponse: dropHeader }).send('/payments')).headers.get('cache-control')).toBe('no-store')
  })
})
