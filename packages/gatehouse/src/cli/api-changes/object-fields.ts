// Compares the fields of two objects: those that are named, and any other.
import { type Comparison, type Direction, type Found, found } from './effect.ts'
import { at, entriesOf, type Json, valuesOf } from './json.ts'
import { resolve } from './references.ts'

/** The changes of an object's fields. */
export function compareFields(name: string, comparison: Comparison, old: Json, present: Json): Found[] {
  const { direction, before, after } = comparison
  const [olds, presents] = [fieldsOf(old, before, direction), fieldsOf(present, after, direction)]
  const [required, newlyRequired] = [valuesOf(at(old, 'required')), valuesOf(at(present, 'required'))]
  const changes: Found[] = []
  for (const [field, schema] of olds) {
    const called = `${name}, ${field}`
    if (!presents.has(field)) {
      changes.push([true, `${called} is gone`])
      continue
    }
    if (!required.includes(field) && newlyRequired.includes(field))
      changes.push(found(direction, 'narrowed', `${called} is required now`))
    if (required.includes(field) && !newlyRequired.includes(field))
      changes.push(found(direction, 'widened', `${called} may be missing now`))
    changes.push(...comparison.compare(called, schema, presents.get(field)))
  }
  const isClosed = at(old, 'additionalProperties') === false
  for (const field of presents.keys()) {
    if (olds.has(field)) continue
    const isDemanded = direction === 'request' && newlyRequired.includes(field)
    const breaks = direction === 'request' ? isDemanded : isClosed
    changes.push([breaks, `a new ${isDemanded ? 'required ' : ''}field: ${name}, ${field}`])
  }
  return [...changes, ...compareOtherFields(name, comparison, old, present)]
}

// Some fields are only sent, and others only received (OpenAPI, readOnly and writeOnly).
function fieldsOf(object: Json, document: Json, direction: Direction): Map<string, Json> {
  const unsaid = direction === 'request' ? 'readOnly' : 'writeOnly'
  const fields = entriesOf(at(object, 'properties'))
  return new Map(fields.filter(([, schema]) => at(resolve([schema, document]), unsaid) !== true))
}

function compareOtherFields(name: string, comparison: Comparison, old: Json, present: Json): Found[] {
  const [allowed, allowedNow] = [otherFields(old), otherFields(present)]
  const { direction } = comparison
  if (allowed === allowedNow) return []
  if (allowedNow === false) return [found(direction, 'narrowed', `${name}: no other fields are allowed any more`)]
  if (allowed === false) return [found(direction, 'widened', `${name}: other fields are allowed now`)]
  return comparison.compare(`${name}, any other field`, allowed, allowedNow)
}

function otherFields(object: Json): Json {
  const allowed = at(object, 'additionalProperties')
  return allowed === true ? undefined : allowed
}
