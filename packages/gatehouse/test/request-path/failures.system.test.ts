// Tests that the failure of a domain affects no other request, and that its cause is not shown.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bearer, raw, send } from './client.ts'
import { type RequestPath, startRequestPath } from './request-path.ts'

let running: RequestPath
beforeAll(async () => {
  running = await startRequestPath()
})
afterAll(async () => {
  await running.stop()
})

test.each([
  ['throws', '/crash/throw', 502, 'service_failed'],
  ['hangs', '/hang', 504, 'service_timeout'],
  ['is not bound', '/absent', 503, 'service_unavailable'],
  ['throws inside a handler', '/echo/throw', 500, 'internal'],
])('a domain that %s is told from others by its code, and they go on working', async (_title, path, status, code) => {
  const headers = { ...bearer(running.tokens.good), 'x-request-id': 'mine' }
  const [failed, ...others] = await Promise.all([
    send(running, path, { headers }),
    ...Array.from({ length: 5 }, () => send(running, '/echo/guarded', { headers })),
  ])
  expect([failed.status, JSON.parse(failed.text)]).toMatchObject([status, { code, requestId: 'mine' }])
  expect(failed.text).not.toContain('secret')
  expect(others.map((other) => other.status)).toEqual([200, 200, 200, 200, 200])
  expect((await send(running, '/echo/guarded', { headers })).status).toBe(200)
})

test('an answer that its domain breaks off is never ended as if it were whole', async () => {
  const received = await raw(running, 'GET /crash/cut HTTP/1.1\r\nHost: localhost\r\n\r\n')
  expect(received).not.toMatch(/\r\n0\r\n\r\n$|^HTTP\/1\.1 200[^]*content-length/i)
  expect(received).not.toContain('secret')
})
