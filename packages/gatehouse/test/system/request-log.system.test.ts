// The line that every request leaves in the log: enough to find out what happened, and nothing that should not lie there.
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { bearer, linesOf, startSystem, type System } from '../../src/testing/system.ts'

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
const TRACE = `00-${TRACE_ID}-b7ad6b7169203331-01`
const HASH = /^[0-9a-f]{24}$/

let system: System
beforeAll(async () => {
  system = await startSystem({ vars: { GATEHOUSE_LOG_SALT: 'salt' } })
})
afterAll(async () => {
  await system.stop()
})

/** Sends a request and gives its answer and its line. */
async function visit(path: string, headers: Readonly<Record<string, string>> = {}) {
  onTestFailed(() => system.harness.debug())
  const id = `test-${crypto.randomUUID()}`
  const answer = await system.fetch(path, { headers: { 'x-request-id': id, ...headers } })
  const lines = linesOf(system, 'request').filter((line) => line.includes(id))
  expect(lines).toHaveLength(1)
  const line = lines[0] ?? ''
  return { id, answer, text: line, line: JSON.parse(line) as Record<string, unknown> }
}

test('a request that was let in is told whole: when, what, who, by which keys, with what result', async () => {
  const token = await system.token({ user: 'reader', scope: 'read:payments' })
  const headers = { ...bearer(token), traceparent: TRACE }
  await visit('/payments?limit=7', headers)
  const { id, line, text } = await visit('/payments?limit=7', headers)
  expect(line).toEqual({
    level: 'info',
    event: 'request',
    time: expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/),
    requestId: id,
    traceId: TRACE_ID,
    method: 'GET',
    route: '/payments',
    status: 200,
    code: null,
    ms: expect.any(Number),
    service: 'payments',
    tier: 'memory',
    remembered: true,
    kind: 'user',
    client: 'local-app',
    subject: expect.stringMatching(HASH),
  })
  expect(text).not.toContain('limit=7')
})

test('a machine is named as one, by its client', async () => {
  const token = await system.token({ machine: true, scope: 'read:payments' })
  const { line } = await visit('/payments', bearer(token))
  expect(line).toMatchObject({ kind: 'machine', client: 'local-machine' })
})

test('an id in a path is not told, only where it stands', async () => {
  const token = await system.token({ user: 'reader', scope: 'read:payments' })
  const { line, text } = await visit('/payments/secret-id', bearer(token))
  expect(line).toMatchObject({ route: '/payments/:id', status: 404, code: 'not_found' })
  expect(text).not.toContain('secret-id')
})

describe('a refusal is told with its code, whoever made it:', () => {
  test.each([
    ['the guard', '/payments', 401, 'token_missing', 'payments'],
    ['the router', '/nowhere/secret', 404, 'route_not_found', null],
    ['the service', '/search?q=', 400, 'request_invalid', 'search'],
  ])('%s', async (_title, path, status, code, service) => {
    const { line, text } = await visit(path)
    expect(line).toMatchObject({ status, code, service, subject: null, client: null })
    expect(text).not.toContain('/nowhere')
  })
})

async function subjectOf(token: string): Promise<unknown> {
  return (await visit('/me', bearer(token))).line['subject']
}

describe('a subject', () => {
  test('has one hash whatever its token, and no two have the same', async () => {
    const [ada, again, remy] = [
      await subjectOf(await system.token({ user: 'admin' })),
      await subjectOf(await system.token({ user: 'admin', scope: 'read:payments' })),
      await subjectOf(await system.token({ user: 'reader' })),
    ]
    expect(ada).toMatch(HASH)
    expect(again).toBe(ada)
    expect(remy).not.toBe(ada)
  })
})

describe('the id of a request', () => {
  test.each([
    ['a service', '/search?q=token'],
    ['the gateway', '/public'],
    ['the documentation', '/docs'],
    ['a refusal', '/payments'],
    ['an unknown path', '/nowhere'],
  ])('is in the answer of %s', async (_title, path) => {
    const { id, answer } = await visit(path)
    expect(answer.headers.get('x-request-id')).toBe(id)
    if (!answer.ok) expect(await answer.json()).toMatchObject({ requestId: id })
  })

  test.each(['/search?q=', '/payments', '/public'])(
    'is one and the same in log and answer when the client gave none: %s',
    async (path) => {
      const answer = await system.fetch(path)
      const id = answer.headers.get('x-request-id') ?? ''
      expect(id).not.toBe('')
      expect(linesOf(system, 'request').filter((line) => line.includes(id))).toHaveLength(1)
    },
  )
})
