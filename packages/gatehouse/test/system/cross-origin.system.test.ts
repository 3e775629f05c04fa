// Pages of other origins, as browsers ask for them: who may call, and who may read what comes back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bearer, startSystem, type System } from '../../src/testing/system.ts'

const APP = 'https://app.example.com'
const STRANGER = 'https://attacker.example'

let open: System
let closed: System
beforeAll(async () => {
  open = await startSystem({ vars: { GATEHOUSE_ALLOWED_ORIGINS: `${APP}, http://localhost:3000` } })
  closed = await startSystem()
})
afterAll(async () => {
  await open.stop()
  await closed.stop()
})

function preflight(system: System, origin: string, path: string) {
  return system.fetch(path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,idempotency-key',
    },
  })
}

describe('an origin that is allowed', () => {
  test.each([APP, 'http://localhost:3000'])('gets its preflight answered before any guard: %s', async (origin) => {
    const answer = await preflight(open, origin, '/payments')
    expect(answer.status).toBe(204)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'HEAD, GET, POST',
      'access-control-allow-headers': 'authorization,content-type,idempotency-key',
      'access-control-max-age': '7200',
    })
    expect(answer.headers.get('vary')).toContain('origin')
  })

  test('reads what it asked for', async () => {
    const token = await open.token({ user: 'reader', scope: 'read:payments' })
    const answer = await open.fetch('/payments', { headers: { ...bearer(token), origin: APP } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP)
    expect(await answer.json()).toHaveProperty('payments')
  })

  test.each([
    ['a refusal', '/payments', 401],
    ['an unknown path', '/nope', 404],
  ])('reads %s, challenge and all', async (_title, path, status) => {
    const answer = await open.fetch(path, { headers: { origin: APP } })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP)
    expect(answer.headers.get('access-control-expose-headers')).toContain('www-authenticate')
    expect(answer.headers.get('vary')).toContain('origin')
  })

  test('is never let in with the cookies of the browser', async () => {
    for (const answer of [
      await preflight(open, APP, '/payments'),
      await open.fetch('/public', { headers: { origin: APP } }),
    ])
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
  })

  test('of an unknown path gets no preflight', async () => {
    expect((await preflight(open, APP, '/nope')).status).toBe(404)
  })
})

describe('any other origin', () => {
  test.each([
    ['a stranger', () => open, STRANGER],
    ['one that begins like ours', () => open, `${APP}.attacker.example`],
    ['one over http', () => open, 'http://app.example.com'],
    ['another port', () => open, `${APP}:8443`],
    ['null, as a sandboxed frame has it', () => open, 'null'],
    ['whoever asks a gateway that allows nobody', () => closed, APP],
  ])('%s may neither ask nor read', async (_title, system, origin) => {
    for (const answer of [
      await preflight(system(), origin, '/payments'),
      await system().fetch('/public', { headers: { origin } }),
      await system().fetch('/payments', { headers: { origin } }),
    ]) {
      expect(answer.headers.has('access-control-allow-origin')).toBe(false)
      expect(answer.headers.has('access-control-allow-methods')).toBe(false)
    }
  })
})

test('a request that no page sent is answered as ever', async () => {
  const answer = await open.fetch('/public')
  expect(answer.status).toBe(200)
  expect(answer.headers.has('access-control-allow-origin')).toBe(false)
})

describe('once pages of other origins may call, every answer says that it depends on who asks', () => {
  test.each([
    ['an answer of the gateway', '/public', 200],
    ['an answer with a Vary of its own', '/', 200],
    ['a refusal', '/payments', 401],
    ['an unknown path', '/nope', 404],
    ['an answer of a domain', '/search?q=a', 200],
  ])('%s: %s', async (_title, path, status) => {
    for (const headers of [{}, { origin: STRANGER }, { origin: APP }]) {
      const token = await open.token({ user: 'reader', scope: 'read:search' })
      const answer = await open.fetch(path, {
        headers: { ...headers, ...(status === 200 && path !== '/' && path !== '/public' && bearer(token)) },
      })
      expect(answer.status).toBe(status)
      const names = (answer.headers.get('vary') ?? '').split(',').map((name) => name.trim())
      expect(names.filter((name) => name === 'origin')).toHaveLength(1)
    }
  })

  test('and none does where nobody may', async () => {
    expect((await closed.fetch('/public')).headers.get('vary') ?? '').not.toContain('origin')
  })
})
