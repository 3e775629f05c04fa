// Tests how `gatehouse import` fetches a document, from a server on this machine.
import { createServer, type Server } from 'node:http'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchDocument } from './fetch-document.ts'
import { diffOperations } from './operation-diff.ts'
import { stableText } from './stable-order.ts'

const DOCUMENT = { openapi: '3.1.0', info: { title: 'X', version: '1' }, paths: {} }
const ANSWERS: Readonly<Record<string, readonly [status: number, body: string, headers?: Record<string, string>]>> = {
  '/openapi.json': [200, JSON.stringify(DOCUMENT)],
  '/openapi.yaml': [200, 'openapi: 3.1.0\ninfo: { title: X, version: "1" }\npaths: {}\n'],
  '/docs': [200, '<!doctype html><title>Swagger UI</title>'],
  '/other.json': [200, '{"name":"x"}'],
  '/broken.json': [200, '{\n"openapi": }'],
  '/large.json': [200, ' '.repeat(10_000_001)],
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
    ['/large.json', 'is larger than 10 MB'],
    ['/moved', 'answers 302: name where it leads: /openapi.json'],
    ['/closed', 'answers 401: name the address of the document'],
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
