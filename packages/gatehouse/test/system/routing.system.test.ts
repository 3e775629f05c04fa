// Routing: no path outside the contracts is served, and no spelling of a path bypasses a guard.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { bearer, startSystem, type System } from 'gatehouse/testing'

let system: System
beforeAll(async () => {
  system = await startSystem()
})
afterAll(async () => {
  await system.stop()
})

// fetch() would normalize the path before it sends it. A raw socket does not.
function rawStatus(target: string): Promise<number> {
  const { hostname, port } = new URL(system.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`)
    })
    socket.once('data', (data) => {
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1]))
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

const NOWHERE = ['/nope', '/payments/a/b', '/payments/', '/Payments', '/docs/nope', '/.dev.vars', '/_tenant/keys']
// What the gateway fills in before it serves it is not served as it lies there.
const UNFILLED = ['/templates/docs.html', '/templates/openapi.json']

test.each([...NOWHERE, ...UNFILLED])('an unknown path is 404 at the edge: %s', async (path) => {
  const answer = await system.fetch(path)
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ code: 'route_not_found' })
})

test.each([
  ['POST', '/health', 'HEAD, GET'],
  ['DELETE', '/payments', 'HEAD, GET, POST'],
  ['PUT', '/payments/x', 'HEAD, GET'],
  ['GET', '/payments/x/refund', 'POST'],
  ['POST', '/search/documents/x', 'HEAD, GET, PUT, DELETE'],
])('a known path with another method is 405 with Allow: %s %s', async (method, path, allow) => {
  const answer = await system.fetch(path, { method })
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe(allow)
  expect(await answer.json()).toMatchObject({ code: 'method_not_allowed' })
})

test('HEAD is answered wherever GET is, guarded alike and without a body', async () => {
  const open = await system.fetch('/search?q=token', { method: 'HEAD' })
  expect([open.status, await open.text()]).toEqual([200, ''])
  expect((await system.fetch('/payments', { method: 'HEAD' })).status).toBe(401)
})

describe('no spelling of a path gets past the guard', () => {
  test.each([
    '/payments',
    '/%70ayments',
    '/pay%6Dents?x=1',
    '/./payments',
    '/search/../payments',
    '/search/%2e%2e/payments',
    '/search/.%2E/payments',
    '/payments#/search',
    '/payments?q=1&path=/search',
  ])('%s is refused without a token', async (target) => {
    expect(await rawStatus(target)).toBe(401)
  })

  test.each([
    '//payments',
    '/payments//',
    '/payments%2F',
    '/payments%00',
    '/payments;x=1',
    '/payments%3Fq=1',
    '/search%2f..%2fpayments',
    '/\\payments',
  ])('%s leads nowhere that is not guarded', async (target) => {
    expect([400, 401, 404]).toContain(await rawStatus(target))
  })

  test('an id with an encoded slash stays one id', async () => {
    onTestFailed(() => system.harness.debug())
    const token = await system.token({ user: 'reader', scope: 'read:payments' })
    const answer = await system.fetch('/payments/a%2Frefund', { headers: bearer(token) })
    expect([400, 404]).toContain(answer.status)
  })
})

test('the index is JSON for programs and a page for browsers', async () => {
  const { tags } = JSON.parse(readFileSync('src/generated/openapi.json', 'utf8')) as { tags: { name: string }[] }
  const json = await system.fetch('/', { headers: { accept: 'application/json' } })
  expect(await json.json()).toMatchObject({
    services: tags.map(({ name }) => ({ name })).filter(({ name }) => name !== 'gateway'),
    documentation: '/docs',
  })
  const page = await system.fetch('/', { headers: { accept: 'text/html,*/*' } })
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(await page.text()).toContain('Documentation')
})

test('the principal is told who it is, id and permissions and email first', async () => {
  const token = await system.token({ user: 'reader', scope: 'read:payments' })
  const answer = await system.fetch('/me', { headers: bearer(token) })
  const principal = (await answer.json()) as Record<string, unknown>
  expect(Object.keys(principal).slice(0, 3)).toEqual(['id', 'permissions', 'email'])
  expect(principal).toMatchObject({
    email: 'reader@example.com',
    kind: 'user',
    provider: 'google-oauth2',
    scopes: ['read:payments'],
  })
})
