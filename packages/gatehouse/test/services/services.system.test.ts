// Services of other stacks as they are: each serves the document that its framework writes, the gateway is compiled from it untouched, and guards
// what it names. Each service in Python is tried without the gateway too.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anyone, guest, type Policy, scopes, signedIn } from '../../src/access/index.ts'
import { compileContracts, GENERATED } from '../../src/contracts/compile.ts'
import type { Contract } from '../../src/contracts/contract.ts'
import { fetchDocument } from '../../src/contracts/documents/fetch-document.ts'
import { stableText } from '../../src/contracts/documents/stable-order.ts'
import { contractOf } from '../../src/contracts/origin-contract.ts'
import type { OriginSettings } from '../../src/gateway/handler.ts'
import { BAD_TOKENS } from '../../src/testing/bad-tokens.ts'
import { bearer, startTenant, type Tenant } from '../../src/testing/system.ts'
import { type OriginGateway, type RawAnswer, type RawRequest, startOriginGateway } from '../system/origin-gateway.ts'
import { describeParity, type ServiceAnswer } from './parity.ts'
import {
  DOCUMENT_PATHS,
  findServicePython,
  type ServiceName,
  type Services,
  startServices,
} from './running-services.ts'

/** What the row of each service says, because its document does not. */
const SETTINGS: Readonly<Record<ServiceName, Omit<OriginSettings, 'origin'>>> = {
  blabla: {
    prefix: '/blabla',
    operations: { 'GET /public': { public: true }, '/files/{path}': { multiSegment: ['path'] } },
  },
  invoices: {
    prefix: '/invoicing',
    operations: {
      'tag:invoices': { access: scopes('read:invoices') },
      invoices_create: { access: scopes('write:invoices') },
      '/api/schema/': { hidden: true },
    },
  },
  orders: {
    operations: {
      'GET /healthz': { public: true },
      'tag:orders': { access: scopes('read:orders') },
      'POST /orders/{order_id}:cancel': { access: scopes('write:orders') },
    },
  },
  shipments: { operations: { 'GET /ports': { public: true } } },
}

/** The access of every operation at the gateway. */
const EXPECTED: Readonly<Record<ServiceName, Readonly<Record<string, Policy>>>> = {
  blabla: {
    'get /blabla/public': anyone,
    'get /blabla/secure': scopes('read:blabla'),
    'get /blabla/me': signedIn,
    'get /blabla/guarded': signedIn,
    'get /blabla/colleague': signedIn,
    'get /blabla/guest': guest,
    'get /blabla/receipt': scopes('read:blabla'),
    'get /blabla/files/{path}': scopes('read:blabla'),
    'put /blabla/files/{path}': scopes('write:blabla'),
  },
  invoices: {
    'get /invoicing/api/health/': guest,
    'get /invoicing/api/invoices/': scopes('read:invoices'),
    'post /invoicing/api/invoices/': scopes('write:invoices'),
    'get /invoicing/api/invoices/{id}/': scopes('read:invoices'),
  },
  orders: {
    'get /healthz': anyone,
    'get /orders': scopes('read:orders'),
    'get /orders/{order_id}.pdf': scopes('read:orders'),
    'post /orders/{order_id}:cancel': scopes('write:orders'),
  },
  shipments: {
    'get /shipments/{id}': scopes('read:shipments'),
    'get /shipments/newest': scopes('read:shipments'),
    'post /shipments': scopes('write:shipments'),
    'get /ports': anyone,
  },
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security?: readonly object[] }>>>>
  readonly components: {
    readonly securitySchemes: {
      readonly implicit: { readonly flows: { readonly implicit: { readonly scopes: object } } }
    }
  }
}

const NAMES = Object.keys(DOCUMENT_PATHS) as ServiceName[]
const python = findServicePython()
let tenant: Tenant
let services: Services
let gateway: OriginGateway
const contracts = new Map<ServiceName, Contract>()

beforeAll(async () => {
  if ('missing' in python) return
  tenant = await startTenant()
  services = await startServices(python.command, tenant.url)
  for (const name of NAMES) {
    // As `gatehouse import` writes it.
    const document: unknown = JSON.parse(stableText(await fetchDocument(services.origins[name] + DOCUMENT_PATHS[name])))
    contracts.set(name, contractOf(name, document, { origin: services.origins[name], ...SETTINGS[name] }))
  }
  gateway = await startOriginGateway(tenant.url, [...contracts.values()])
})
afterAll(async () => {
  await Promise.all([gateway?.stop(), services?.stop(), tenant?.harness.close()])
})

const mint = (order: Readonly<Record<string, unknown>> = {}): Promise<string> => tenant.mint(order)
const withScope = async (scope: string) => bearer(await mint({ scope }))

async function callDirectly(service: ServiceName, path: string, token?: string): Promise<ServiceAnswer> {
  const headers = token === undefined ? {} : bearer(token)
  const answer = await fetch(services.origins[service] + path, { headers })
  const challenge = answer.headers.get('www-authenticate')
  return { status: answer.status, body: await answer.json(), challenge }
}

