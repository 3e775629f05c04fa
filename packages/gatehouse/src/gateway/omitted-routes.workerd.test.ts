// Tests what the gateway answers for an operation that is left out, where a wider path of another service would fit, and that a packed table is
// served as its rows are.
import { beforeAll, describe, expect, test } from 'vitest'
import { anyone, scopes } from '../access/index.ts'
import { packRoutes } from '../contracts/pack-routes.ts'
import { makeKey, type SigningKey } from '../testing/access/support.ts'
import { openGateway } from '../testing/access/test-gateway.ts'
import type { GatewayTable } from './handler.ts'

const TABLE: GatewayTable = {
  routes: [
    { method: 'GET', path: '/things/:id', operationId: 'getThing', service: 'things', access: anyone },
    { method: 'PUT', path: '/things/:id', operationId: 'putThing', service: 'things', access: anyone },
  ],
  omitted: [{ method: 'GET', path: '/things/secrets', position: 0 }],
  services: [{ name: 'things', binding: 'THINGS' }],
  summaries: [],
  scopes: [],
}

let key: SigningKey
beforeAll(async () => {
  key = await makeKey('k')
})

function open(table: GatewayTable = TABLE) {
  const called: string[] = []
  const service = () => ({
    fetch: async (request: Request): Promise<Response> => {
      called.push(`${request.method} ${new URL(request.url).pathname}`)
      return new Response('')
    },
  })
  return { called, ...openGateway(key, undefined, { table, service }) }
}

const PACKED: GatewayTable = {
  services: TABLE.services,
  summaries: [],
  scopes: [{ service: 'things', scopes: ['read:things'] }],
  ...packRoutes(
    [
      ...TABLE.routes,
      { method: 'GET', path: '/health', operationId: 'showHealth', service: null, access: anyone },
      { method: 'GET', path: '/guarded/:id', operationId: 'g', service: 'things', access: scopes('read:things') },
    ],
    TABLE.omitted,
    1,
  ),
}

describe.each([
  ['of a table of rows', TABLE],
  ['of a packed table', PACKED],
])('an operation that is left out %s', (_, table) => {
  test('is 404, and the wider path does not let its requests through', async () => {
    const { send, called } = open(table)
    expect((await send('/things/secrets')).status).toBe(404)
    expect((await send('/things/secrets', { method: 'HEAD' })).status).toBe(404)
    expect(called).toEqual([])
    expect((await send('/things/1')).status).toBe(200)
    expect(called).toEqual(['GET /things/1'])
  })

  test('is not among the methods that its path allows', async () => {
    const { send } = open(table)
    const answer = await send('/things/secrets', { method: 'POST' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'PUT'])
  })
})

test('a packed table is served as its rows are: the gateway’s own routes, 401, 405, and the metadata of a resource', async () => {
  const { send } = open(PACKED)
  expect((await send('/health')).status).toBe(200)
  const refused = await send('/guarded/1')
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')])
  const other = await send('/guarded/1', { method: 'DELETE' })
  expect([other.status, other.headers.get('allow')]).toEqual([405, 'HEAD, GET'])
  expect((await send('/guarded/1/')).status).toBe(404)
  const metadata = await send('/.well-known/oauth-protected-resource/guarded/1')
  expect([metadata.status, await metadata.json()]).toEqual([
    200,
    expect.objectContaining({ resource: 'https://api.example/guarded/1', scopes_supported: ['read:things'] }),
  ])
  expect((await send('/.well-known/oauth-protected-resource/things/1')).status).toBe(404)
})
