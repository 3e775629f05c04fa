// Who gets what at /status: people the page, which knows nothing, and everybody else the guarded figures.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bearer, startSystem, type System, withSystem } from '../../src/testing/system.ts'

const NAVIGATION = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

let system: System
beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system.stop()
})

test.each([
  ['no Accept at all', {}],
  ['curl', { accept: '*/*' }],
  ['a script', { accept: 'application/json' }],
])('%s without a token is refused', async (_title, headers) => {
  const answer = await system.fetch('/status', { headers })
  expect(answer.status).toBe(401)
  expect(await answer.json()).toMatchObject({ code: 'token_missing' })
  expect(answer.headers.get('vary')).toBe('accept, authorization')
})

test.each(['*/*', NAVIGATION.accept])(
  'whoever shows a token gets the figures, whatever they accept: %s',
  async (accept) => {
    const headers = { accept, ...bearer(await system.token({ user: 'reader' })) }
    const answer = await system.fetch('/status', { headers })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(answer.headers.get('vary')).toBe('accept, authorization')
    expect(await answer.json()).toHaveProperty('counts')
  },
)

test('a browser that shows a bad token is refused, not shown the page', async () => {
  const answer = await system.fetch('/status', { headers: { ...NAVIGATION, ...bearer('a.b.c') } })
  expect(answer.status).toBe(401)
})

test('a browser gets a page without figures, keys or names', async () => {
  const answer = await system.fetch('/status', { headers: NAVIGATION })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('text/html')
  expect(answer.headers.get('vary')).toBe('accept, authorization')
  expect(answer.headers.get('x-request-id')).not.toBeNull()
  const policy = answer.headers.get('content-security-policy')
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain(`connect-src 'self' ${system.tenantUrl};`)
  const page = await answer.text()
  const { current, next } = await system.control('GET', 'keys')
  for (const secret of [String(current), String(next), 'payments', 'route_not_found'])
    expect(page).not.toContain(secret)
  // The same page, whatever has happened meanwhile.
  await system.fetch('/nowhere')
  expect(await (await system.fetch('/status', { headers: NAVIGATION })).text()).toBe(page)
})

test('a browser that only asks for the head gets that', async () => {
  const answer = await system.fetch('/status', { method: 'HEAD', headers: NAVIGATION })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('text/html')
})

test('other methods are unknown, for browsers too', async () => {
  const answer = await system.fetch('/status', { method: 'POST', headers: NAVIGATION })
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe('HEAD, GET')
})

test('without a configuration the page is refused as well', async () => {
  await withSystem({ vars: { AUTH0_AUDIENCE: '' } }, async (unconfigured) => {
    const answer = await unconfigured.fetch('/status', { headers: NAVIGATION })
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: 'not_configured' })
  })
})
