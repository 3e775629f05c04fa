// Tests a service's own OpenAPI document as its contract: its content is translated exactly, and a gap is refused with a sentence that
// names the remedy.
import { describe, expect, test } from 'vitest'
import { and, anyone, anyScope, guest, or, scopes, signedIn } from '../access/index.ts'
import { gatewayContract } from '../gateway/routes/contract.ts'
import { checkContracts } from './compile.ts'
import { contractOf } from './origin-contract.ts'

const SETTINGS = { origin: 'https://things.example.com' }

const READ = { 200: { description: 'Fine' } }
const SCHEMES = {
  oauth: { type: 'oauth2', flows: { implicit: { scopes: { a: 'To a', b: 'To b', openid: 'Sign in' } } } },
  oidc: { type: 'openIdConnect', openIdConnectUrl: 'https://tenant.example/.well-known/openid-configuration' },
  bearer: { type: 'http', scheme: 'Bearer' },
  key: { type: 'apiKey', in: 'header', name: 'x-key' },
  basic: { type: 'http', scheme: 'basic' },
}

function documentWith(operation: object, rest: object = {}, path = '/things') {
  return {
    openapi: '3.1.0',
    info: { title: 'Things', description: 'Things of all kinds.' },
    paths: { [path]: { get: { operationId: 'listThings', responses: READ, ...operation } } },
    components: { securitySchemes: SCHEMES },
    ...rest,
  }
}

const accessOf = (operation: object, rest: object = {}, publicOperations: readonly string[] = []) =>
  contractOf('things', documentWith(operation, rest), { ...SETTINGS, publicOperations }).routes[0]?.access

const operation = (operationId: string) => ({ operationId, responses: READ, security: [] })

describe('"security" becomes', () => {
  test.each([
    ['scopes: all of one alternative', [{ oauth: ['a', 'b'] }], scopes('a', 'b')],
    ['scopes: the same of several schemes', [{ oauth: ['a', 'b'] }, { oidc: ['b', 'a'] }], scopes('a', 'b')],
    ['scopes: those of schemes that are asked together', [{ oauth: ['a'], oidc: ['b', 'a'] }], scopes('a', 'b')],
    [
      'anyScope: one in each of several alternatives of one scheme',
      [{ oauth: ['b'] }, { oauth: ['a'] }],
      anyScope('a', 'b'),
    ],
    [
      'or: several in each of several alternatives of one scheme',
      [{ oauth: ['a', 'b'] }, { oauth: ['c'] }],
      or(scopes('a', 'b'), scopes('c')),
    ],
    ['the demands of different schemes together', [{ oauth: ['a'] }, { bearer: ['b'] }], scopes('a', 'b')],
    [
      'alternatives of one scheme and the demand of another together',
      [{ oauth: ['a'] }, { oauth: ['b'] }, { oidc: ['c'] }],
      and(scopes('c'), anyScope('a', 'b')),
    ],
    [
      'the same alternatives of several schemes once',
      [{ oauth: ['a'] }, { oidc: ['a'] }, { oauth: ['b'] }, { oidc: ['b'] }],
      anyScope('a', 'b'),
    ],
    [
      'scopes: an alternative without one adds nothing',
      [{ oauth: [] }, { bearer: ['read:blabla'] }],
      scopes('read:blabla'),
    ],
    ['scopes: of one scheme too', [{ bearer: ['a'] }, { bearer: [] }], scopes('a')],
    ['scopes: roles of a bearer scheme are scopes', [{ bearer: ['admin'] }], scopes('admin')],
    ['signedIn: OpenID Connect’s own scopes demand nothing', [{ oidc: ['openid', 'profile'] }], signedIn],
    ['scopes: beside OpenID Connect’s own', [{ oidc: ['openid', 'a'] }], scopes('a')],
    [
      'scopes: a key and a password beside a token are other ways in',
      [{ key: [] }, { basic: [] }, { oauth: ['a'] }],
      scopes('a'),
    ],
    ['scopes: a key together with a token is for the service', [{ oauth: ['a'], key: [] }], scopes('a')],
    ['signedIn: no scope', [{ oauth: [] }], signedIn],
    ['signedIn: no scope of several schemes', [{ bearer: [] }, { oidc: [] }], signedIn],
    ['guest: nothing at all among the alternatives', [{ oauth: ['a'] }, {}], guest],
    ['anyone: an empty list', [], anyone],
  ])('%s', (_title, security, access) => {
    expect(accessOf({ security })).toEqual(access)
  })

  test("the document's, where the operation has none", () => {
    expect(accessOf({}, { security: [{ oauth: ['a'] }] })).toEqual(scopes('a'))
    expect(accessOf({ security: [] }, { security: [{ oauth: ['a'] }] })).toEqual(anyone)
  })

  test('anyone for an operation without any, but only where its row says that it is public', () => {
    expect(accessOf({}, {}, ['listThings'])).toEqual(anyone)
    expect(accessOf({})).toBeUndefined()
  })

  test.each([
    ['nothing at all', {}],
    ['a key in a header', { security: [{ key: [] }] }],
    ['a password', { security: [{ basic: [] }] }],
    ['a key in a header, or nothing', { security: [{ key: [] }, {}] }],
  ])('no access for %s: the operation is named with the line to add, and has no route', (_title, operation) => {
    const { routes, warnings, gaps, document } = contractOf('things', documentWith(operation), SETTINGS)
    expect(routes).toEqual([])
    expect(document?.paths).toEqual({})
    expect(gaps).toEqual([{ key: 'listThings', method: 'get', path: '/things', isMarked: false }])
    expect(warnings?.join()).toContain('listThings: { access: null }, // GET /things')
  })

  test('the sum of its alternatives in a document of FastAPI, which lists what it checks together', () => {
    const components = { securitySchemes: SCHEMES, schemas: { HTTPValidationError: {} } }
    expect(accessOf({ security: [{ bearer: ['a'] }, { bearer: ['b'] }] }, { components })).toEqual(scopes('a', 'b'))
  })
})

