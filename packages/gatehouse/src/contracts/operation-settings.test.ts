// Tests what the settings of a service say about the operations of its document.
import { describe, expect, test } from 'vitest'
import { anyone, organization, scopes, signedIn, user } from '../access/index.ts'
import type { OperationSettings, OriginSettings } from '../gateway/handler.ts'
import { compileContracts, GENERATED } from './compile.ts'
import { contractOf } from './origin-contract.ts'

const ANSWERS = { 200: { description: 'Good' } }
const SCHEMES = { bearer: { type: 'http', scheme: 'bearer' } }

function documentOf(rest: object = {}) {
  return {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: {
      '/things': {
        get: { operationId: 'listThings', tags: ['public', 'list'], responses: ANSWERS },
        post: { operationId: 'createThing', security: [{ bearer: ['write:things'] }], responses: ANSWERS },
      },
      '/admin/keys/{id}': { get: { operationId: 'getKey', tags: ['admin'], responses: ANSWERS } },
      '/files/{path}': { get: { responses: ANSWERS } },
    },
    components: { securitySchemes: SCHEMES },
    ...rest,
  }
}

const contractWith = (settings: Partial<OriginSettings>, rest: object = {}) =>
  contractOf('things', documentOf(rest), { origin: 'https://things.example.com', ...settings })

const withOperations = (operations: Readonly<Record<string, OperationSettings>>) => contractWith({ operations })

const accessOf = (operations: Readonly<Record<string, OperationSettings>>, operationId: string) =>
  withOperations(operations).routes.find((route) => route.operationId === operationId)?.access

describe('a key of "operations" may be', () => {
  test.each([
    ['an operationId', 'getKey'],
    ['a method and a path', 'GET /admin/keys/{id}'],
    ['a tag', 'tag:admin'],
    ['a path', '/admin/keys/{id}'],
    ['a pattern with anything behind it', '/admin/**'],
    ['a pattern with anything between', '/admin/*/{id}'],
    ['a method and a pattern', 'GET /admin/**'],
  ])('%s: %s', (_title, key) => {
    expect(accessOf({ [key]: { access: user() } }, 'getKey')).toEqual(user())
  })

  test('the operationId that the gateway makes of method and path where the document has none', () => {
    expect(accessOf({ getFilesByPath: { access: user() } }, 'getFilesByPath')).toEqual(user())
  })

  test.each(['getKeys', 'POST /admin/keys/{id}', 'tag:admins', '/other/**'])(
    '%s is refused: nothing fits it',
    (key) => {
      expect(() => withOperations({ [key]: { access: user() } })).toThrow(`"operations" names "${key}"`)
    },
  )

  test('misspelt, and the sentence says what was probably meant', () => {
    expect(() => withOperations({ getKye: { access: user() } })).toThrow('"getKye" (did you mean getKey?)')
    expect(() => withOperations({ 'tag:admn': { access: user() } })).toThrow('(did you mean tag:admin?)')
  })
})

describe('of several keys that fit an operation', () => {
  test('the most specific one wins, member by member', () => {
    const { routes } = withOperations({
      'tag:admin': { access: signedIn, timeoutMillis: 1000, limits: { rate: 'strict' } },
      '/admin/**': { access: user(), timeoutMillis: 2000 },
      '/admin/keys/**': { access: scopes('read:keys') },
      'GET /admin/keys/{id}': { access: organization() },
      getKey: { timeoutMillis: 3000 },
    })
    expect(routes.find(({ operationId }) => operationId === 'getKey')).toMatchObject({
      access: organization(),
      timeoutMillis: 3000,
      limits: { rate: 'strict' },
    })
  })

  test('two that are equally specific and differ are refused', () => {
    expect(() => withOperations({ 'tag:list': { public: true }, 'tag:public': { access: user() } })).toThrow(
      '"tag:list" and "tag:public" in "operations" say different things about its "access": name the operation itself',
    )
    expect(accessOf({ 'tag:list': { public: true }, 'tag:public': { public: true } }, 'listThings')).toEqual(anyone)
  })
})

describe('the access of an operation', () => {
  test('comes from the settings first, then from the document, then from the default of the settings', () => {
    const { routes } = contractWith({ access: user(), operations: { getKey: { access: signedIn } } })
    expect(Object.fromEntries(routes.map(({ operationId, access }) => [operationId, access]))).toEqual({
      listThings: user(),
      createThing: scopes('write:things'),
      getKey: signedIn,
      getFilesByPath: user(),
    })
  })

  test('is opened by name alone where the document demands a token, not by a tag, a pattern or a default', () => {
    expect(accessOf({ createThing: { public: true } }, 'createThing')).toEqual(anyone)
    expect(accessOf({ 'POST /things': { access: anyone } }, 'createThing')).toEqual(anyone)
    expect(() => withOperations({ '/things/**': { public: true } })).toThrow(
      'but "/things/**" in "operations" opens it',
    )
    expect(contractWith({ access: anyone }).routes[1]?.access).toEqual(scopes('write:things'))
  })

  test('that is null is a gap: no route, and a name for it', () => {
    const { routes, gaps } = withOperations({ createThing: { access: null }, 'tag:public': { public: true } })
    expect(routes.map(({ operationId }) => operationId)).toEqual(['listThings'])
    expect(gaps?.filter(({ isMarked }) => isMarked)).toEqual([
      { key: 'createThing', method: 'post', path: '/things', isMarked: true },
    ])
  })

  test('can be any policy in the document too', () => {
    const paths = {
      '/things': { get: { 'x-gatehouse-access': organization('org_abcdefgh12345678'), responses: ANSWERS } },
    }
    const { routes, document } = contractWith({}, { paths })
    expect(routes[0]?.access).toEqual(organization('org_abcdefgh12345678'))
    expect(JSON.stringify(document)).not.toContain('x-gatehouse-access')
  })
})

