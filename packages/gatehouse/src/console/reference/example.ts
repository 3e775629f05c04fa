// Makes an example of a value from its schema.
import { type ReferenceDocument, resolve, type Schema } from './document.ts'

/** Deeper parts of a schema are left out: it may contain itself. */
const DEPTH_MAX = 6

/** Returns an example: the schema's own, or one of its type. */
export function exampleOf(given: Schema, components: ReferenceDocument['components'], depth: number = 0): unknown {
  const schema = resolve(given, components)
  const stated = [schema.example, schema.examples?.[0], schema.const, schema.default, schema.enum?.[0]]
  const found = stated.find((value) => value !== undefined)
  if (found !== undefined) return found
  if (depth > DEPTH_MAX) return null
  const [alternative] = schema.oneOf ?? schema.anyOf ?? []
  if (alternative !== undefined) return exampleOf(alternative, components, depth + 1)
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((part) => exampleOf(part, components, depth + 1))) as object
  return exampleOfType(schema, components, depth)
}

function exampleOfType(schema: Schema, components: ReferenceDocument['components'], depth: number): unknown {
  const [type] = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? [])
  switch (type) {
    case 'object':
      return objectOf(schema, components, depth)
    case 'array':
      return schema.items === undefined ? [] : [exampleOf(schema.items, components, depth + 1)]
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return schema.properties === undefined ? textOf(schema.format) : objectOf(schema, components, depth)
  }
}

// A request that contains what it must is the shortest that works.
function objectOf(
  { properties = {}, required = [] }: Schema,
  components: ReferenceDocument['components'],
  depth: number,
): object {
  const shown = Object.entries(properties).filter(([name]) => required.length === 0 || required.includes(name))
  return Object.fromEntries(shown.map(([name, schema]) => [name, exampleOf(schema, components, depth + 1)]))
}

function textOf(format: string = ''): string {
  switch (format) {
    case 'date':
      return '2026-11-23'
    case 'date-time':
      return '2026-11-23T09:30:00Z'
    case 'uuid':
      return '019a53c4-1f80-7a3e-9d1b-5c0f8e2b7a64'
    case 'email':
      return 'ada@example.com'
    case 'uri':
      return 'https://example.com/'
    default:
      return 'text'
  }
}
