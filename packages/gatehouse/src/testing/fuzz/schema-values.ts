// Generates values for a schema of the document: values that it describes, values that barely violate it, and any other JSON.
import * as fc from 'fast-check'

/** A schema of OpenAPI 3.1, as far as it is read here. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly example?: unknown
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

/** Returns the target of a reference. */
export type Resolve = (reference: string) => Schema

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  date: fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  'date-time': fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
}

/** Texts that are often forgotten: empty, long, with control characters, beyond ASCII, in the syntax of another language. */
export const oddText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\n',
    '\u{2028}',
    '🎟️',
    "' OR 1=1 --",
    '<script>',
    '../..',
    '%2e%2e',
    '{}',
    'null',
    '-1',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer({ min: 1, max: 3_000 }).map((length) => 'x'.repeat(length)),
)

/** Values of which most fit a schema. */
export function valueOf(schema: Schema, resolve: Resolve): fc.Arbitrary<unknown> {
  const { $ref: reference, example } = schema
  if (reference !== undefined) return valueOf(resolve(reference), resolve)
  const fitting = fittingValue(schema, resolve)
  return fc.oneof(
    { weight: 10, arbitrary: example === undefined ? fitting : fc.constant(example) },
    { weight: 4, arbitrary: fitting },
    { weight: 2, arbitrary: oddText },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  )
}

function fittingValue(schema: Schema, resolve: Resolve): fc.Arbitrary<unknown> {
  const alternatives = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (alternatives !== undefined) return fc.oneof(...alternatives.map((one) => valueOf(one, resolve)))
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if ('const' in schema) return fc.constant(schema.const)
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['string'])
  return fc.oneof(...types.map((type) => valueOfType(type, schema, resolve)))
}

function valueOfType(type: string, schema: Schema, resolve: Resolve): fc.Arbitrary<unknown> {
  switch (type) {
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, resolve), { maxLength: 4 })
    case 'object':
      return objectOf(schema, resolve)
    default:
      return textOf(schema)
  }
}

// The limits themselves, and the values beside them.
function numberOf({ minimum, maximum }: Schema): fc.Arbitrary<unknown> {
  const limits = [minimum, maximum].flatMap((limit) => (limit === undefined ? [] : [limit - 1, limit, limit + 1]))
  return fc.oneof(
    fc.integer({ min: minimum ?? -10, max: Math.min(maximum ?? 1_000, 2_000_000) }),
    fc.constantFrom(0, 1.5, 9_007_199_254_740_992, ...limits),
  )
}

function textOf({ format = '', minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  return FORMATS[format] ?? fc.string({ minLength, maxLength: Math.min(maxLength + 1, minLength + 60) })
}

function objectOf({ properties = {}, required = [] }: Schema, resolve: Resolve): fc.Arbitrary<object> {
  const fields = Object.entries(properties).map(([name, field]) => {
    const value = valueOf(field, resolve)
    return [name, required.includes(name) ? value : fc.option(value, { nil: undefined })] as const
  })
  const known = fc.record(Object.fromEntries(fields))
  return fc.oneof(
    { weight: 12, arbitrary: known },
    {
      weight: 1,
      arbitrary: fc
        .tuple(known, oddText, fc.jsonValue({ maxDepth: 1 }))
        .map(([object, name, value]) => ({ ...object, [name]: value })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(known, fc.nat(10))
        .map(([object, index]) => Object.fromEntries(Object.entries(object).toSpliced(index, 1))),
    },
  )
}
