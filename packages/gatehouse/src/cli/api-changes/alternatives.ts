// Takes a schema apart into plain alternatives: one type each, or one value each, with every keyword that holds for it. References,
// allOf, anyOf, oneOf, lists of types, enum and const are gone then, so that two ways to say the same thing are equal.
import { merge } from './merge-keywords.ts'
import { at, entriesOf, type Json, textOf, valuesOf } from './json.ts'
import { targetOf } from './references.ts'

/** Keywords of one alternative. */
export type Keywords = Readonly<Record<string, Json>>

/** One kind of value that a schema allows. */
export interface Alternative {
  /** A type of JSON, or `any`. */
  readonly type: string
  /** The one value, where it is one of a list. */
  readonly value?: Json
  readonly keywords: Keywords
}

/** Schemas that multiply beyond this are compared as they are written. */
const ALTERNATIVES_MAX = 2_000

/** The alternatives of a schema. No schema at all allows anything, and `false` nothing. */
export function alternativesOf(schema: Json, document: Json): Alternative[] {
  return flatten(schema, document, []).flatMap(split)
}

function flatten(schema: Json, document: Json, passed: readonly string[]): Keywords[] {
  if (schema === false) return []
  const keywords: Keywords = Object.fromEntries(entriesOf(schema))
  const { $ref: reference, allOf, anyOf, oneOf, ...rest } = keywords
  let alternatives: Keywords[] = [rest]
  const multiply = (others: readonly Keywords[]): void => {
    const merged = alternatives.flatMap((one) => others.flatMap((other): Keywords[] => listOf(merge(one, other))))
    alternatives = merged.length > ALTERNATIVES_MAX ? [{ ...rest, allOf, anyOf, oneOf }] : merged
  }
  // A schema that contains itself says nothing more about the same value.
  if (typeof reference === 'string' && !passed.includes(reference)) {
    multiply(flatten(targetOf(reference, document), document, [...passed, reference]))
  }
  for (const part of valuesOf(allOf)) multiply(flatten(part, document, passed))
  for (const list of [anyOf, oneOf]) {
    if (list !== undefined) multiply(valuesOf(list).flatMap((part) => flatten(part, document, passed)))
  }
  return alternatives
}

function listOf(keywords: Keywords | null): Keywords[] {
  return keywords === null ? [] : [keywords]
}

function split(keywords: Keywords): Alternative[] {
  const { type, enum: listed, const: constant, ...rest } = keywords
  const types = type === undefined ? [impliedType(rest)] : Array.isArray(type) ? type.map(textOf) : [textOf(type)]
  const values = 'const' in keywords ? [constant] : Array.isArray(listed) ? (listed as Json[]) : null
  if (values === null) {
    return types.map((one) =>
      one === 'null' ? { type: one, value: null, keywords: {} } : { type: one, keywords: rest },
    )
  }
  return values
    .filter((value) => types.some((one) => one === 'any' || isOfType(value, one)))
    .map((value) => ({ type: typeOf(value), value, keywords: {} }))
}

// A schema with fields and without a type means an object.
function impliedType(keywords: Keywords): string {
  if (['properties', 'required', 'additionalProperties'].some((key) => key in keywords)) return 'object'
  return 'items' in keywords ? 'array' : 'any'
}

/** The type of a value as JSON Schema names it. */
function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function isOfType(value: Json, type: string): boolean {
  return typeOf(value) === type || (type === 'number' && typeof value === 'number')
}

/** Returns whether every value of one type is of another. */
export function isWithinType(type: string, other: string): boolean {
  return other === 'any' || type === other || (type === 'integer' && other === 'number')
}

/** Returns the name of an alternative for people. */
export function labelOf({ type, value, keywords }: Alternative): string {
  if (value !== undefined) return JSON.stringify(value)
  const title = at(keywords, 'title')
  return typeof title === 'string' ? `${type} (${title})` : type === 'any' ? 'any value' : type
}
