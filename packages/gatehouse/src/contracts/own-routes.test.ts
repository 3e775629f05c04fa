// Tests that a project's own routes are compiled like the gateway's, and that none has a path of the gateway itself.
import { z } from '@hono/zod-openapi'
import { expect, test } from 'vitest'
import { anyone, scopes } from '../access/index.ts'
import { defineRoute } from '../http/route.ts'
import { compileContracts, GENERATED } from './compile.ts'
import { loadContracts } from './load.ts'
import { withOwnRoutes } from './own-routes.ts'
import { isPageOfGateway } from './reserved-paths.ts'

const [gateway, ...services] = await loadContracts()
if (gateway === undefined) throw new Error('the gateway has no contract')

const responses = { 200: { description: 'It' } }
const route = (path: string, operationId = 'showTerms') =>
  defineRoute({ access: anyone, operationId, method: 'get', path, summary: 'The terms', responses })

const compile = (...routes: ReturnType<typeof route>[]) =>
  compileContracts([withOwnRoutes(gateway, { routes }, 'src/contract.ts'), ...services])

test('own routes are in the table, in its type and in the document', () => {
  const upload = defineRoute({
    access: scopes('write:reports'),
    operationId: 'uploadReport',
    method: 'put',
    path: '/reports/{name}',
    summary: 'Upload a report',
    request: { body: { content: { 'text/csv': { schema: z.string() } } } },
    limits: { bodyMaxBytes: 9 },
    responses,
  })
  const own = { routes: [route('/terms'), upload], permissions: { 'write:reports': 'Upload reports' } }
  const files = compileContracts([withOwnRoutes(gateway, own, 'src/contract.ts'), ...services])
  const table = files[`${GENERATED}/table.ts`] ?? ''
  expect(table).toContain("export const TABLE: GatewayTable<'showTerms' | 'uploadReport'> = {")
  expect(table).toContain('"path":"/terms","operationId":"showTerms","service":null,"access":{"kind":"anyone"}}')
  expect(table).toContain('"bodyMaxBytes":9,"body":{"required":true,"mediaTypes":["text/csv"]}}')
  const document = JSON.parse(files[`${GENERATED}/openapi.json`] ?? '') as { paths: Record<string, { put?: object }> }
  expect(document.paths['/terms']).toBeDefined()
  expect(document.paths['/reports/{name}']?.put).toMatchObject({ tags: ['gateway'], operationId: 'uploadReport' })
  expect(document.paths['/reports/{name}']?.put).not.toHaveProperty('body')
  expect(JSON.parse(files[`${GENERATED}/permissions.json`] ?? '')).toMatchObject({ 'write:reports': 'Upload reports' })
})

test.each([
  ['the path of an operation of the gateway', route('/health'), 'showTerms (GET /health) is a route of the gateway'],
  ['the operationId of one', route('/terms', 'showHealth'), 'is called like an operation of the gateway itself'],
  ['a page of the gateway', route('/docs'), 'is in /docs'],
  ['a page below one', route('/status/terms'), 'is in /status'],
  ['the document', route('/openapi.json'), 'showTerms of the gateway (GET /openapi.json) is hidden'],
  ['the metadata', route('/.well-known/oauth-protected-resource/terms'), 'is hidden by a page of the gateway'],
  ['the path of a domain', route('/payments'), 'GET /payments is in the contract of'],
  ['something else than a route', { path: '/terms' } as never, 'src/contract.ts: routes[0] is no route'],
])('an own route with %s is refused with what to do', (_title, given, sentence) => {
  expect(() => compile(given)).toThrow(sentence)
})

test('a contract without routes is refused with what to do', () => {
  expect(() => withOwnRoutes(gateway, {}, 'src/contract.ts')).toThrow('src/contract.ts must export "routes"')
})

test('a path with a parameter that a page of the gateway fits too is no collision: the page comes first', () => {
  const own = { routes: [route('/{page}')] }
  expect(() => compileContracts([withOwnRoutes(gateway, own, 'src/contract.ts')])).not.toThrow()
  expect(['/{page}', '/docs/{page}', '/openapis.json', '/.well-known/security.txt'].some(isPageOfGateway)).toBe(false)
})
