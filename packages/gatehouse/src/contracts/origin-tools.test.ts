// Tests the tools of a service over HTTP: every part of a request in its document has an argument, or a reason why it has none.
import { describe, expect, test } from 'vitest'
import { user } from '../access/index.ts'
import type { OperationSettings } from '../gateway/handler.ts'
import { toolsIn } from '../testing/compiled-tools.ts'
import { compileContracts, TOOLS_FILE } from './compile.ts'
import type { Contract } from './contract.ts'
import { contractOf } from './origin-contract.ts'

const ANSWERS = { 200: { description: 'Good' } }

function originWith(
  operation: object,
  path = '/things',
  settings: OperationSettings = { mcp: true },
  method = 'post',
): Contract {
  const document = {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    paths: { [path]: { [method]: { operationId: 'op', summary: 'Does it', responses: ANSWERS, ...operation } } },
    components: {
      schemas: { Tree: { type: 'object', properties: { below: { $ref: '#/components/schemas/Tree' } } } },
    },
  }
  const origin = 'https://things.example.com'
  return contractOf('things', document, { origin, access: user(), operations: { op: settings } })
}

const toolOf = (operation: object, path?: string, settings?: OperationSettings, method?: string) =>
  toolsIn(compileContracts([originWith(operation, path, settings, method)]))[0]

const parameter = (name: string, place: string, rest: object = {}) => ({
  name,
  in: place,
  schema: { type: 'string' },
  ...rest,
})

describe('of a service over HTTP', () => {
  test('a tag or a pattern marks operations, and the more specific key wins', () => {
    const operations = { 'tag:all': { mcp: true }, op: { mcp: false } }
    const contract = originWith({ tags: ['all'] })
    expect(toolsIn(compileContracts([contract]))).toHaveLength(1)
    const document = {
      openapi: '3.1.0',
      info: {},
      paths: { '/things': { post: { operationId: 'op', tags: ['all'], responses: ANSWERS } } },
    }
    const marked = contractOf('things', document, { origin: 'https://things.example.com', access: user(), operations })
    expect(compileContracts([marked])).not.toHaveProperty([TOOLS_FILE])
  })

  test('a parameter is an argument, in the way that the document writes it', () => {
    const list = { schema: { type: 'array', items: { type: 'string' } } }
    const tool = toolOf({
      parameters: [
        parameter('one', 'query'),
        parameter('many', 'query', list),
        parameter('commas', 'query', { ...list, explode: false }),
        parameter('pipes', 'query', { ...list, style: 'pipeDelimited' }),
        parameter('filter', 'query', { schema: { type: 'object' }, style: 'deepObject' }),
        { name: 'json', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } },
        parameter('X-Kind', 'header'),
        parameter('Authorization', 'header', { required: true }),
        parameter('Proxy-Authorization', 'header'),
        parameter('Sec-WebSocket-Protocol', 'header'),
        parameter('X-Forwarded-For', 'header'),
        parameter('session', 'cookie'),
      ],
    })
    expect(tool?.arguments).toEqual([
      { name: 'one', in: 'query' },
      { name: 'many', in: 'query', style: 'repeated' },
      { name: 'commas', in: 'query', style: 'comma' },
      { name: 'pipes', in: 'query', style: 'pipe' },
      { name: 'filter', in: 'query', style: 'deep' },
      { name: 'json', in: 'query', style: 'json' },
      { name: 'X-Kind', in: 'header' },
    ])
  })

  test('parameters of one name get the name of their place, and a path with slashes is written by its segments', () => {
    const path = '/files/{path:path}'
    const parameters = [parameter('path', 'query'), parameter('body', 'query')]
    const tool = toolOf({ parameters }, path)
    expect(tool?.path).toBe('/files/{path}')
    expect(tool?.arguments).toEqual([
      { name: 'path', in: 'path', required: true, style: 'segments' },
      { name: 'path_query', in: 'query', parameter: 'path' },
      { name: 'body_query', in: 'query', parameter: 'body' },
    ])
  })

  test('a schema that refers to itself stands by itself', () => {
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Tree' } } }
    const { inputSchema, outputSchema } =
      toolOf({
        requestBody: { required: true, content },
        responses: { 200: { description: 'Good', content } },
      })?.listing ?? {}
    const tree = { type: 'object', properties: { below: { $ref: '#/$defs/Tree' } } }
    expect(inputSchema).toMatchObject({
      properties: { body: { $ref: '#/$defs/Tree' } },
      required: ['body'],
      $defs: { Tree: tree },
    })
    expect(outputSchema).toEqual({ ...tree, $defs: { Tree: tree } })
  })

  test.each([
    ['application/merge-patch+json', { kind: 'json', mediaType: 'application/merge-patch+json' }],
    ['application/x-www-form-urlencoded', { kind: 'form', mediaType: 'application/x-www-form-urlencoded' }],
    ['text/csv; charset=utf-8', { kind: 'text', mediaType: 'text/csv' }],
  ])('a body of %s is an argument', (mediaType, body) => {
    expect(toolOf({ requestBody: { content: { [mediaType]: {} } } })?.body).toEqual(body)
  })

  test.each([
    ['that are not JSON alone', { 200: { description: 'a', content: { 'text/csv': {} } } }, '*/*'],
    [
      'that may be empty',
      {
        200: { description: 'a', content: { 'application/json': { schema: { type: 'object' } } } },
        204: { description: 'b' },
      },
      'application/json',
    ],
    [
      'that are a list',
      { 200: { description: 'a', content: { 'application/json': { schema: { type: 'array' } } } } },
      'application/json',
    ],
  ])('answers %s have no schema', (_title, answers, accept) => {
    const tool = toolOf({ responses: answers })
    expect(tool?.listing).not.toHaveProperty('outputSchema')
    expect(tool?.accept).toBe(accept)
  })

  test.each([
    [
      'a body that is no text',
      { requestBody: { required: true, content: { 'multipart/form-data': {} } } },
      'needs a body of multipart/form-data',
    ],
    ['a cookie', { parameters: [parameter('session', 'cookie', { required: true })] }, 'needs the cookie session'],
    [
      'a stream of events',
      { responses: { 200: { description: 'a', content: { 'text/event-stream': {} } } } },
      'answers with a stream of events',
    ],
    ['no description', { summary: '' }, 'has no description'],
  ])('an operation with %s is refused', (_title, operation, sentence) => {
    expect(() => compileContracts([originWith(operation)])).toThrow(`op of things: the tool ${sentence}`)
  })
})
