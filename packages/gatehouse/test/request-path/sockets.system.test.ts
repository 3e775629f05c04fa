// WebSockets pass through the gateway, guarded as every other request is.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bearer, type Headers, noted, open, send, wholeOf } from './client.ts'
import { type RequestPath, startRequestPath } from './request-path.ts'

let running: RequestPath
beforeAll(async () => {
  running = await startRequestPath({ GATEHOUSE_SYNC_SECONDS: '1' })
})
afterAll(async () => {
  await running.stop()
})

const tokenProtocol = (token: string): string => `gatehouse.bearer.${token}`

/** A WebSocket client; Node's takes headers, which a browser's can't. */
async function connected(id: string, protocols: string[], headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${running.port}/echo/socket/${id}`, { protocols, headers })
  await once(socket, 'open')
  return socket
}

async function answerTo(socket: WebSocket, message: string): Promise<unknown> {
  const heard = once(socket, 'message') as Promise<[MessageEvent]>
  socket.send(message)
  return (await heard)[0].data
}

function subjectOf(token: string): unknown {
  return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: unknown }).sub
}

async function openedWith(socket: WebSocket): Promise<unknown> {
  return JSON.parse(String(await answerTo(socket, 'opened with')))
}

describe('a WebSocket', () => {
  test('with its token in Authorization passes both ways', async () => {
    const socket = await connected('header', [], bearer(running.tokens.good))
    expect(await answerTo(socket, 'hello')).toBe('hello')
    expect(await openedWith(socket)).toEqual({ offered: null, authorization: `Bearer ${running.tokens.good}` })
    socket.close()
  })

  test.each([
    ['last', (token: string) => ['chat', token], 'chat'],
    ['first', (token: string) => [token, 'chat', 'superchat'], 'chat, superchat'],
  ])(
    'with its token %s among its subprotocols has it in Authorization, and the domain sees the others only',
    async (title, listOf, offered) => {
      const socket = await connected(`protocol-${title}`, listOf(tokenProtocol(running.tokens.good)))
      expect(socket.protocol).toBe('chat')
      expect(await openedWith(socket)).toEqual({ offered, authorization: `Bearer ${running.tokens.good}` })
      socket.close()
    },
  )

  test('is closed with the code and reason of the client', async () => {
    const socket = await connected('by-client', [], bearer(running.tokens.good))
    socket.close(4001, 'bye')
    expect(await noted(running, 'by-client', 'closed 4001 bye')).toEqual(['closed 4001 bye'])
  })

  test('is closed with the code and reason of the domain', async () => {
    const socket = await connected('by-domain', [], bearer(running.tokens.good))
    const closed = once(socket, 'close') as Promise<[CloseEvent]>
    socket.send('close 4002 enough')
    expect((await closed)[0]).toMatchObject({ code: 4002, reason: 'enough', wasClean: true })
  })

  test('is closed at both ends when its token is revoked, and no other one is', async () => {
    const { good, operator } = running.tokens
    const [socket, other] = await Promise.all([
      connected('revoked', [], bearer(good)),
      connected('of-another', [], bearer(operator)),
    ])
    const closed = once(socket, 'close') as Promise<[CloseEvent]>
    const body = JSON.stringify({ subject: subjectOf(good) })
    const headers = { ...bearer(operator), 'content-type': 'application/json' }
    expect((await send(running, '/admin/revocations', { method: 'POST', headers, body })).status).toBe(200)
    expect((await closed)[0]).toMatchObject({ code: 3000, reason: 'token_revoked', wasClean: true })
    expect(await noted(running, 'revoked', 'closed 3000 token_revoked')).toEqual(['closed 3000 token_revoked'])
    expect(await answerTo(other, 'still here')).toBe('still here')
    other.close()
    const undo = JSON.stringify({ subject: subjectOf(good), undo: true })
    expect((await send(running, '/admin/revocations', { method: 'POST', headers, body: undo })).status).toBe(200)
  })
})

// Asks for an upgrade and gives what came instead of it.
async function refusalOf(headers: Headers): Promise<unknown> {
  const outgoing = open(running, '/echo/socket/refused', {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  })
  const upgraded = once(outgoing, 'upgrade').then(() => {
    throw new Error('the connection was upgraded')
  })
  outgoing.end()
  const [incoming] = (await Promise.race([once(outgoing, 'response'), upgraded])) as [IncomingMessage]
  const { status, text } = await wholeOf(incoming)
  const { code } = JSON.parse(text) as { code: string }
  return [status, code]
}

describe('no upgrade', () => {
  test.each([
    ['without a token', () => ({}), 401, 'token_missing'],
    ['with none but other subprotocols', () => ({ 'sec-websocket-protocol': 'chat' }), 401, 'token_missing'],
    ['with a bad token in Authorization', ({ forged }) => bearer(forged), 401, 'token_signature'],
    [
      'with a bad token among the subprotocols',
      ({ forged }) => ({ 'sec-websocket-protocol': `chat, ${tokenProtocol(forged)}` }),
      401,
      'token_signature',
    ],
    [
      'with an empty token among the subprotocols',
      () => ({ 'sec-websocket-protocol': tokenProtocol('') }),
      401,
      'token_malformed',
    ],
    [
      'with two tokens among the subprotocols',
      ({ good }) => ({ 'sec-websocket-protocol': `${tokenProtocol(good)}, ${tokenProtocol(good)}` }),
      400,
      'token_ambiguous',
    ],
    [
      'with two tokens in repeated headers',
      ({ good }) => ({ 'sec-websocket-protocol': [tokenProtocol(good), `chat, ${tokenProtocol(good)}`] }),
      400,
      'token_ambiguous',
    ],
    [
      'with one token in either place',
      ({ good }) => ({ ...bearer(good), 'sec-websocket-protocol': tokenProtocol(good) }),
      400,
      'token_ambiguous',
    ],
  ] satisfies [string, (tokens: RequestPath['tokens']) => Headers, number, string][])(
    '%s',
    async (_title, headersOf, status, code) => {
      expect(await refusalOf(headersOf(running.tokens))).toEqual([status, code])
    },
  )
})
