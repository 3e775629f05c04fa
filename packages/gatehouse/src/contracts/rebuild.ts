// Walks through an OpenAPI document and rebuilds it, so that a change of one kind of object need not know where they are.

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>

/** Keywords whose values are data: they are not changed, and a `$ref` in them is no reference. Nor are extensions changed. */
export const DATA_KEYWORDS: ReadonlySet<string> = new Set(['example', 'default', 'enum', 'const', 'value'])

/** The kinds of components that operations refer to. */
export const COMPONENT_KINDS = [
  'schemas',
  'responses',
  'parameters',
  'examples',
  'requestBodies',
  'headers',
  'links',
] as const

/** Maps whose keys are arbitrary names, which may include `default`. */
const MAPS: ReadonlySet<string> = new Set([
  ...COMPONENT_KINDS,
  'properties',
  'patternProperties',
  '$defs',
  'dependentSchemas',
  'content',
  'encoding',
  'paths',
  'callbacks',
  'securitySchemes',
  'scopes',
])

/** Rebuilds a part of a document. @param change receives every object with keywords, after its parts have been changed */
export function rebuild(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => rebuild(item, change))
  if (!isJson(value)) return value
  return change(
    mapValues(value, (part, key) => {
      if (DATA_KEYWORDS.has(key) || key.startsWith('x-') || (key === 'examples' && Array.isArray(part))) return part
      if (MAPS.has(key) && isJson(part)) return mapValues(part, (named) => rebuild(named, change))
      return rebuild(part, change)
    }),
  )
}

/** Returns whether a value is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapValues(object: Json, change: (value: unknown, key: string) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]))
}
