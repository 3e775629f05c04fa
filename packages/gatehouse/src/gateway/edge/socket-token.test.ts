// Tests the token of a WebSocket. It is offered as a subprotocol because a browser cannot set headers on a WebSocket.
import { describe, expect, test } from 'vitest'
import { withSocketToken } from './socket-token.ts'

const PROTOCOL = 'sec-websocket-protocol'

function request(headers: Readonly<Record<string, string>>): Request {
  return new Request('https://api.example/chat', { headers })
}

describe('a token among the subprotocols', () => {
  test.each([
    ['chat, gatehouse.bearer.a.b.c', 'chat'],
    ['gatehouse.bearer.a.b.c,chat', 'chat'],
    ['one , gatehouse.bearer.a.b.c ,\ttwo', 'one, two'],
    ['gatehouse.bearer.a.b.c', null],
  ])('becomes the one of Authorization, and leaves the list: %j', (list, left) => {
    const { headers } = withSocketToken(request({ [PROTOCOL]: list }))
    expect(headers.get('authorization')).toBe('Bearer a.b.c')
    expect(headers.get(PROTOCOL)).toBe(left)
  })

  test('beside another is ambiguous, the same one twice too', () => {
    const list = 'gatehouse.bearer.a.b.c, gatehouse.bearer.a.b.c'
    expect(() => withSocketToken(request({ [PROTOCOL]: list }))).toThrow(
      expect.objectContaining({ code: 'token_ambiguous' }),
    )
  })

  test.each(['Bearer a.b.c', 'Basic dXNlcg==', ''])(
    'beside an Authorization header is ambiguous: %j',
    (authorization) => {
      const made = request({ [PROTOCOL]: 'gatehouse.bearer.a.b.c', authorization })
      expect(() => withSocketToken(made)).toThrow(expect.objectContaining({ code: 'token_ambiguous' }))
    },
  )
})

test('a list of subprotocols that is larger than any token needs is refused', () => {
  const list = `gatehouse.bearer.a.b.c${',a'.repeat(10_240)}`
  expect(() => withSocketToken(request({ [PROTOCOL]: list }))).toThrow(
    expect.objectContaining({ code: 'header_too_large' }),
  )
})

test.each([{}, { [PROTOCOL]: 'chat' }, { [PROTOCOL]: 'x.gatehouse.bearer.a' }, { authorization: 'Bearer a.b.c' }])(
  'a request without one is the very same: %j',
  (headers: Record<string, string>) => {
    const made = request(headers)
    expect(withSocketToken(made)).toBe(made)
  },
)
