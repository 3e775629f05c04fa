// Tests what the trace of a request says: its operation, and nothing of its caller or its address.
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { makeKey, mint, type SigningKey } from '../../testing/access/support.ts'
import { openGateway } from '../../testing/access/test-gateway.ts'

const TRACE_ID = 'dfeacad8e4ce7be21ac46471a51217fe'

let key: SigningKey
const info = vi.spyOn(console, 'info')
beforeAll(async () => {
  key = await makeKey('ours')
})
beforeEach(() => {
  info.mockReset().mockReturnValue(undefined)
})

function open({ isTraced = true } = {}) {
  const said: { name?: string; attributes?: object } = {}
  const getActiveSpan = () => ({
    isTraced,
    spanContext: () => ({ traceId: TRACE_ID }),
    updateName: (name: string) => (said.name = name),
    setAttributes: (attributes: object) => (said.attributes = attributes),
  })
  const { send } = openGateway(key, undefined, { context: { tracing: { getActiveSpan } } })
  return { said, send }
}

const traceOfLog = (): unknown => (JSON.parse(String(info.mock.calls.at(-1)?.[0])) as { traceId: unknown }).traceId

test('a trace is named by its operation and has service, kind and tier, and nothing of the token, the path or the query', async () => {
  const { said, send } = open()
  const token = await mint(key, { sub: 'auth0|secret-subject', scope: 'read:payments' })
  await send('/payments/a-secret-id?secret=1', { headers: { authorization: `Bearer ${token}` } })
  expect(said).toEqual({
    name: 'GET /payments/:id',
    attributes: { service: 'payments', code: undefined, kind: 'user', tier: expect.any(String) },
  })
  expect(JSON.stringify(said)).not.toContain('secret')
  expect(traceOfLog()).toBe(TRACE_ID)
})

test('a refusal has its code in the trace, and the id of the trace in its document', async () => {
  const { said, send } = open()
  const answer = await send('/payments')
  expect(await answer.json()).toMatchObject({ code: 'token_missing', traceId: TRACE_ID })
  expect(said).toMatchObject({ name: 'GET /payments', attributes: { service: 'payments', code: 'token_missing' } })
})

test('a path that nobody serves is not named', async () => {
  const { said, send } = open()
  await send('/secret-path')
  expect(said).toMatchObject({ name: 'unknown route', attributes: { service: 'gateway', code: 'route_not_found' } })
})

test('a request that is not traced has the trace of its sender in the log, and none in its document', async () => {
  const { said, send } = open({ isTraced: false })
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const answer = await send('/payments', { headers: { traceparent } })
  expect(said).toEqual({})
  expect(await answer.json()).not.toHaveProperty('traceId')
  expect(traceOfLog()).toBe('a'.repeat(32))
})
