// Reads JSON of unknown form.

/** Any value of a document; `undefined` where there is none. */
export type Json = unknown

/** A member of an object. */
export function at(value: Json, key: string): Json {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The members of an object; none of anything else. */
export function entriesOf(value: Json): [string, Json][] {
  return isObject(value) ? Object.entries(value) : []
}

/** The elements of an array; none of anything else. */
export function valuesOf(value: Json): Json[] {
  return Array.isArray(value) ? (value as Json[]) : []
}

/** A value as people read it, and equal for equal values. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
