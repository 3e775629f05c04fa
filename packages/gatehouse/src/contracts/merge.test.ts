// Tests the document that clients read, with a service in another technology in it, and which paths may exist side by side.
import { describe, expect, test } from 'vitest'
import { anyone } from '../access/index.ts'
import { compileContracts } from './compile.ts'
import { loadContracts } from './load.ts'
import { mergeDocument } from './merge.ts'
import { contractOf } from './origin-contract.ts'

const ROUTES = 'src/generated/table.ts'
const DOCUMENT = 'src/generated/openapi.json'
const own = await loadContracts()

const PROBLEM = '#/components/schemas/Problem'
const json = (schema: object) => ({ description: 'x', content: { 'application/json': { schema } } })
const THINGS = {
  openapi: '3.1.0',
  info: { title: 'Things', description: 'Things of all kinds.' },
  paths: {
    '/things': {
      parameters: [
        { in: 'query', name: 'limit', schema: { type: 'integer' } },
        { in: 'header', name: 'accept-language' },
      ],
      get: {
        operationId: 'listThings',
        description: 'All of them.',
        tags: ['whatever'],
        security: [{ oauth: ['read:things'] }],
        parameters: [{ in: 'query', name: 'limit', schema: { type: 'string' } }],
        responses: { 200: json({ $ref: '#/components/schemas/Thing' }), default: json({ $ref: PROBLEM }) },
      },
      post: {
        operationId: 'createThing',
        security: [{ oauth: [] }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
        responses: { 201: json({}), 401: json({ $ref: PROBLEM }) },
      },
    },
  },
  components: {
    securitySchemes: { oauth: { type: 'oauth2', flows: { implicit: { scopes: { 'read:things': 'Read things' } } } } },
    schemas: {
      Thing: { type: 'object', properties: { problem: { $ref: PROBLEM }, discriminator: { $ref: PROBLEM } } },
      Problem: { type: 'string' },
    },
  },
}

interface Whole {
  readonly paths: Record<string, Record<string, Record<string, unknown>>>
  readonly components: Record<string, Record<string, unknown>>
}

function compiled(document: object) {
  const files = compileContracts([...own, contractOf('things', document, { origin: 'https://things.example.com' })])
  const whole = JSON.parse(files[DOCUMENT] ?? '') as Whole
  return { whole, table: files[ROUTES] ?? '', permissions: files['src/generated/permissions.json'] ?? '' }
}

/** The refusal that an operation shares with others. */
function refusedBy(whole: Whole, operation: Record<string, unknown>, status: number): unknown {
  const { $ref = '' } = Object(Object(operation['responses'])[status]) as { readonly $ref?: string }
  return whole.components['responses']?.[$ref.replace('#/components/responses/', '')]
}

describe('a service in another technology', () => {
  const { whole, table, permissions } = compiled(THINGS)
  const list = whole.paths['/things']?.['get'] ?? {}
  const create = whole.paths['/things']?.['post'] ?? {}

  test('has rows in the table like any other, and a summary', () => {
    expect(table).toContain(
      '{"method":"GET","path":"/things","operationId":"listThings","service":"things","access":{"kind":"scopes","all":["read:things"]}}',
    )
    expect(table).toContain('{"name":"things","title":"Things","description":"Things of all kinds."}')
    expect(JSON.parse(permissions)).toMatchObject({ 'read:things': 'Read things' })
  })

  test('says in the document what the gateway demands, by its schemes', () => {
    expect(list).toMatchObject({
      tags: ['things'],
      'x-access': { kind: 'scopes', all: ['read:things'] },
      description: 'All of them.\n\n**Access:** scope `read:things`.',
    })
    expect(list['security']).toContainEqual({ authorizationCode: ['read:things'] })
    expect(JSON.stringify(whole)).not.toContain('"oauth"')
    expect(whole.components['securitySchemes']).toHaveProperty('implicit.flows.implicit.scopes.read:things')
  })

  test('has the parameters of its path, unless the operation has its own', () => {
    expect(list['parameters']).toEqual([
      { in: 'header', name: 'accept-language' },
      { in: 'query', name: 'limit', schema: { type: 'string' } },
    ])
  })

  test("has the service's name in front of a component whose name is taken, and references follow", () => {
    expect(whole.components['schemas']).toHaveProperty(['things.Problem'], { type: 'string' })
    expect(whole.components['schemas']?.['Problem']).toHaveProperty('properties.requestId')
    const renamed = { $ref: '#/components/schemas/things.Problem' }
    expect(whole.components['schemas']?.['Thing']).toMatchObject({
      properties: { problem: renamed, discriminator: renamed },
    })
    expect(list['responses']).toMatchObject({ default: json(renamed) })
  })

  test("has the gateway's refusals beside its own answers, and its own come first", () => {
    const refusal = { content: { 'application/problem+json': { schema: { $ref: PROBLEM } } } }
    for (const status of [401, 403, 429, 502, 503, 504]) expect(refusedBy(whole, list, status)).toMatchObject(refusal)
    expect(list['responses']).not.toHaveProperty('415')
    for (const status of [413, 415]) expect(refusedBy(whole, create, status)).toMatchObject(refusal)
  })

  test('names both media types where the service and the gateway answer with one status', () => {
    const own = json({ $ref: '#/components/schemas/things.Problem' })
    const gateways = { content: { 'application/problem+json': { schema: { $ref: PROBLEM } } } }
    expect(create['responses']).toMatchObject({ 401: own })
    expect(create['responses']).toMatchObject({ 401: gateways })
  })

  test('leaves the other parts as they were', () => {
    const before = JSON.parse(compileContracts(own)[DOCUMENT] ?? '') as typeof whole
    for (const [path, item] of Object.entries(before.paths)) expect(whole.paths[path]).toEqual(item)
  })

  test("has the service's name in front of an operationId that is taken", () => {
    const text = JSON.stringify(THINGS).replace('listThings', 'listPayments')
    const { whole, table } = compiled(JSON.parse(text) as object)
    expect(table).toContain('"path":"/things","operationId":"things.listPayments"')
    expect(whole.paths['/things']?.['get']).toHaveProperty('operationId', 'things.listPayments')
    expect(whole.paths['/payments']?.['get']).toHaveProperty('operationId', 'listPayments')
  })
})

test('a mapping of a discriminator follows too', () => {
  const Pet = {
    oneOf: [{ $ref: '#/components/schemas/Cat' }],
    discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', kitten: 'Cat', dog: 'Dog' } },
  }
  const part = { components: { schemas: { Pet, Cat: {} } } }
  const { components } = mergeDocument(
    { components: { schemas: { Cat: { type: 'string' } } } },
    'pets',
    part,
    (operation) => operation,
  )
  const to = '#/components/schemas/pets.Cat'
  expect(components).toMatchObject({
    schemas: { Pet: { oneOf: [{ $ref: to }], discriminator: { mapping: { cat: to, kitten: to, dog: 'Dog' } } } },
  })
})

test.each(['other.json#/Thing', 'https://things.example/schema', '#/paths/~1things'])(
  'a reference that leads out of the components is refused: %s',
  ($ref) => {
    const part = { components: { schemas: { Thing: { $ref } } } }
    expect(() => mergeDocument({}, 'things', part, (operation) => operation)).toThrow(`refers to ${$ref}`)
  },
)

const withPaths = (...paths: readonly string[]) => ({
  ...THINGS,
  paths: Object.fromEntries(
    paths.map((path, index) => [path, { get: { operationId: `showThing${index}`, security: [], responses: {} } }]),
  ),
})

describe('paths that one request could mean both of', () => {
  test.each([
    ['a parameter before a name', ['/things/{id}', '/things/first']],
    ['neither more concrete', ['/things/{id}/first', '/things/second/{id}']],
    ['a name before a parameter', ['/things/first', '/things/{id}']],
    ['a name with more behind it before a parameter', ['/things/first/{part}', '/things/{id}/{part}', '/things/{id}']],
    ['different lengths', ['/things/{id}', '/things/{id}/parts', '/things']],
    ['a closing slash or none', ['/things/{id}', '/things/']],
  ])('are fine with %s', (_title, paths) => {
    expect(compiled(withPaths(...paths)).table).toContain('showThing1')
  })

  test('are refused where they are of different services, and neither is more concrete', () => {
    const origin = { origin: 'https://things.example.com' }
    const contracts = [
      contractOf('one', withPaths('/things/{id}/first'), origin),
      contractOf('two', withPaths('/things/second/{id}'), origin),
    ]
    expect(() => compileContracts(contracts)).toThrow(
      "can't be told apart from /things/:id/first: they are of one and two: give one of them another path",
    )
  })

  test('are refused where a domain has the parameter first, because it takes the first that fits', () => {
    const routes = ['/x/{id}', '/x/first'].map((path, index) => ({
      method: 'get' as const,
      path,
      operationId: `x${index}`,
      access: anyone,
      responses: {},
    }))
    const service = { title: 'X', description: 'X', permissions: {} }
    expect(() => compileContracts([{ name: 'x', service, routes }])).toThrow(
      'GET /x/first is hidden by /x/:id: put the one without the parameter first',
    )
  })
})

test('a component whose name is taken by an equal one is that one, unless what it refers to is another one', () => {
  const List = { items: { $ref: '#/components/schemas/Cat' } }
  const Chain = { items: { $ref: '#/components/schemas/List' } }
  const Same = { type: 'string' }
  const whole = { components: { schemas: { Chain, List, Same, Cat: { type: 'string' } } } }
  const part = { components: { schemas: { Chain, List, Same, Cat: { type: 'number' } } } }
  const { components } = mergeDocument(whole, 'pets', part, (operation) => operation)
  expect(Object.keys(components.schemas).toSorted()).toEqual([
    'Cat',
    'Chain',
    'List',
    'Same',
    'pets.Cat',
    'pets.Chain',
    'pets.List',
  ])
  expect(components).toMatchObject({ schemas: { 'pets.Chain': { items: { $ref: '#/components/schemas/pets.List' } } } })
})
