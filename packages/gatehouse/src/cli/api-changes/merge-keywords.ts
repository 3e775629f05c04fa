// Merges the keywords of two schemas that both hold for one value (JSON Schema, allOf).
import { entriesOf, type Json, textOf, valuesOf } from './json.ts'

type Keywords = Readonly<Record<string, Json>>

const GREATEST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
const LEAST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']
const ANNOTATIONS = ['title', 'description', 'example', 'examples', 'default']

/** Both at once; `null` when no value can satisfy both. */
export function merge(one: Keywords, other: Keywords): Keywords | null {
  const merged: Record<string, Json> = { ...one }
  for (const [key, value] of entriesOf(other)) {
    merged[key] = key in one ? mergeKeyword(key, one[key], value) : value
  }
  const isImpossible = ['type', 'enum'].some((key) => Array.isArray(merged[key]) && valuesOf(merged[key]).length === 0)
  return isImpossible ? null : merged
}

function mergeKeyword(key: string, one: Json, other: Json): Json {
  if (textOf(one) === textOf(other) || ANNOTATIONS.includes(key)) return one
  if (typeof one === 'number' && typeof other === 'number') {
    if (GREATEST.includes(key)) return Math.max(one, other)
    if (LEAST.includes(key)) return Math.min(one, other)
  }
  switch (key) {
    case 'required':
      return [...new Set([...valuesOf(one), ...valuesOf(other)])]
    case 'type':
      return intersectTypes(listOf(one), listOf(other))
    case 'enum':
      return valuesOf(one).filter((value) => valuesOf(other).some((another) => textOf(another) === textOf(value)))
    case 'properties':
      return mergeProperties(one, other)
    case 'items':
    case 'additionalProperties':
      if (one === false || other === false) return false
      return { allOf: [one, other] }
    default:
      return [one, other]
  }
}

function mergeProperties(one: Json, other: Json): Json {
  const merged = new Map(entriesOf(one))
  for (const [field, schema] of entriesOf(other)) {
    const present = merged.get(field)
    merged.set(field, present === undefined ? schema : { allOf: [present, schema] })
  }
  return Object.fromEntries(merged)
}

function intersectTypes(one: readonly Json[], other: readonly Json[]): Json[] {
  return one.flatMap((type) => typesWithin(type, other))
}

function typesWithin(type: Json, types: readonly Json[]): Json[] {
  if (types.includes(type)) return [type]
  if (type === 'number' && types.includes('integer')) return ['integer']
  return type === 'integer' && types.includes('number') ? ['integer'] : []
}

function listOf(value: Json): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [value]
}