describe('a document is refused, with what to do about it, for', () => {
  test.each<readonly [string, object, object, string]>([
    ['an unknown scheme', { security: [{ oidcs: [] }] }, {}, '"oidcs" (did you mean oidc?): add it to components'],
    ['a scope that can not be one', { security: [{ oauth: ['a b'] }] }, {}, "demands a scope that can't be one"],
    ['another version', { security: [] }, { openapi: '1.2' }, 'OpenAPI 3.1 or 3.0, or Swagger 2.0 (its version: 1.2)'],
    ['a value of another kind', { security: {} }, {}, 'openapi.json (#/paths/~1things/get/security): Invalid input'],
  ])('%s', (_title, operation, rest, sentence) => {
    expect(() => contractOf('things', documentWith(operation, rest), SETTINGS)).toThrow(sentence)
  })

  test.each([
    ['/things/{id', 'has the segment'],
    ['/th%69ngs', 'has the segment'],
    ['/things/{a}{b}', 'put a character between'],
    ['/things/{id:path}/x', 'must be its last segment'],
    ['things', 'does not start with /'],
    [
      '/docs/things',
      'would be at /docs/things, which is the gateway\'s own: set "prefix" in service.ts, such as "/things"',
    ],
    ['/status', 'which is the gateway\'s own: set "prefix"'],
  ])('a path that the gateway can not serve: %s', (path, sentence) => {
    expect(() => contractOf('things', documentWith({ security: [] }, {}, path), SETTINGS)).toThrow(sentence)
  })

  test('a path of the gateway itself, with its place', () => {
    const gateway = { name: null, ...gatewayContract({}) }
    const contract = contractOf('things', documentWith({ security: [] }, {}, '/health'), SETTINGS)
    expect(checkContracts([gateway, contract])).toEqual([
      'GET /health is in the contract of the gateway and again in origins/things/openapi.json (#/paths/~1health/get): change one of them, or set "prefix" in service.ts',
    ])
  })

  test.each([
    ['that is not there', {}, 'listOthers', 'names listOthers, which is not in origins/things/openapi.json'],
    [
      'that demands a token',
      { security: [{ oauth: ['a'] }] },
      'listThings',
      'demands a token, but service.ts names it',
    ],
  ])('a public operation %s', (_title, operation, name, sentence) => {
    const names = name === 'listThings' ? [name] : ['listThings', name]
    expect(() => accessOf(operation, {}, names)).toThrow(sentence)
  })

  test('a public operation that the whole document demands a token for', () => {
    expect(() => accessOf({}, { security: [{ oauth: [] }] }, ['listThings'])).toThrow('demands a token')
  })
})

test('title, description and permissions come from the document; OpenID Connect’s own scopes are none', () => {
  expect(contractOf('things', documentWith({ security: [] }), SETTINGS).service).toMatchObject({
    title: 'Things',
    description: 'Things of all kinds.',
    permissions: { a: 'To a', b: 'To b' },
  })
  expect(contractOf('things', documentWith({ security: [] }), SETTINGS).service.permissions).not.toHaveProperty(
    'openid',
  )
})

test('every operation of five methods becomes a route, with its parameters and its closing slash', () => {
  const methods = ['get', 'post', 'put', 'patch', 'delete']
  const item = Object.fromEntries(methods.map((method) => [method, operation(`${method}Thing`)]))
  const { routes } = contractOf('things', documentWith({}, { paths: { '/things/{thing_id}/': item } }), SETTINGS)
  expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(
    methods.map((one) => `${one} /things/{thing_id}/`),
  )
})

function schemaOf(schema: object): unknown {
  const document = documentWith(
    {
      security: [],
      responses: {
        200: { description: 'x', content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
      },
    },
    { openapi: '3.0.3', components: { schemas: { Thing: schema, Other: {} } } },
  )
  const components = contractOf('things', document, SETTINGS).document?.components
  return (components as { readonly schemas: { readonly Thing: unknown } }).schemas.Thing
}

describe('a document of OpenAPI 3.0', () => {
  test.each<readonly [string, object, object]>([
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'nullable with values',
      { type: 'string', enum: ['x'], nullable: true },
      { type: ['string', 'null'], enum: ['x'] },
    ],
    [
      'a nullable reference',
      { allOf: [{ $ref: '#/components/schemas/Other' }], nullable: true },
      { anyOf: [{ $ref: '#/components/schemas/Other' }, { type: 'null' }] },
    ],
    ['a limit that is exclusive', { minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
    ['a limit that is not', { maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
    [
      'a property named like a keyword',
      { properties: { nullable: { type: 'string', nullable: true } } },
      { properties: { nullable: { type: ['string', 'null'] } } },
    ],
    ['data that looks like a schema', { default: { nullable: true } }, { default: { nullable: true } }],
  ])('says %s as 3.1 does', (_title, before, after) => {
    expect(schemaOf(before)).toEqual(after)
  })
})
