// Tests the project's own routes: requests are checked against their contract before their handlers run.
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { TABLE } from '../../../test/application/src/generated/table.ts'
import { makeKey, mint, type SigningKey } from '../../testing/access/support.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'
import { defineHandlers } from './own-routes.ts'

let key: SigningKey
let token: { authorization: string }
beforeAll(async () => {
  key = await makeKey('ours')
  token = { authorization: `Bearer ${await mint(key, { scope: 'read:payments' })}` }
})
beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a route of the project’s own', () => {
  const row = {
    method: 'PUT',
    path: '/notes/:name',
    operationId: 'putNote',
    service: null,
    access: { kind: 'scopes', all: ['read:payments'] },
    bodyMaxBytes: 8,
    body: { required: true, mediaTypes: ['text/plain'] },
  } as const
  const table = { ...TABLE, routes: [...TABLE.routes, row], ownOperations: ['putNote'] }
  const text = { 'content-type': 'text/plain' }
  const put = async (body: string | ReadableStream | null, headers: Record<string, string>) =>
    await openGateway(key, undefined, {
      table,
      handlers: defineHandlers({
        putNote: async ({ params, principal, request, operationId }) =>
          Response.json({ params, id: principal.id, operationId, body: await request.text() }, { status: 201 }),
      }),
    }).send('/notes/a%20b', { method: 'PUT', body, headers })

  test('is answered by its handler, which has the parameters, the principal and the body', async () => {
    const answer = await put('hello', { ...token, ...text })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(await answer.json()).toEqual({
      params: { name: 'a b' },
      id: 'auth0|1',
      operationId: 'putNote',
      body: 'hello',
    })
  })

  test.each([
    ['without a token', 'hello', () => text, 'token_missing'],
    ['with a body that is too large', '123456789', () => ({ ...token, ...text }), 'body_too_large'],
    ['without a body', null, () => ({ ...token, ...text }), 'request_invalid'],
    ['with another media type', '{}', () => ({ ...token, 'content-type': 'text/html' }), 'media_type_unsupported'],
  ] as const)('is refused %s before the handler', async (_title, body, headers, code) => {
    expect(await (await put(body, headers())).json()).toMatchObject({ code })
  })

  test('is held to its limit when the body does not say its length', async () => {
    const body = new Blob(['123456', '789012']).stream()
    expect(await (await put(body, { ...token, ...text })).json()).toMatchObject({ code: 'body_too_large' })
  })

  test.each([
    ['without a handler', {}, 'src/contract.ts has putNote, but defineHandlers in src/index.ts does not'],
    [
      'whose handler is another one',
      { putNote: () => new Response(), putNotes: () => new Response() },
      'defineHandlers has putNotes, but src/contract.ts does not',
    ],
  ])('%s is an error at the start', (_title, handlers, sentence) => {
    expect(() => openGateway(key, undefined, { table, handlers: defineHandlers<string>(handlers) })).toThrow(sentence)
  })
})
