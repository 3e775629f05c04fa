// The example of a service in another technology, as it is shipped: FastAPI under uvicorn, its own document as the contract, the
// real gateway in front of it.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, type Server, startServer } from '../../../../tools/workerd/server.ts'
import { compileContracts, GENERATED } from '../../src/contracts/compile.ts'
import { contractOf } from '../../src/contracts/origin-contract.ts'
import { describeContract, operationsOf } from '../../src/testing/contract.ts'
import { PYTHON_ENVIRONMENT } from '../python/interpreter.ts'
import { type OriginGateway, startOriginGateway } from './origin-gateway.ts'
import { AUDIENCE, bearer, startTenant, type Tenant } from '../../src/testing/system.ts'
import { inRepository } from '../folders.ts'

const SETTINGS = { origin: 'https://reports.example.com', publicOperations: ['listReportFormats'] }
const contract = contractOf(
  'reports',
  JSON.parse(readFileSync(inRepository('packages/gatehouse/test/reports/openapi.json'), 'utf8')),
  SETTINGS,
)
const files = compileContracts([contract])
const operations = operationsOf(JSON.parse(files[`${GENERATED}/openapi.json`] ?? ''))

let tenant: Tenant
let origin: Server
let originUrl: string
let gateway: OriginGateway
beforeAll(async () => {
  tenant = await startTenant()
  origin = await startReports(tenant.url)
  originUrl = `http://127.0.0.1:${origin.port}`
  gateway = await startOriginGateway(tenant.url, [contract], { GATEHOUSE_ORIGIN_REPORTS: originUrl })
})
afterAll(async () => {
  await Promise.all([gateway?.stop(), origin?.stop(), tenant?.harness.close()])
})

async function startReports(tenantUrl: string): Promise<Server> {
  const port = await freePort()
  const args = [
    'reports:app',
    '--app-dir',
    inRepository('packages/gatehouse/test/reports'),
    '--port',
    String(port),
    '--no-server-header',
  ]
  const env = { AUTH0_DOMAIN: tenantUrl, AUTH0_AUDIENCE: AUDIENCE, ...PYTHON_ENVIRONMENT }
  return await startServer({ command: 'uvicorn', args, port, env }).catch((cause: unknown) => {
    const remedy = 'the example needs FastAPI: apt-get install python3-fastapi uvicorn python3-jwt'
    throw new Error(`${remedy} (${cause instanceof Error ? cause.message : String(cause)})`, { cause })
  })
}

const readers = async (scope = 'read:reports') =>
  bearer(await tenant.mint({ user: 'admin@example.com', claims: { scope } }))

test('its document is the one that FastAPI writes of it, in all that the gateway takes from it', async () => {
  const served = contractOf('reports', await (await fetch(`${originUrl}/openapi.json`)).json(), SETTINGS)
  expect({ service: served.service, routes: served.routes }).toEqual({
    service: contract.service,
    routes: contract.routes,
  })
})

describe('through the gateway', () => {
  describeContract(
    operations,
    Object.keys(contract.service.permissions),
    () => tenant,
    async ({ method, path }, headers) => {
      const body = method === 'POST' ? { body: '{}' } : {}
      const sent = { method, headers: { ...headers, 'content-type': 'application/json' }, ...body }
      const answer = await gateway.send(path.replaceAll(/\{\w+\}/g, 'none'), sent)
      const isProblem = answer.headers['content-type'] === 'application/problem+json'
      const { code } = isProblem ? (JSON.parse(answer.text) as { code: string }) : { code: null }
      return { status: answer.status, code, challenge: answer.headers['www-authenticate'] ?? null, text: answer.text }
    },
  )

  test('anybody reads the formats', async () => {
    expect(await gateway.send('/reports/formats')).toMatchObject({ status: 200, text: '["json","lines"]' })
  })

  test('a report is written, found under its Location, and read line by line', async () => {
    const report = { title: 'Second quarter', lines: ['one', 'two'] }
    const written = await gateway.send('/reports', {
      method: 'POST',
      headers: { ...(await readers('write:reports')), 'content-type': 'application/json' },
      body: JSON.stringify(report),
    })
    expect([written.status, JSON.parse(written.text)]).toMatchObject([201, report])
    const headers = await readers()
    const path = written.headers.location ?? ''
    expect(JSON.parse((await gateway.send(path, { headers })).text)).toMatchObject(report)
    const lines = await gateway.send(`${path}/lines`, { headers })
    expect([lines.headers['content-type'], lines.text]).toEqual(['application/x-ndjson', '"one"\n"two"\n'])
    const listed = await gateway.send('/reports?limit=1', { headers })
    expect(JSON.parse(listed.text)).toHaveLength(1)
  })

  test.each([
    ['what it does not have', '/reports/none', 404, { detail: 'There is no such report.' }],
    ['what it does not take', '/reports?limit=0', 422, { detail: expect.anything() as unknown }],
  ])('%s it refuses in its own words', async (_title, path, status, body) => {
    const answer = await gateway.send(path, { headers: await readers() })
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, body])
    expect(answer.headers['x-request-id']).toBeDefined()
  })
})

describe('past the gateway', () => {
  test.each([
    ['no token', async () => ({}), 401],
    ['a token for others', async () => bearer(await tenant.mint({ claims: { aud: 'x', scope: 'read:reports' } })), 401],
    ['a token of an unknown key', async () => bearer(await tenant.mint({ key: 'unlisted' })), 401],
    ['a token without the scope', () => readers('write:reports'), 403],
    ['the right token', () => readers(), 200],
  ])('it judges %s by itself', async (_title, headers, status) => {
    expect((await fetch(`${originUrl}/reports`, { headers: await headers() })).status).toBe(status)
  })
})