const statusOf = async (path: string, request?: RawRequest): Promise<number> =>
  (await gateway.send(path, request)).status
const jsonOf = ({ text }: RawAnswer): unknown => JSON.parse(text)

describe.skipIf('missing' in python)('the gateway', () => {
  test.each(NAMES)('compiles the document that the service %s serves, untouched', (name) => {
    const routes = contracts.get(name)?.routes ?? []
    const access = Object.fromEntries(routes.map(({ method, path, access }) => [`${method} ${path}`, access]))
    expect(access).toEqual(EXPECTED[name])
  })

  test('documents an operation of theirs with the login of the gateway, as one of its own domains', () => {
    const document = JSON.parse(
      compileContracts([...contracts.values()])[`${GENERATED}/openapi.json`] ?? '',
    ) as Document
    const { security } = document.paths['/blabla/secure']?.['get'] ?? {}
    expect(security).toEqual(expect.arrayContaining([{ implicit: ['read:blabla'] }]))
    expect(document.components.securitySchemes.implicit.flows.implicit.scopes).toMatchObject({
      'read:blabla': 'Read blabla',
    })
    expect(Object.keys(document.components.securitySchemes)).not.toContain('Auth0ImplicitBearer')
  })

  test.each([
    ['/blabla/secure', 'read:blabla', { message: expect.stringMatching(/^id='auth0\|/) as string }],
    ['/blabla/files/2026/may/first.txt', 'read:blabla', { path: '2026/may/first.txt' }],
    ['/invoicing/api/invoices/', 'read:invoices', [{ id: 1, title: 'First' }]],
    ['/invoicing/api/invoices/4/', 'read:invoices', { id: 4, title: 'First' }],
    ['/orders', 'read:orders', { orders: [], reader: expect.stringMatching(/^auth0\|/) as string }],
    ['/shipments/newest', 'read:shipments', { id: 'newest' }],
    ['/shipments/3', 'read:shipments', { id: '3', requestId: expect.any(String) as string, cookies: null }],
  ])('guards %s, and the service answers a caller with the scope', async (path, scope, body) => {
    expect(await statusOf(path)).toBe(401)
    expect(await statusOf(path, { headers: await withScope('read:something') })).toBe(403)
    const answer = await gateway.send(path, { headers: await withScope(scope) })
    expect([answer.status, jsonOf(answer)]).toEqual([200, body])
  })

  test.each(['/blabla/public', '/blabla/guest', '/invoicing/api/health/', '/healthz', '/ports'])(
    'lets a caller without a token through to %s',
    async (path) => {
      expect(await statusOf(path)).toBe(200)
    },
  )

  test('serves nothing of a document that a row hides', async () => {
    expect(await statusOf('/invoicing/api/schema/')).toBe(404)
  })

  test.each([
    ['/invoicing/api/invoices/', 'write:invoices', { title: 'Second' }, 201],
    ['/shipments', 'write:shipments', { title: 'Second' }, 201],
    ['/shipments', 'write:shipments', {}, 400],
    ['/orders/7:cancel', 'write:orders', {}, 202],
  ])('hands the body of POST %s to the service', async (path, scope, content, status) => {
    const body = JSON.stringify(content)
    // The server of Python's library, which Django runs on here, reads no chunked body.
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
    const request = { method: 'POST', headers, body }
    expect(await statusOf(path, request)).toBe(401)
    expect(await statusOf(path, { ...request, headers: { ...headers, ...(await withScope(scope)) } })).toBe(status)
  })

  test('reads a parameter before a suffix, as Flask does', async () => {
    const answer = await gateway.send('/orders/7.pdf', { headers: await withScope('read:orders') })
    expect([answer.status, answer.text]).toEqual([200, '%PDF-1.7 7'])
    expect(await statusOf('/orders/7.doc', { headers: await withScope('read:orders') })).toBe(404)
  })
})

describe.skipIf('missing' in python)('the FastAPI service itself', () => {
  describeParity({ get: (path, token) => callDirectly('blabla', path, token), mint })
})

describe.skipIf('missing' in python)('a service in Python that is called past the gateway', () => {
  test.each([
    ['blabla', '/secure'],
    ['orders', '/orders'],
    ['invoices', '/api/invoices/'],
  ] as const)('refuses every bad token: %s', async (name, path) => {
    const scope = 'read:blabla read:orders read:invoices'
    expect((await callDirectly(name, path, await mint({ scope }))).status).toBe(200)
    expect((await callDirectly(name, path, await mint())).status).toBe(403)
    for (const [code, order] of Object.entries(BAD_TOKENS))
      expect([code, (await callDirectly(name, path, await mint({ scope, ...order }))).status]).toEqual([code, 401])
    const bound = await mint({ scope, claims: { cnf: { jkt: 'A'.repeat(43) } } })
    expect((await callDirectly(name, path, bound)).status).toBe(401)
  })
})
