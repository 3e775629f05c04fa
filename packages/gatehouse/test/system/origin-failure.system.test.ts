// Origins that fail, behind the real gateway on workerd: the error names the origin, and other services are not affected.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../../../tools/workerd/server.ts'
import { echoService } from './echo-service.ts'
import { type OriginGateway, startOriginGateway } from './origin-gateway.ts'
import { type PlainOrigin, startPlainOrigin } from './plain-origin.ts'
import { startTenant, type Tenant } from '../../src/testing/system.ts'

let tenant: Tenant
let origin: PlainOrigin
let gateway: OriginGateway
let services: Parameters<typeof startOriginGateway>[1]
beforeAll(async () => {
  ;[tenant, origin] = await Promise.all([startTenant(), startPlainOrigin()])
  services = [
    // Replaced by a variable.
    echoService('echo', 'https://echo.invalid'),
    // Only what never answers is asked of it.
    echoService('silent', origin.url, { timeoutMillis: 300 }),
    // Long enough for the answers of a busy machine.
    echoService('slow', origin.url, { timeoutMillis: 5_000, healthPath: '/slow/open/fail' }),
    echoService('flaky', origin.url),
    echoService('gone', `http://127.0.0.1:${await freePort()}`),
  ]
  gateway = await startOriginGateway(tenant.url, services, { GATEHOUSE_ORIGIN_ECHO: origin.url })
})
afterAll(async () => {
  await Promise.all([gateway.stop(), origin.stop(), tenant.harness.close()])
})
beforeEach(() => {
  origin.arrivals()
})

const codeOf = ({ text }: { readonly text: string }): unknown => (JSON.parse(text) as { code: unknown }).code

describe('a connection that fails', () => {
  test('is 502, and 503 with Retry-After once it has failed five times', async () => {
    for (let sent = 0; sent < 5; sent++) {
      const answer = await gateway.send('/gone/open/x')
      expect([answer.status, codeOf(answer)]).toEqual([502, 'service_failed'])
    }
    const answer = await gateway.send('/gone/open/x')
    expect([answer.status, codeOf(answer)]).toEqual([503, 'service_unavailable'])
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect((await gateway.send('/echo/open/x')).status).toBe(200)
  })

  test.each([
    ['GET', 2],
    ['POST', 1],
  ])('under %s is tried %i times', async (method, times) => {
    expect((await gateway.send('/flaky/open/reset', { method })).status).toBe(502)
    expect(origin.arrivals()).toHaveLength(times)
  })

  test('to a host behind Cloudflare is 502 too, though Cloudflare answers in its place', async () => {
    const answer = await gateway.send('/echo/open/dead')
    expect([answer.status, codeOf(answer)]).toEqual([502, 'service_failed'])
    expect(answer.text).not.toContain('521')
    expect(origin.arrivals()).toHaveLength(2)
  })

  test('by saying nothing is 504, asked once, and over for the origin too', async () => {
    const answer = await gateway.send('/silent/open/slow')
    expect([answer.status, codeOf(answer)]).toEqual([504, 'service_timeout'])
    const arrivals = origin.arrivals()
    expect(arrivals).toHaveLength(1)
    await expect.poll(() => arrivals[0]?.isGone).toBe(true)
  })

  test('on one operation, eight times at once, leaves the others of its service what they are', async () => {
    const slow = await Promise.all(Array.from({ length: 8 }, () => gateway.send('/slow/open/slow')))
    expect(slow.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 504))
    const others = await Promise.all(
      Array.from({ length: 20 }, () => gateway.send('/slow/open/x', { method: 'DELETE' })),
    )
    expect(others.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
  })
})

/** What was found is told again for so long. */
const RESULT_KEPT_MILLIS = 5_000

test('readiness asks each origin once for twenty who want to know, at the path of its row, and takes anything below 500', async () => {
  const startedAt = Date.now()
  const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.send('/ready')))
  // Once in the time that a result is kept: the machine may be so busy that it takes longer than that to ask for it.
  const most = 1 + Math.floor((Date.now() - startedAt) / RESULT_KEPT_MILLIS)
  const asked = Map.groupBy(origin.arrivals(), ({ url }) => url)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
  expect(new Set(asked.keys())).toEqual(new Set(['/', '/slow/open/fail']))
  expect(asked.get('/')?.length).toBeGreaterThanOrEqual(3)
  expect(asked.get('/')?.length).toBeLessThanOrEqual(3 * most)
  expect(asked.get('/slow/open/fail')?.length).toBeLessThanOrEqual(most)
  await expect
    .poll(async () => {
      const { parts } = JSON.parse((await gateway.send('/ready')).text) as { parts: { name: string; ready: boolean }[] }
      return Object.fromEntries(parts.map(({ name, ready }) => [name, ready]))
    })
    .toMatchObject({ keys: true, echo: true, flaky: true, silent: true, slow: false, gone: false })
})

test('a variable that is no origin makes its service 503 not_configured, and no other', async () => {
  const misconfigured = await startOriginGateway(tenant.url, services, { GATEHOUSE_ORIGIN_ECHO: 'http://echo.example' })
  try {
    const answer = await misconfigured.send('/echo/open/x')
    expect([answer.status, codeOf(answer)]).toEqual([503, 'not_configured'])
    expect((await misconfigured.send('/flaky/open/x')).status).toBe(200)
    expect((await misconfigured.send('/echo/x')).status).toBe(401)
  } finally {
    await misconfigured.stop()
  }
})
