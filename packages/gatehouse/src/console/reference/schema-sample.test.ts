// Tests the examples of schemas.
import { expect, test } from 'vitest'
import { sampleOf } from './schema-sample.ts'

const DOCUMENT = {
  components: {
    schemas: {
      Name: { type: 'string', example: 'Ann' },
      Tree: {
        type: 'object',
        properties: { name: { $ref: '#/components/schemas/Name' }, parent: { $ref: '#/components/schemas/Tree' } },
      },
      Endless: { type: 'object', required: ['next'], properties: { next: { $ref: '#/components/schemas/Endless' } } },
      Loop: { $ref: '#/components/schemas/Loop' },
      'a/b': { const: 7 },
    },
  },
}

test.each([
  [{ type: 'string' }, 'text'],
  [{ type: 'string', minLength: 6 }, 'textxx'],
  [{ type: 'string', maxLength: 2 }, 'te'],
  [{ type: 'string', format: 'date' }, '2026-01-31'],
  [{ type: 'string', format: 'of-ours' }, 'text'],
  [{ type: 'string', enum: ['a', 'b'] }, 'a'],
  [{ type: 'string', default: 'd', examples: ['e'] }, 'e'],
  [{ const: null, type: 'string' }, null],
  [{ type: 'integer' }, 1],
  [{ type: 'integer', minimum: 5 }, 5],
  [{ type: 'integer', exclusiveMinimum: 5 }, 6],
  [{ type: 'integer', minimum: 5, exclusiveMinimum: true }, 6],
  [{ type: 'number', maximum: -3 }, -3],
  [{ type: 'number', exclusiveMaximum: 0 }, -1],
  [{ type: 'number', multipleOf: 10, minimum: 15 }, 20],
  [{ type: ['null', 'boolean'] }, true],
  [{ type: 'null' }, null],
  [{ type: 'array', items: { type: 'integer' } }, [1]],
  [{ type: 'array', items: { type: 'integer' }, minItems: 2 }, [1, 1]],
  [{ type: 'array', items: { type: 'integer' }, maxItems: 0 }, []],
  [{ prefixItems: [{ type: 'integer' }, { type: 'string' }] }, [1, 'text']],
  [{ properties: { a: { type: 'integer' }, b: { type: 'string', writeOnly: true } } }, { a: 1 }],
  [{ type: 'object' }, {}],
  [
    {
      allOf: [{ properties: { a: { type: 'integer' } } }, { properties: { b: { const: 2 } } }],
      properties: { c: { const: 3 } },
    },
    { a: 1, b: 2, c: 3 },
  ],
  [{ oneOf: [{ type: 'null' }, { type: 'integer' }] }, 1],
  [{ anyOf: [{ const: 'x' }] }, 'x'],
  [{ $ref: '#/components/schemas/Name' }, 'Ann'],
  [{ $ref: '#/components/schemas/a~1b' }, 7],
  [{}, null],
  [true, null],
  [undefined, null],
])('of %j is %j', (schema, expected) => {
  expect(sampleOf(schema, DOCUMENT, 'response')).toEqual(expected)
})

test('ends where a schema contains itself, and leaves out what can not end', () => {
  expect(sampleOf({ $ref: '#/components/schemas/Tree' }, DOCUMENT, 'response')).toEqual({ name: 'Ann' })
  expect(sampleOf({ type: 'array', items: { $ref: '#/components/schemas/Endless' } }, DOCUMENT, 'response')).toEqual([])
  for (const name of ['Endless', 'Loop', 'Nowhere']) {
    expect(sampleOf({ $ref: `#/components/schemas/${name}` }, DOCUMENT, 'response')).toBeNull()
  }
  expect(sampleOf({ $ref: 'other.json#/x' }, DOCUMENT, 'response')).toBeNull()
})

test('the example of a request holds what it must, or everything if nothing is required', () => {
  const properties = { name: { type: 'string' }, password: { type: 'string', writeOnly: true } }
  const schema = { type: 'object', properties, required: ['password'] }
  expect(sampleOf(schema, DOCUMENT, 'request')).toEqual({ password: 'text' })
  expect(sampleOf({ type: 'object', properties }, DOCUMENT, 'request')).toEqual({ name: 'text', password: 'text' })
})
