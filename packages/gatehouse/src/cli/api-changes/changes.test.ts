// Tests whether a change of the API breaks a client: a table of changes to one document.
import { describe, expect, test } from 'vitest'
import { changesBetween } from './changes.ts'

const thing = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, kind: { type: 'string', enum: ['a', 'b'] } },
}

function documentWith(operation: object = {}, schema: object = thing, more: object = {}) {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } }
  const post = {
    operationId: 'makeThing',
    'x-access': { kind: 'signedIn' },
    parameters: [{ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 10 } }],
    responses: { 200: { content } },
    ...operation,
  }
  return { openapi: '3.1.0', paths: { '/things': { post }, ...more }, components: { schemas: { Thing: schema } } }
}

const OLD = documentWith()
const sends = (schema: object) =>
  documentWith({ requestBody: { content: { 'application/json': { schema } } }, responses: {} })
const parameters = (...list: readonly object[]) => documentWith({ parameters: list })
const withKind = (kind: object | undefined) => ({
  ...thing,
  properties: { id: { type: 'string' }, ...(kind && { kind }) },
})

describe.each([
  ['breaks clients', true],
  ['breaks nobody', false],
])('%s', (_, breaking) => {
  const cases: readonly (readonly [string, boolean, object, object])[] = [
    ['an operation that is gone', true, OLD, { openapi: '3.1.0', paths: {} }],
    ['a new operation', false, OLD, documentWith({}, thing, { '/more': { get: {} } })],
    ['access that demands more', true, OLD, documentWith({ 'x-access': { kind: 'scopes', all: ['x'] } })],
    ['access for anyone', false, OLD, documentWith({ 'x-access': { kind: 'anyone' } })],
    ['another operationId', true, OLD, documentWith({ operationId: 'addThing' })],
    ['a parameter that is gone', true, OLD, parameters()],
    [
      'a parameter that is required now',
      true,
      OLD,
      parameters({ in: 'query', name: 'limit', required: true, schema: { type: 'integer', maximum: 10 } }),
    ],
    [
      'a parameter that takes less',
      true,
      OLD,
      parameters({ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 5 } }),
    ],
    [
      'a parameter that takes more',
      false,
      OLD,
      parameters({ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 50 } }),
    ],
    ['a field of an answer that is gone', true, OLD, documentWith({}, withKind(undefined))],
    ['a field of an answer that has another type', true, OLD, documentWith({}, withKind({ type: 'integer' }))],
    [
      'an answer with a value nobody knows',
      true,
      OLD,
      documentWith({}, withKind({ type: 'string', enum: ['a', 'b', 'c'] })),
    ],
    ['an answer with fewer values', false, OLD, documentWith({}, withKind({ type: 'string', enum: ['a'] }))],
    ['a field of an answer that may be missing', true, OLD, documentWith({}, { ...thing, required: [] })],
    [
      'a new field of an answer',
      false,
      OLD,
      documentWith({}, { ...thing, properties: { ...thing.properties, more: { type: 'string' } } }),
    ],
    ['an answer that is gone', true, OLD, documentWith({ responses: {} })],
    [
      'a body with a new required field',
      true,
      sends({ properties: {} }),
      sends({ required: ['x'], properties: { x: {} } }),
    ],
    ['a body with a new optional field', false, sends({ properties: {} }), sends({ properties: { x: {} } })],
    ['a body that takes fewer values', true, sends({ enum: ['a', 'b'] }), sends({ enum: ['a'] })],
    ['a body that takes more values', false, sends({ enum: ['a'] }), sends({ enum: ['a', 'b'] })],
  ]

  test.each(cases.filter((row) => row[1] === breaking))('%s', (_title, _breaking, before, after) => {
    const changes = changesBetween(before, after)
    expect(changes.length).toBeGreaterThan(0)
    expect(changes.some((change) => change.breaking)).toBe(breaking)
  })
})

test('the same document has no changes', () => {
  expect(changesBetween(OLD, structuredClone(OLD))).toEqual([])
})
