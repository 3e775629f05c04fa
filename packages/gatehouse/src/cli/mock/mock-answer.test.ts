// Tests the answers of a mocked service.
import { describe, expect, test } from 'vitest'
import { anyone } from '../../access/index.ts'
import { mockedNames } from '../dev/mocks.ts'
import { createMock } from './mock-answer.ts'

const json = (media: object) => ({ content: { 'application/json': media } })
const OPERATIONS: Readonly<Record<string, readonly [method: string, path: string, responses: object]>> = {
  listReports: [
    'GET',
    '/reports/items',
    {
      404: json({ schema: { type: 'string' } }),
      200: json({ examples: { one: { value: [{ id: 1 }] }, two: { value: [] } }, example: 'no' }),
    },
  ],
  createReport: [
    'POST',
    '/reports/items',
    {
      201: {
        headers: { Location: { example: '/api/items/7' }, 'X-Rest': { schema: { type: 'integer' } } },
        ...json({ schema: { properties: { id: { type: 'integer' } } } }),
      },
    },
  ],
  deleteReport: ['DELETE', '/reports/items/:id', { 204: {} }],
  showReport: [
    'GET',
    '/reports/items/:id',
    {
      '2XX': {
        content: { 'application/json': { example: { id: 7 } }, 'text/csv; charset=utf-8': { example: 'id\n7' } },
      },
    },
  ],
  followReports: [
    'GET',
    '/reports/stream',
    { 200: { content: { 'text/event-stream': { schema: { type: 'string' } } } } },
  ],
  showLatest: ['GET', '/reports/items/latest', { default: { $ref: '#/components/responses/Latest' } }],
  move: [
    'GET',
    '/reports/old',
    { 307: { headers: { Location: { required: true, schema: { const: '/api/items' } } } } },
  ],
}

const SOURCE = {
  service: 'reports',
  table: {
    services: [{ name: 'reports', origin: 'https://reports.example', prefix: '/reports', basePath: '/api' }],
    routes: Object.entries(OPERATIONS)
      .toReversed()
      .map(([operationId, [method, path]]) => ({ method, path, operationId, service: 'reports', access: anyone })),
  },
  document: {
    paths: Object.fromEntries(
      Object.entries(OPERATIONS).map(([operationId, [, , responses]]) => [
        `/${operationId}`,
        { get: { operationId, responses } },
      ]),
    ),
    components: { responses: { Latest: json({ example: 'latest' }) } },
  },
}

const mock = createMock(SOURCE)
const answer = (method: string, target: string, { accept = '', prefer = '' } = {}) =>
  mock({ method, target, accept, prefer })

describe('a mocked operation', () => {
  test.each([
    ['GET', '/api/items?page=2', 200, '[{"id":1}]'],
    ['HEAD', '/api/items', 200, '[{"id":1}]'],
    ['POST', '/api/items', 201, '{"id":1}'],
    ['DELETE', '/api/items/7', 204, ''],
    ['GET', '/api/items/a%20b', 200, '{"id":7}'],
    ['GET', '/api/items/latest', 200, '"latest"'],
    ['GET', '/api/stream', 200, 'data: text\n\n'],
    ['GET', '/api/old', 307, ''],
    ['GET', '/api/nothing', 404, 'No operation of reports is here.\n'],
    ['GET', '/items', 404, 'No operation of reports is here.\n'],
  ])('answers with its status and its example: %s %s', (method, target, status, body) => {
    expect(answer(method, target)).toMatchObject({ status, body })
  })

  test.each([
    ['', 'application/json', '{"id":7}'],
    ['*/*', 'application/json', '{"id":7}'],
    ['text/csv', 'text/csv; charset=utf-8', 'id\n7'],
    ['text/html, text/*;q=0.5', 'text/csv; charset=utf-8', 'id\n7'],
    ['image/png', 'application/json', '{"id":7}'],
  ])('chooses among its media types by Accept: %s', (accept, type, body) => {
    expect(answer('GET', '/api/items/7', { accept })).toMatchObject({ headers: { 'content-type': type }, body })
  })

  test('sends the headers that have an example', () => {
    expect(answer('POST', '/api/items').headers).toEqual({
      'content-type': 'application/json',
      location: '/api/items/7',
    })
    expect(answer('GET', '/api/old').headers).toEqual({ location: '/api/items' })
  })

  test('answers with another documented status when the client prefers that', () => {
    expect(answer('GET', '/api/items', { prefer: 'wait=1, code=404' })).toMatchObject({ status: 404, body: '"text"' })
    expect(answer('GET', '/api/items', { prefer: 'code=418' })).toMatchObject({ status: 200 })
  })
})

describe('the names of services to mock', () => {
  test('may be named one by one, or all that are outside of the project', () => {
    expect(mockedNames(['payments', 'reports'], ['reports', 'orders', 'payments'], ['reports', 'orders'])).toEqual([
      'payments',
      'reports',
    ])
    expect(mockedNames(['all', 'payments'], ['reports', 'payments'], ['reports'])).toEqual(['reports', 'payments'])
    expect(mockedNames([], ['reports'], ['reports'])).toEqual([])
  })

  test('are refused all at once, each with a suggestion', () => {
    expect(() => mockedNames(['report', 'all', 'x'], ['reports'], ['reports'])).toThrow(
      /--mock report: .*did you mean reports\?.*\n--mock x: there is no such service\. It takes reports, or all/,
    )
  })
})
