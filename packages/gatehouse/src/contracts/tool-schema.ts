// Makes JSON Schemas out of those of an OpenAPI document (OpenAPI 3.1 §4.8.24: each is a schema of JSON Schema 2020-12) that stand by
// themselves: a client of a tool has no document that their references could lead to.
import { isJson, type Json, rebuild } from './rebuild.ts'

/** Why an operation can be no tool: a predicate of "the tool". */
export class ToolFault extends Error {}

/** Words of OpenAPI that say nothing about which values a schema allows. */
const OPENAPI_KEYWORDS: ReadonlySet<string> = new Set(['discriminator', 'xml', 'externalDocs'])

const REFERENCE = /^#\/components\/schemas\/([^/]+)/

/** Returns the schema with every component that it needs under `$defs`. @throws ToolFault for a reference to something else */
export function selfContained(schema: Json, components: Json): Json {
  const schemas = isJson(components['schemas']) ? components['schemas'] : {}
  const needed = new Set<string>()
  const localize = (part: unknown): Json =>
    rebuild(part, (object) => {
      const { $ref: reference } = object
      const kept = Object.fromEntries(Object.entries(object).filter(([key]) => !OPENAPI_KEYWORDS.has(key)))
      if (typeof reference !== 'string') return kept
      const [, key] = REFERENCE.exec(reference) ?? []
      if (key === undefined || !Object.hasOwn(schemas, key))
        throw new ToolFault(`has a schema that refers to ${reference}, which is none of the schemas of the document`)
      needed.add(key)
      return { ...kept, $ref: reference.replace(REFERENCE, '#/$defs/$1') }
    }) as Json
  const root = localize(schema)
  const definitions = new Map<string, Json>()
  // The set grows while it is walked through.
  for (const key of needed) definitions.set(key, localize(schemas[key]))
  return definitions.size === 0 ? root : { ...root, $defs: Object.fromEntries(definitions) }
}

/** Returns a schema, or the component that it is a reference to. */
export function resolved(schema: unknown, components: Json): Json {
  const seen = new Set<unknown>()
  let found = schema
  while (isJson(found) && typeof found['$ref'] === 'string' && !seen.has(found)) {
    seen.add(found)
    const schemas = components['schemas']
    found = isJson(schemas) ? schemas[found['$ref'].replace(/^#\/components\/schemas\//, '')] : undefined
  }
  return isJson(found) ? found : {}
}
