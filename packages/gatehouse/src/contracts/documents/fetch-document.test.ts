// Tests how `gatehouse import` fetches a document, from a server on this machine.
import { createServer, type Server } from 'node:http'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchDocument } from './fetch-document.ts'
import { diffOperations } from './operation-diff.ts'
import { stableText } from './stable-order.ts'

const DOCUMENT = { openapi: '3.1.0', info: { title: 'X', version: '1' }, paths: {} }
const manyReferences = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`/${at}`, { $ref: `part${at}.json` }]))

const ANSWERS: Readonly<Record<string, readonly [status: number, body: string, headers?: Record<string, string>]>> = {
  '/openapi.json': [200, JSON.stringify(DOCUMENT)],
  '/openapi.yaml': [200, 'openapi: 3.1.0\ninfo: { title: X, version: "1" }\npaths: {}\n'],
  '/docs': [200, '<!doctype html><title>Swagger UI</title>'],
  '/other.json': [200, '{"name":"x"}'],
  '/broken.json': [200, '{\n"openapi": }'],
  '/large.json': [200, ' '.repeat(10_000_001)],
  '/api/v1/openapi.yaml': [
    200,
    `openapi: 3.1.0
info: { title: X, version: "1" }
paths:
  /a: { $ref: "paths/a.yaml" }
  /b: { get: { responses: { 200: { description: B, content: { application/json: { schema: { $ref: "/shared/b.json#/B" } } } } } } }
`,
  ],
  '/api/v1/paths/a.yaml': [
    200,
    'get: { responses: { 200: { description: A, content: { application/json: { schema: { $ref: "../../../shared/b.json#/A" } } } } } }',
  ],
  '/shared/b.json': [200, '{"A":{"type":"array","items":{"$ref":"#/B"}},"B":{"type":"object"}}'],
  '/elsewhere.json': [200, JSON.stringify({ ...DOCUMENT, paths: { '/a': { $ref: 'https://other.example/a.json' } } })],
  '/gone.json': [200, JSON.stringify({ ...DOCUMENT, paths: { '/a': { $ref: 'nothing.json' } } })],
  '/endless.json': [200, JSON.stringify({ ...DOCUMENT, paths: manyReferences(101) })],
  '/moved': [302, '', { location: '/openapi.json' }],
  '/closed': [401, ''],
}

let server: Server
let origin = ''
beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, body, headers] = ANSWERS[request.url ?? ''] ?? [404, '']
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

test.each(['/openapi.json', '/openapi.yaml'])('a document is fetched as JSON or YAML: %s', async (path) => {
  expect(await fetchDocument(origin + path)).toEqual(DOCUMENT)
})

const SEVERAL_FILES_AS_ONE = {
  paths: {
    '/a': {
      get: { responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } } } },
    },
    '/b': {
      get: { responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/B' } } } } } },
    },
  },
  components: { schemas: { A: { type: 'array', items: { $ref: '#/components/schemas/B' } }, B: { type: 'object' } } },
}

test('the files that a document refers to are fetched from its origin, and become one document', async () => {
  expect(await fetchDocument(`${origin}/api/v1/openapi.yaml`)).toMatchObject(SEVERAL_FILES_AS_ONE)
})

test('the files that a document in a folder refers to become one document too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'import-'))
  for (const name of ['paths', 'shared']) mkdirSync(join(folder, name))
  const main = ANSWERS['/api/v1/openapi.yaml']?.[1] ?? ''
  const path = ANSWERS['/api/v1/paths/a.yaml']?.[1] ?? ''
  writeFileSync(join(folder, 'openapi.yaml'), main)
  writeFileSync(join(folder, 'paths/a.yaml'), path.replace('../../../', '../'))
  writeFileSync(join(folder, 'shared/b.json'), ANSWERS['/shared/b.json']?.[1] ?? '')
  expect(await fetchDocument(join(folder, 'openapi.yaml'))).toMatchObject(SEVERAL_FILES_AS_ONE)
})

test('a document is read from a file too', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'import-')), 'document.json')
  writeFileSync(file, JSON.stringify(DOCUMENT))
  expect(await fetchDocument(file)).toEqual(DOCUMENT)
})

describe('a sentence says what to do about', () => {
  test.each([
    ['/docs', 'is a page, not an OpenAPI document: name the address of openapi.json itself'],
    ['/other.json', 'is no OpenAPI document: it has neither "openapi" nor "swagger"'],
    ['/broken.json', 'broken.json:2 is no JSON'],
    ['/large.json', 'makes the document larger than 10 MB'],
    ['/moved', 'answers 302: name where it leads: /openapi.json'],
    ['/closed', 'answers 401: name the address of the document'],
    ['/elsewhere.json', 'elsewhere.json (#/paths/~1a): refers to https://other.example/a.json: save it beside'],
    ['/gone.json', '/nothing.json answers 404'],
    ['/endless.json', 'refers to more than 100 files'],
  ])('%s', async (path, sentence) => {
    await expect(fetchDocument(origin + path)).rejects.toThrow(sentence)
  })

  test.each([
    ['http://example.com/openapi.json', 'use https, or http on this machine alone'],
    ['http://127.0.0.1:1/openapi.json', 'does not answer at all: start the service'],
    ['nothing.json', "nothing.json can't be read"],
  ])('%s', async (from, sentence) => {
    await expect(fetchDocument(from)).rejects.toThrow(sentence)
  })
})

test('a document has one text, in whatever order it comes', () => {
  const paths = { '/b': { post: { x: 1 }, get: {} }, '/a': { get: {} } }
  const components = { schemas: { B: {}, A: { z: 1, y: 2 } } }
  const text = stableText({ components, paths, info: {}, openapi: '3.1.0' })
  expect(text).toBe(stableText({ openapi: '3.1.0', info: {}, components, paths }))
  expect([...text.matchAll(/"(\/[ab]|get|post|[ABzy])"/g)].map(([, key]) => key)).toEqual([
    '/a',
    'get',
    '/b',
    'get',
    'post',
    'A',
    'z',
    'y',
    'B',
  ])
})

test('added, removed and changed operations are named', () => {
  const before = { paths: { '/a': { get: { summary: 'x' }, post: {} }, '/b': { get: {} } } }
  const after = { paths: { '/a': { get: { summary: 'y' }, put: {} }, '/b': { get: {} } } }
  expect(diffOperations(before, after)).toEqual(['~ /a GET', '- /a POST', '+ /a PUT'])
  expect(diffOperations(undefined, before)).toEqual(['+ /a GET', '+ /a POST', '+ /b GET'])
})
