// A client that knows nothing but an address finds out whom to ask for a token, with a client library that takes the
// specifications at their word.
import * as oauth from 'oauth4webapi'
import { hc } from 'hono/client'
import { describe, expect, onTestFailed, test } from 'vitest'
import type { Api } from 'gatehouse/domain'
import type { routes } from '../application/workers/payments/contract.ts'
import { pointersOf } from '../../src/testing/challenge.ts'
import { bearer, withSystem } from '../../src/testing/system.ts'
import { useSystem } from '../../src/testing/use-system.ts'
import { domainWorkerName } from '../../src/project/config-files.ts'

const ROOT = '/.well-known/oauth-protected-resource'
const SERVER = '/.well-known/oauth-authorization-server'

describe('discovery', () => {
  const system = useSystem()
  const insecure = { [oauth.allowInsecureRequests]: true }

  test.each(['/payments?limit=2', '/payments/018f', '/insights/payments', '/me'])(
    'a refusal leads to the metadata, the metadata to the tenant, and the tenant’s token in: %s',
    async (path) => {
      const refused = await fetch(system().url + path)
      expect(refused.status).toBe(401)
      const [pointer = ''] = pointersOf(refused.headers.get('www-authenticate'))
      // RFC 9728 §3.3: what it says it is about must be what was asked for.
      const asked = new URL(path.replace(/\?.*/, ''), system().url)
      const resource = await oauth.processResourceDiscoveryResponse(asked, await fetch(pointer))
      const [issuer = ''] = resource.authorization_servers ?? []
      const discovered = await oauth.discoveryRequest(new URL(issuer), { algorithm: 'oauth2', ...insecure })
      const server = await oauth.processDiscoveryResponse(new URL(issuer), discovered)
      expect(server.token_endpoint).toBe(`${system().tenantUrl}/oauth/token`)
      const scope = (resource.scopes_supported ?? []).join(' ')
      const token = await system().mint({ user: 'admin@example.com', scope })
      expect([200, 400, 404]).toContain((await fetch(system().url + path, { headers: bearer(token) })).status)
    },
  )

  test('a domain that is called past the gateway leads to the edge that its caller was asked at', async () => {
    const domain = system().harness.getWorker(domainWorkerName('payments'))
    const refused = await domain.fetch('https://edge.example/payments')
    const pointer = `https://edge.example${ROOT}/payments`
    expect(pointersOf(refused.headers.get('www-authenticate'))).toEqual([pointer, pointer])
  })

  test('the resource of an origin alone is found where libraries look for it', async () => {
    const origin = new URL(system().url)
    const response = await oauth.resourceDiscoveryRequest(origin, insecure)
    const resource = await oauth.processResourceDiscoveryResponse(origin, response)
    expect(resource).toMatchObject({
      resource: origin.origin,
      resource_name: 'Gatehouse',
      resource_documentation: `${origin.origin}/docs`,
      authorization_servers: [`${system().tenantUrl}/`],
    })
  })

  test('whoever takes the API for the authorization server is led to the tenant', async () => {
    const led = await fetch(system().url + SERVER, { redirect: 'manual' })
    expect([led.status, led.headers.get('location')]).toEqual([307, system().tenantUrl + SERVER])
    const document = (await (await fetch(system().url + SERVER)).json()) as { issuer: string }
    expect(document.issuer).toBe(`${system().tenantUrl}/`)
  })

  test.each([ROOT, `${ROOT}/payments`, SERVER])(
    'anyone may read and keep it, a page of any origin too: %s',
    async (path) => {
      for (const method of ['GET', 'HEAD']) {
        const answer = await system().fetch(path, {
          method,
          redirect: 'manual',
          headers: { origin: 'https://page.example' },
        })
        expect(answer.status).toBeLessThan(400)
        expect(answer.headers.get('access-control-allow-origin')).toBe('*')
        expect(answer.headers.get('cache-control')).toBe('public, max-age=3600')
        expect(answer.headers.get('x-request-id')).not.toBeNull()
      }
      const preflight = await system().fetch(path, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://page.example',
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'mcp-protocol-version',
        },
      })
      expect(preflight.status).toBe(204)
      expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
      expect(preflight.headers.get('access-control-allow-headers')).toBe('*')
    },
  )

  test.each([
    ['GET', `${ROOT}/nope`, 404],
    ['GET', `${ROOT}-and-more`, 404],
    ['POST', ROOT, 405],
    ['PUT', `${ROOT}/payments`, 405],
  ])('there is nothing else to be had: %s %s is %i', async (method, path, status) => {
    onTestFailed(() => system().harness.debug())
    expect((await system().fetch(path, { method })).status).toBe(status)
  })
})

test('with GATEHOUSE_RESOURCE a refusal of any path leads to the metadata of that one resource', async () => {
  const resource = new URL('https://api.example.com/v1')
  await withSystem({ vars: { GATEHOUSE_RESOURCE: resource.href } }, async (system) => {
    for (const path of ['/payments', '/insights/payments', '/me']) {
      const refused = await system.fetch(path)
      const [pointer = ''] = pointersOf(refused.headers.get('www-authenticate'))
      expect(pointer).toBe(`https://api.example.com${ROOT}/v1`)
      const answer = await fetch(pointer.replace(resource.origin, system.url))
      const metadata = await oauth.processResourceDiscoveryResponse(resource, answer)
      expect(metadata.scopes_supported).toEqual(expect.arrayContaining(['read:payments', 'read:insights']))
    }
  })
})

test('a gateway without a tenant says so', async () => {
  await withSystem({ vars: { AUTH0_AUDIENCE: '' } }, async (system) => {
    for (const path of [ROOT, SERVER]) {
      const answer = await system.fetch(path)
      expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'not_configured' }])
    }
  })
})

describe('a typed client', () => {
  const system = useSystem()

  test('reads what the contract promises, and does not compile with a field that it does not', async () => {
    const headers = bearer(await system().token({ user: 'admin', scope: 'read:payments write:payments' }))
    const { payments } = hc<Api<typeof routes>>(system().url, { headers })
    const made = await payments.$post({ header: {}, json: { amount: 1_250, currency: 'EUR' } })
    // @ts-expect-error an amount is a number
    const refused = await payments.$post({ header: {}, json: { amount: '1250', currency: 'EUR' } })
    const answer = await payments.$get({ query: { limit: 2 } })
    const page = await answer.json()
    // @ts-expect-error there is no such field
    expect(page.payments.map(({ amonut }) => amonut)).toEqual([undefined])
    expect([made.status, refused.ok, page.payments.map(({ amount }) => amount)]).toEqual([201, false, [1_250]])
  })
})
