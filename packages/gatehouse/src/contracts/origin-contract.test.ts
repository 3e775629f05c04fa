// Tests a service's own OpenAPI document as its contract: its content is translated exactly, and a gap is refused with a sentence that
// names the remedy.
import { describe, expect, test } from 'vitest'
import { anyone, anyScope, guest, scopes, signedIn } from '../access/index.ts'
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

const path = (item: object) => ({ paths: { '/things': item } })
const operation = (operationId: string) => ({ operationId, responses: READ, security: [] })

describe('"security" becomes', () => {
  test.each([
    ['scopes: all of one alternative', [{ oauth: ['a', 'b'] }], scopes('a', 'b')],
    ['scopes: the same of several schemes', [{ oauth: ['a', 'b'] }, { oidc: ['b', 'a'] }], scopes('a', 'b')],
    ['scopes: those of schemes that are asked together', [{ oauth: ['a'], oidc: ['b', 'a'] }], scopes('a', 'b')],
    [
      'anyScope: one in each of several alternatives',
      [{ oauth: ['a'] }, { oidc: ['a'] }, { oauth: ['b'] }],
      anyScope('a', 'b'),
    ],
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
    expect(() => accessOf({})).toThrow('does not say who may call it: give it "security"')
  })
})

describe('a document is refused, with what to do about it, for', () => {
  test.each<readonly [string, object, object, string]>([
    ['alternatives that no policy can say', { security: [{ oauth: ['a', 'b'] }, { oidc: ['a'] }] }, {}, '[a b] or [a]'],
    ['a token with a scope or just any', { security: [{ oauth: ['a'] }, { bearer: [] }] }, {}, 'ask the same scopes'],
    ['a key in a header', { security: [{ key: [] }] }, {}, 'no access token (apiKey)'],
    ['a password', { security: [{ basic: [] }] }, {}, 'no access token (http basic)'],
    ['a key in a header beside nothing at all', { security: [{ key: [] }, {}] }, {}, 'no access token (apiKey)'],
    ['an unknown scheme', { security: [{ other: [] }] }, {}, 'add it to components.securitySchemes'],
    ['a scope that nobody describes', { security: [{ oauth: ['c'] }] }, {}, 'demands "c": describe it'],
    ['a scope that can not be one', { security: [{ oauth: ['a b'] }] }, {}, "demands a scope that can't be one"],
    ['no operationId', { operationId: undefined, security: [] }, {}, 'has no operationId: give it one'],
    ['another version', { security: [] }, { openapi: '2.0' }, 'not in OpenAPI 3.0 or 3.1 (openapi: 2.0)'],
    ['no title', { security: [] }, { info: { description: 'x' } }, 'info.title'],
    ['no description', { security: [] }, { info: { title: 'x' } }, 'info.description'],
    [
      'a base path',
      { security: [] },
      { servers: [{ url: 'https://things.example/v1' }] },
      'write that path into "paths"',
    ],
    ['a base path of its own', { security: [], servers: [{ url: '/v1' }] }, {}, 'write that path into "paths"'],
    ['a method without a row', {}, path({ head: { operationId: 'x', responses: {} } }), 'has HEAD: leave it out'],
    ['a path that is a reference', {}, path({ $ref: '#/components/pathItems/x' }), 'is a reference'],
  ])('%s', (_title, operation, rest, sentence) => {
    expect(() => contractOf('things', documentWith(operation, rest), SETTINGS)).toThrow(sentence)
  })

  test.each(['/things/{id}.json', '/things/a-{id}', '/things:count', '/things/*', '/things/{id}?', '/th%69ngs'])(
    'a path that the router would read in another way: %s',
    (path) => {
      expect(() => contractOf('things', documentWith({ security: [] }, {}, path), SETTINGS)).toThrow('has the segment')
    },
  )

  test.each([
    ['that is not there', {}, 'listOthers', 'names listOthers, which is not in origins/things/openapi.json'],
    [
      'that demands a token',
      { security: [{ oauth: ['a'] }] },
      'listThings',
      'demands a token, but `service.ts` names it',
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
  const document = documentWith({ security: [] }, { openapi: '3.0.3', components: { schemas: { Thing: schema } } })
  const components = contractOf('things', document, SETTINGS).document?.components
  return (components as { readonly schemas: { readonly Thing: unknown } }).schemas.Thing
}

describe('a document of OpenAPI 3.0', () => {
  test.each<readonly [string, object, object]>([
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    [
      'nullable with values',
      { type: 'string', enum: ['x'], nullable: true },
      { type: ['string', 'null'], enum: ['x', null] },
    ],
    [
      'a nullable reference',
      { allOf: [{ $ref: '#/components/schemas/Other' }], nullable: true },
      { anyOf: [{ allOf: [{ $ref: '#/components/schemas/Other' }] }, { type: 'null' }] },
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
