// Tests what the gateway answers for an operation that is left out, where a wider path of another service would fit.
import { beforeAll, describe, expect, test } from 'vitest'
import { anyone } from '../access/index.ts'
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

function open() {
  const called: string[] = []
  const service = () => ({
    fetch: async (request: Request): Promise<Response> => {
      called.push(`${request.method} ${new URL(request.url).pathname}`)
      return new Response('')
    },
  })
  return { called, ...openGateway(key, undefined, { table: TABLE, service }) }
}

describe('an operation that is left out', () => {
  test('is 404, and the wider path does not let its requests through', async () => {
    const { send, called } = open()
    expect((await send('/things/secrets')).status).toBe(404)
    expect((await send('/things/secrets', { method: 'HEAD' })).status).toBe(404)
    expect(called).toEqual([])
    expect((await send('/things/1')).status).toBe(200)
    expect(called).toEqual(['GET /things/1'])
  })

  test('is not among the methods that its path allows', async () => {
    const { send } = open()
    const answer = await send('/things/secrets', { method: 'POST' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'PUT'])
  })
})
