// Makes an example of a JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it, and the variant of OpenAPI 3.0), for the reference and for mocked
// services. The same schema gives the same example each time. Patterns of strings are not followed.
import { isRecord } from '../../access/index.ts'

/** A chain of references that is longer than this is a cycle. */
const CHAIN_MAX = 8

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00Z',
  date: '2026-01-31',
  time: '12:00:00Z',
  duration: 'PT1H',
  email: 'user@example.com',
  uuid: '123e4567-e89b-12d3-a456-426614174000',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  'uri-reference': '/example',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  byte: 'ZXhhbXBsZQ==',
  binary: '',
}

/** A value that can't be made: it would contain itself. */
const ENDLESS = Symbol('endless')

/**
 * What an example is for: a request holds what it must, if the schema says so, because that is the shortest that works; a response holds
 * everything but what is only written.
 */
type Purpose = 'request' | 'response'

/** Returns an example of a schema. @param document the OpenAPI document that its references lead into */
export function sampleOf(schema: unknown, document: unknown, purpose: Purpose): unknown {
  const sample = makeSample(schema, { document, purpose }, [])
  return sample === ENDLESS ? null : sample
}

/** Returns the value that a reference (`#/components/…`) leads to, over further references; `undefined` for none. */
export function resolveReference(value: unknown, document: unknown): unknown {
  let found = value
  for (let step = 0; step < CHAIN_MAX; step++) {
    if (!isRecord(found) || typeof found['$ref'] !== 'string') return found
    found = valueAt(found['$ref'], document)
  }
  return undefined
}

function valueAt(reference: string, document: unknown): unknown {
  if (!reference.startsWith('#/')) return undefined
  return reference
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, part) => (isRecord(value) || Array.isArray(value) ? Object(value)[part] : undefined),
      document,
    )
}

interface Sampling {
  readonly document: unknown
  readonly purpose: Purpose
}

// @param trail the references that the schema is inside of
function makeSample(schema: unknown, sampling: Sampling, trail: readonly string[]): unknown {
  const reference = isRecord(schema) && typeof schema['$ref'] === 'string' ? schema['$ref'] : null
  if (reference !== null && trail.includes(reference)) return ENDLESS
  const found = resolveReference(schema, sampling.document)
  if (!isRecord(found)) return found === false ? ENDLESS : null
  const written = writtenExample(found)
  if (written !== undefined) return written
  const inside = reference === null ? trail : [...trail, reference]
  const make = (part: unknown): unknown => makeSample(part, sampling, inside)
  const { allOf } = found
  if (Array.isArray(allOf)) return joined([...allOf, { ...found, allOf: undefined }].map(make))
  for (const alternatives of [found['oneOf'], found['anyOf']]) {
    if (!Array.isArray(alternatives)) continue
    const samples = alternatives.map(make).filter((sample) => sample !== ENDLESS)
    return samples.find((sample) => sample !== null) ?? samples[0] ?? ENDLESS
  }
  return sampleOfType(found, make, sampling.purpose)
}

function writtenExample(schema: Schema): unknown {
  const { examples, enum: values } = schema
  if (schema['example'] !== undefined) return schema['example']
  if (Array.isArray(examples) && examples.length > 0) return examples[0]
  if (schema['const'] !== undefined) return schema['const']
  if (schema['default'] !== undefined) return schema['default']
  return Array.isArray(values) && values.length > 0 ? values[0] : undefined
}

function joined(samples: readonly unknown[]): unknown {
  if (samples.includes(ENDLESS)) return ENDLESS
  const objects = samples.filter((sample) => isRecord(sample))
  if (objects.length > 0) return Object.assign({}, ...objects) as unknown
  return samples.find((sample) => sample !== null) ?? null
}

type Schema = Readonly<Record<string, unknown>>
type Make = (part: unknown) => unknown

const SAMPLES: ReadonlyMap<string | undefined, (schema: Schema, make: Make, purpose: Purpose) => unknown> = new Map([
  ['object', objectSample],
  ['array', arraySample],
  ['string', stringSample],
  ['integer', numberSample],
  ['number', numberSample],
  ['boolean', () => true],
])

function sampleOfType(schema: Schema, make: Make, purpose: Purpose): unknown {
  return SAMPLES.get(typeOf(schema))?.(schema, make, purpose) ?? null
}

// In OpenAPI 3.1 `type` may be a list; without one the keywords say it.
function typeOf(schema: Schema): string | undefined {
  const types = [schema['type']].flat().filter((type) => typeof type === 'string')
  const type = types.find((one) => one !== 'null') ?? types[0]
  if (type !== undefined) return type
  if (schema['properties'] !== undefined || schema['additionalProperties'] !== undefined) return 'object'
  return schema['items'] !== undefined || schema['prefixItems'] !== undefined ? 'array' : undefined
}

function objectSample(schema: Schema, make: Make, purpose: Purpose): unknown {
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
  const sample: Record<string, unknown> = {}
  for (const [name, property] of Object.entries(Object(schema['properties']) as object)) {
    const isShown =
      purpose === 'request'
        ? required.length === 0 || required.includes(name)
        : !(isRecord(property) && property['writeOnly'] === true)
    if (!isShown) continue
    const value = make(property)
    if (value !== ENDLESS) sample[name] = value
    else if (required.includes(name)) return ENDLESS
  }
  return sample
}

function arraySample(schema: Schema, make: Make): unknown {
  const { prefixItems, items, minItems, maxItems } = schema
  const first = Array.isArray(prefixItems) ? prefixItems.map(make) : []
  if (first.includes(ENDLESS)) return ENDLESS
  const least = typeof minItems === 'number' ? minItems : 0
  const most = typeof maxItems === 'number' ? maxItems : Infinity
  const count = Math.min(most, Math.max(first.length > 0 ? 0 : 1, least)) - first.length
  if (count <= 0 || items === false) return first
  const item = make(items)
  if (item === ENDLESS) return least > first.length ? ENDLESS : first
  return [...first, ...Array.from({ length: count }, () => item)]
}

function stringSample({ format, minLength, maxLength }: Schema): string {
  const text = (typeof format === 'string' ? FORMATS[format] : undefined) ?? 'text'
  const long = typeof minLength === 'number' ? text.padEnd(minLength, 'x') : text
  return typeof maxLength === 'number' ? long.slice(0, maxLength) : long
}

function numberSample(schema: Schema): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const step = typeof multipleOf === 'number' && multipleOf > 0 ? multipleOf : 1
  const lowest = [minimum, exclusiveMinimum].find((bound) => typeof bound === 'number')
  const highest = [maximum, exclusiveMaximum].find((bound) => typeof bound === 'number')
  // In OpenAPI 3.0 the exclusive bounds are flags beside the others.
  const isOpen = (flag: unknown, bound: unknown): boolean => flag === true || (flag === bound && bound !== minimum)
  if (lowest !== undefined) {
    const value = Math.ceil(lowest / step) * step
    return value === lowest && isOpen(exclusiveMinimum, lowest) ? value + step : value
  }
  if (highest === undefined || highest > step) return step
  const value = Math.floor(highest / step) * step
  return value === highest && (exclusiveMaximum === true || exclusiveMaximum === highest) ? value - step : value
}
