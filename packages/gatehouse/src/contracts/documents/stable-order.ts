// Writes a document so that two versions of it differ only where they say something else.
import { isJson, type Json } from '../rebuild.ts'

const FIRST = ['openapi', 'swagger', 'info', 'servers', 'host', 'basePath', 'schemes', 'security', 'tags', 'paths']
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
/** Sections of Swagger 2.0 whose members have names. */
const NAMED = new Set(['definitions', 'parameters', 'responses', 'securityDefinitions'])

/** Returns the text of a document: pretty, with its paths and components in the order of their names. */
export function stableText(document: unknown): string {
  if (!isJson(document)) return `${JSON.stringify(document, null, 2)}\n`
  const { components, paths } = document
  const ordered = ordering(FIRST, {
    ...document,
    ...Object.fromEntries(Object.entries(document).map(([key, part]) => [key, NAMED.has(key) ? sorted(part) : part])),
    ...(isJson(paths) && { paths: mapValues(sorted(paths), (item) => ordering(METHODS, item)) }),
    ...(isJson(components) && { components: mapValues(sorted(components), sorted) }),
  })
  return `${JSON.stringify(ordered, null, 2)}\n`
}

function sorted(value: unknown): Json {
  const entries = isJson(value) ? Object.entries(value) : []
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

function ordering(first: readonly string[], value: unknown): Json {
  if (!isJson(value)) return {}
  const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length)
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => rank(one) - rank(other)))
}

function mapValues(object: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}
