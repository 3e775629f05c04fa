// Two addresses: a page for people at /status, which knows nothing, and the guarded figures at /status/figures.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bearer, startSystem, type System, withSystem } from '../../src/testing/system.ts'

const NAVIGATION = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

let system: System
beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system.stop()
})

describe('the figures', () => {
  test.each([
    ['a client without an Accept header', {}],
    ['curl', { accept: '*/*' }],
    ['a script', { accept: 'application/json' }],
    ['a browser', NAVIGATION],
  ])('are refused to %s without a token', async (_title, headers) => {
    const answer = await system.fetch('/status/figures', { headers })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ code: 'token_missing' })
  })

  test.each(['*/*', NAVIGATION.accept])('are JSON for a client with a token that accepts %s', async (accept) => {
    const headers = { accept, ...bearer(await system.token({ user: 'reader' })) }
    const answer = await system.fetch('/status/figures', { headers })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(await answer.json()).toHaveProperty('counts')
  })

  test('are refused to a browser with an invalid token', async () => {
    const answer = await system.fetch('/status/figures', { headers: { ...NAVIGATION, ...bearer('a.b.c') } })
    expect(answer.status).toBe(401)
  })
})

describe('the page', () => {
  test('holds no figures, keys or names', async () => {
    const answer = await system.fetch('/status', { headers: NAVIGATION })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/html')
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

  test('is the same for a client with a token', async () => {
    const page = await (await system.fetch('/status', { headers: NAVIGATION })).text()
    const headers = bearer(await system.token({ user: 'reader' }))
    expect(await (await system.fetch('/status', { headers })).text()).toBe(page)
  })

  test('has a head of its own', async () => {
    const answer = await system.fetch('/status', { method: 'HEAD', headers: NAVIGATION })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/html')
  })

  test('is refused when the gateway is not configured', async () => {
    await withSystem({ vars: { AUTH0_AUDIENCE: '' } }, async (unconfigured) => {
      const answer = await unconfigured.fetch('/status', { headers: NAVIGATION })
      expect([answer.status, answer.headers.get('x-problem-code')]).toEqual([503, 'not_configured'])
      expect(await answer.text()).toContain('AUTH0_AUDIENCE')
    })
  })
})

test.each(['/status', '/status/figures'])('no other method is known at %s', async (path) => {
  const answer = await system.fetch(path, { method: 'POST', headers: NAVIGATION })
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe('HEAD, GET')
})