test('a hidden operation has no route, no place in the document and no fault', () => {
  const paths = { '/th%69ngs': { get: { operationId: 'odd', responses: ANSWERS } }, ...documentOf().paths }
  const { routes, document } = contractWith({ access: user(), operations: { odd: { hidden: true } } }, { paths })
  expect(routes).toHaveLength(4)
  expect(document?.paths).not.toHaveProperty('/th%69ngs')
})

const tableOf = (settings: Partial<OriginSettings>, rest: object = {}) =>
  compileContracts([contractWith({ access: user(), ...settings }, rest)])[`${GENERATED}/table.ts`]

describe('the table has', () => {
  test('the whole path of an operation, its limits and its time', () => {
    const table = tableOf({
      prefix: '/stuff',
      operations: { createThing: { limits: { bodyMaxBytes: 10_000_000 }, timeoutMillis: 60_000 } },
    })
    expect(table).toContain(
      '{"method":"POST","path":"/stuff/things","operationId":"createThing","service":"things","access":{"kind":"scopes","all":["write:things"]},"bodyMaxBytes":10000000,"timeoutMillis":60000}',
    )
  })

  test('the row of the service without what is said in the rows of its routes', () => {
    const table = tableOf({
      prefix: '/stuff',
      basePath: '/v1',
      from: 'https://things.example.com/openapi.json',
      vpc: 'THINGS_VPC',
      headers: { 'X-Key': 'THINGS_KEY' },
      encodedSlashes: true,
      operations: { getKey: { access: signedIn } },
    })
    expect(table).toContain(
      '{"name":"things","origin":"https://things.example.com","prefix":"/stuff","vpc":"THINGS_VPC","headers":{"X-Key":"THINGS_KEY"},"encodedSlashes":true,"basePath":"/v1"}',
    )
  })

  test.each([
    ['absolute', [{ url: 'https://things.example.com/api/v1/' }], {}, '/api/v1'],
    ['relative', [{ url: '/api/v2' }], {}, '/api/v2'],
    [
      'relative to where the document is',
      [{ url: '../v3' }],
      { from: 'https://x.example/api/docs/openapi.json' },
      '/api/v3',
    ],
    [
      'with variables',
      [
        {
          url: '{scheme}://{host}/{version}',
          variables: { scheme: { default: 'https' }, host: { default: 'x.example' }, version: { default: 'v4' } },
        },
      ],
      {},
      '/v4',
    ],
    [
      'the one at the origin of several',
      [{ url: 'https://test.example/a' }, { url: 'https://things.example.com/b' }],
      {},
      '/b',
    ],
    ['another one in the settings', [{ url: '/api' }], { basePath: '/own' }, '/own'],
  ])('the path of a server that is %s', (_title, servers, settings, basePath) => {
    expect(tableOf(settings, { servers })).toContain(`"basePath":"${basePath}"`)
  })

  test.each([
    ['has no path', [{ url: 'https://things.example.com' }], {}],
    ['is put aside by the settings', [{ url: '/api' }], { basePath: '/' }],
  ])('no base path where the server %s', (_title, servers, settings) => {
    expect(tableOf(settings, { servers })).not.toContain('basePath')
  })

  test('a parameter with slashes where the settings, the document or its notation say so', () => {
    const rest = '"path":"/files/:path{.+}"'
    expect(tableOf({})).toContain('"path":"/files/:path"')
    expect(tableOf({ operations: { '/files/**': { multiSegment: ['path'] } } })).toContain(rest)
    const marked = {
      name: 'path',
      in: 'path',
      required: true,
      'x-gatehouse-multi-segment': true,
      schema: { type: 'string' },
    }
    expect(
      tableOf({}, { paths: { '/files/{path}': { get: { parameters: [marked], responses: ANSWERS } } } }),
    ).toContain(rest)
    expect(tableOf({}, { paths: { '/files/{path:path}': { get: { responses: ANSWERS } } } })).toContain(rest)
  })

  test('no operation that has another server, and a warning for it', () => {
    const paths = { '/upload': { post: { servers: [{ url: 'https://uploads.example' }], responses: ANSWERS } } }
    const { routes, warnings } = contractWith(
      { access: user() },
      { paths, servers: [{ url: 'https://things.example.com' }] },
    )
    expect(routes).toEqual([])
    expect(warnings?.join()).toContain('gives a server of its own (https://uploads.example)')
  })

  test('a Worker of another repository with its prefix', () => {
    const worker = { binding: 'THINGS', service: 'things', prefix: '/stuff', access: user() }
    const table = compileContracts([contractOf('things', documentOf(), worker)])[`${GENERATED}/table.ts`]
    expect(table).toContain('{"name":"things","binding":"THINGS","prefix":"/stuff"}')
  })
})
