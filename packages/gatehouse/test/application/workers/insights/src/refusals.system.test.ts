// Tests the refusals and failures of payments for clients of insights, and that insights stops asking for a client that has left.
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest'
import { linesOf, startSystem, type System, withSystem } from 'gatehouse/testing'
import { person, readerOf } from './testing/client.ts'
import type { Asked, ScriptedAnswer } from './testing/payments-stand-in.ts'

const PATHS = ['/insights/payments', '/insights/payments.csv', '/insights/payments/live']
const PROBLEM = { 'content-type': 'application/problem+json' }

let system: System
beforeAll(async () => {
  const standIns = [
    { folder: 'insights', binding: 'PAYMENTS', main: 'workers/insights/src/testing/payments-stand-in.ts' },
  ]
  system = await startSystem({ standIns })
})
afterAll(async () => {
  await system.stop()
})
beforeEach(() => {
  onTestFailed(() => system.harness.debug())
  system.harness.clearLogs()
})

const page = (nextCursor: string | null, size = 1): ScriptedAnswer => ({
  body: {
    payments: Array.from({ length: size }, (_, index) => ({
      id: `p-${index}`,
      owner: 'auth0|ada',
      amount: 5,
      currency: 'EUR',
      description: 'x'.repeat(200),
      refund: null,
      createdAt: '2026-11-23T09:30:00.000Z',
    })),
    nextCursor,
  },
})

async function tell(...script: ScriptedAnswer[]): Promise<void> {
  const init = { method: 'POST', body: JSON.stringify(script) }
  await system.harness.getWorker('payments').fetch('https://payments.internal/script', init)
}

async function asked(): Promise<Asked[]> {
  return (await (await system.harness.getWorker('payments').fetch('https://payments.internal/asked')).json()) as Asked[]
}

describe.each(PATHS)('%s', (path) => {
  test.each<[number, string, Readonly<Record<string, string>>]>([
    [401, 'token_expired', { 'www-authenticate': 'Bearer realm="gatehouse", error="invalid_token"' }],
    [403, 'scope_missing', { 'www-authenticate': 'Bearer realm="gatehouse", error="insufficient_scope"' }],
    [429, 'rate_limited', { 'retry-after': '37' }],
    [500, 'internal', {}],
    [503, 'keys_unavailable', { 'retry-after': '5' }],
  ])('answers what payments refuses: %d %s', async (status, code, headers) => {
    await tell({ status, headers: { ...PROBLEM, 'x-problem-code': code, ...headers }, body: { status, code, more: 1 } })
    const answer = await (await person(system)).get(path)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).toBe(value)
    expect(await answer.json()).toEqual({ status, code, more: 1 })
    expect(linesOf(system, 'request').at(-1)).toContain(`"code":"${code}"`)
  })

  test('is 502 when payments throws', async () => {
    await tell({ throws: true })
    const answer = await (await person(system)).get(path)
    expect(answer.status).toBe(502)
    expect(await answer.json()).toMatchObject({ code: 'service_failed' })
  })

  test('hands the token and the trace on, and names the request as the gateway does', async () => {
    await tell(page(null))
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const headers = { traceparent, tracestate: 'a=b', cookie: 'c=1' }
    const answer = await (await person(system)).get(path, headers)
    const [sent] = await asked()
    expect(sent?.headers).toMatchObject({ traceparent, tracestate: 'a=b' })
    expect(sent?.headers['authorization']).toMatch(/^Bearer ey/)
    expect(sent?.headers['x-request-id']).toBe(answer.headers.get('x-request-id'))
    expect(sent?.headers).not.toHaveProperty('cookie')
    await answer.body?.cancel()
  })
})

describe('a table', () => {
  test('that payments does not finish does not look whole', async () => {
    await tell(page('more'), page('more'), { status: 500, headers: PROBLEM, body: { code: 'internal' } })
    const answer = await (await person(system)).get('/insights/payments.csv')
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
    expect(linesOf(system, 'export_broken_off').join()).toContain('payments refused with 500')
  })

  test('that would be longer than one request may read does not look whole', async () => {
    await tell(page('more'))
    const answer = await (await person(system)).get('/insights/payments.csv')
    await expect(answer.text()).rejects.toThrow()
    expect(await asked()).toHaveLength(20)
  })

  test('is asked for as it is read, not all at once', async () => {
    await tell(...Array.from({ length: 19 }, () => page('more', 1_000)), page(null))
    const answer = await (await person(system)).get('/insights/payments.csv')
    const rows = readerOf(answer)
    await rows.until('\r\n')
    expect((await asked()).length).toBeLessThan(20)
    await rows.cancel()
  })
})

describe('a live view', () => {
  test('whose client goes away asks payments no more', async () => {
    await tell(page(null), page(null), page(null, 2))
    const events = readerOf(await (await person(system)).get('/insights/payments/live'))
    await events.until('event: totals')
    await events.cancel()
    // Another view that begins now asks for the second time when the first one would have done so too.
    const other = readerOf(await (await person(system)).get('/insights/payments/live'))
    await other.until('"count":2')
    expect(await asked()).toHaveLength(3)
    await other.cancel()
  })

  test('that payments refuses on the way ends, and whoever comes back is told why', async () => {
    await tell(page(null), { status: 429, headers: PROBLEM, body: { code: 'rate_limited' } })
    const ada = await person(system)
    const events = readerOf(await ada.get('/insights/payments/live'))
    expect(await events.until('this never comes')).toContain('event: totals')
    await expect.poll(() => linesOf(system, 'live_totals_ended').join()).toContain('payments refused with 429')
    expect((await ada.get('/insights/payments/live')).status).toBe(429)
  })
})

test('without payments its insights are 503, and the rest lives on', async () => {
  await withSystem({ without: ['payments'] }, async (system) => {
    for (const path of PATHS) {
      const answer = await (await person(system)).get(path)
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({ code: 'service_unavailable' })
    }
    expect((await system.fetch('/search?q=token')).status).toBe(200)
  })
})
