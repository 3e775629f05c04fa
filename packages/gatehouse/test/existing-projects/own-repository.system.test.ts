// A domain in a repository of its own, and a gateway that takes it by its document, as docs/existing-projects.md says. Both have
// installed the packed package, and neither is in this repository.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestHarness, type TestHarness } from 'wrangler'
import { type PackedProject, packedProject } from '../../../../tools/package/packed-project.ts'
import { AUDIENCE, bearer, startTenant, type Tenant } from '../../src/testing/system.ts'
import { blockOf } from './page-blocks.ts'

const LONG_MILLIS = 300_000
const GATEWAY_MODULE = `import { createGateway } from 'gatehouse'
import { TABLE } from './generated/table.ts'
const gateway = createGateway({ table: TABLE })
export default gateway.worker
export const { KeyService, ProofMemory, Exchange } = gateway
`

let domain: PackedProject
let gateway: PackedProject
let tenant: Tenant
let harness: TestHarness
let document: string

beforeAll(async () => {
  tenant = await startTenant()
  domain = await packedProject({
    'contract.ts': blockOf('contract.ts'),
    'src/index.ts': blockOf('src/index.ts of the domain'),
    'wrangler.toml': blockOf('wrangler.toml of the domain'),
  })
  const printed = await domain.gatehouse('contract')
  expect(printed.code, printed.output).toBe(0)
  document = printed.stdout
  gateway = await packedProject({
    'wrangler.toml': readFileSync('wrangler.toml', 'utf8'),
    '.dev.vars.example': '',
    'src/index.ts': GATEWAY_MODULE,
    'origins/orders/service.ts': blockOf('origins/orders/service.ts'),
    'origins/orders/openapi.json': document,
  })
  for (const command of ['contracts', 'types']) {
    const { code, output } = await gateway.gatehouse(command)
    expect(code, output).toBe(0)
  }
  harness = createTestHarness({
    workers: [
      {
        configPath: join(gateway.folder, '.wrangler/gatehouse/test/gateway/wrangler.json'),
        secrets: { AUTH0_DOMAIN: tenant.url, AUTH0_AUDIENCE: AUDIENCE },
      },
      { configPath: join(domain.folder, 'wrangler.toml') },
    ],
  })
  await harness.listen()
}, LONG_MILLIS)
afterAll(async () => {
  await harness.close()
  await tenant.harness.close()
  domain.remove()
  gateway.remove()
})

async function tokenFor(scope: string): Promise<string> {
  return await tenant.mint({ user: 'reader@example.com', claims: { scope } })
}

test('a call with the scope passes the gateway and reaches the domain, which knows its caller', async () => {
  const answer = await harness.fetch('/orders', { headers: bearer(await tokenFor('read:orders')) })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ caller: 'google-oauth2|108427319560284713905', orders: ['1001'] })
})

test.each([
  ['the gateway', (headers: Record<string, string>) => harness.fetch('/orders', { headers })],
  [
    'the domain itself',
    (headers: Record<string, string>) =>
      harness.getWorker('orders').fetch('https://orders.internal/orders', { headers }),
  ],
])('%s refuses a call with another scope, and one without a token', async (_who, send) => {
  const wrong = await send(bearer(await tokenFor('write:orders')))
  expect([wrong.status, await wrong.json()]).toMatchObject([403, { code: 'scope_missing', required: ['read:orders'] }])
  const none = await send({})
  expect([none.status, await none.json()]).toMatchObject([401, { code: 'token_missing' }])
})

test('the gateway is ready when the domain answers', async () => {
  const answer = await harness.fetch('/ready')
  expect([answer.status, await answer.json()]).toMatchObject([200, { ready: true }])
})

test("the gateway's document has the operation as the domain's contract describes it, with no component twice", () => {
  const merged = JSON.parse(readFileSync(join(gateway.folder, 'src/generated/openapi.json'), 'utf8')) as {
    paths: Record<string, { get: Record<string, unknown> }>
    components: { schemas: object; examples: object }
  }
  expect(merged.paths['/orders']?.get).toMatchObject({
    operationId: 'listOrders',
    tags: ['orders'],
    description: '**Access:** scope `read:orders`.',
    'x-access': { kind: 'scopes', all: ['read:orders'] },
  })
  expect(Object.keys(merged.components.schemas)).toContain('OrderList')
  const renamed = Object.values(merged.components)
    .flatMap(Object.keys)
    .filter((name) => name.startsWith('orders.'))
  expect(renamed).toEqual([])
})

test('the document is that of the contract alone, in an order that stays', async () => {
  const { info, paths, ...rest } = JSON.parse(document) as Record<string, object>
  expect(info).toEqual({ title: 'Orders', version: '1.0.0', description: 'What customers have ordered.' })
  expect(Object.keys(paths ?? {})).toEqual(['/orders'])
  expect(Object.keys(rest).toSorted()).toEqual(['components', 'openapi'])
  expect((await domain.gatehouse('contract', 'contract.ts')).stdout).toBe(document)
})

test.each([
  ['contract', ['contract', 'elsewhere.ts'], 'elsewhere.ts does not exist: name the module of the contract'],
  ['module', ['contract', 'src/index.ts'], 'src/index.ts must export "service" and "routes"'],
])('a %s that is not there is said in a sentence', async (_what, args, sentence) => {
  const { code, output } = await domain.gatehouse(...args)
  expect([code, output.trim()]).toEqual([1, sentence])
})
