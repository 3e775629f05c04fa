// Compares two schemas. What a client sends must still be taken: it may only be widened. What it receives must still be
// understood: it may only be narrowed, and nothing in it may go.
import { at, entriesOf, type Json, textOf, valuesOf } from './json.ts'

/** A schema, and the document that its references lead into. */
type Placed = readonly [schema: Json, document: Json]
type Found = readonly [breaking: boolean, what: string]

/** Deeper schemas refer to themselves. */
const DEPTH_MAX = 12
const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems']
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems']

/** The changes of a schema. @param name what it is of, for people */
export function compareSchemas(
  name: string,
  direction: 'request' | 'response',
  [oldGiven, before]: Placed,
  [newGiven, after]: Placed,
  depth = 0,
): Found[] {
  const [old, present] = [resolve(oldGiven, before), resolve(newGiven, after)]
  if (depth > DEPTH_MAX || old === undefined || present === undefined) return []
  const found: Found[] = []
  const narrowed = direction === 'request'
  const [types, newTypes] = [typesOf(old), typesOf(present)]
  for (const type of types)
    if (!newTypes.includes(type)) found.push([narrowed || newTypes.length === 0, `${name} is no ${type} any more`])
  for (const type of newTypes) if (!types.includes(type)) found.push([!narrowed, `${name} may be ${type} now`])
  found.push(...compareEnums(name, narrowed, at(old, 'enum'), at(present, 'enum')))
  for (const bound of [...LOWER_BOUNDS, ...UPPER_BOUNDS, 'pattern', 'format']) {
    const [value, successor] = [at(old, bound), at(present, bound)]
    if (textOf(value) === textOf(successor)) continue
    found.push([
      narrowed && isTighter(bound, value, successor),
      `${name}: ${bound} was ${textOf(value)} and is ${textOf(successor)}`,
    ])
  }
  const [required, newRequired] = [valuesOf(at(old, 'required')), valuesOf(at(present, 'required'))]
  for (const [field, schema] of entriesOf(at(old, 'properties'))) {
    const successor = at(at(present, 'properties'), field)
    const called = `${name}, ${field}`
    if (successor === undefined) found.push([true, `${called} is gone`])
    else {
      if (!required.includes(field) && newRequired.includes(field)) found.push([narrowed, `${called} is required now`])
      if (required.includes(field) && !newRequired.includes(field))
        found.push([!narrowed, `${called} may be missing now`])
      found.push(...compareSchemas(called, direction, [schema, before], [successor, after], depth + 1))
    }
  }
  for (const [field] of entriesOf(at(present, 'properties'))) {
    if (at(at(old, 'properties'), field) !== undefined) continue
    const demanded = narrowed && newRequired.includes(field)
    found.push([demanded, `a new ${demanded ? 'required ' : ''}field: ${name}, ${field}`])
  }
  const [items, newItems] = [at(old, 'items'), at(present, 'items')]
  return [...found, ...compareSchemas(`${name}, each`, direction, [items, before], [newItems, after], depth + 1)]
}

function compareEnums(name: string, narrowed: boolean, old: Json, present: Json): Found[] {
  if (old === undefined && present === undefined) return []
  if (old === undefined) return [[narrowed, `${name} is one of ${textOf(present)} now`]]
  if (present === undefined) return [[!narrowed, `${name} may be anything now`]]
  const [values, newValues] = [valuesOf(old).map(textOf), valuesOf(present).map(textOf)]
  return [
    ...values
      .filter((value) => !newValues.includes(value))
      .map((value): Found => [narrowed, `${name} is never ${value} any more`]),
    ...newValues
      .filter((value) => !values.includes(value))
      .map((value): Found => [!narrowed, `${name} may be ${value} now`]),
  ]
}

function isTighter(bound: string, old: Json, present: Json): boolean {
  if (present === undefined) return false
  if (old === undefined || typeof old !== 'number' || typeof present !== 'number') return true
  return LOWER_BOUNDS.includes(bound) ? present > old : present < old
}

function typesOf(schema: Json): string[] {
  const type = at(schema, 'type')
  return type === undefined ? [] : Array.isArray(type) ? type.map(textOf) : [textOf(type)]
}

function resolve(schema: Json, document: Json): Json {
  const reference = at(schema, '$ref')
  if (typeof reference !== 'string') return schema
  return reference.replace(/^#\//, '').split('/').reduce<Json>(at, document)
}
