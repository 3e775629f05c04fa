// Compares the keywords of two alternatives of one type.
import type { Alternative } from './alternatives.ts'
import { type Comparison, type Direction, type Effect, type Found, found } from './effect.ts'
import { at, type Json, textOf } from './json.ts'
import { compareLimits } from './limits.ts'
import { compareFields } from './object-fields.ts'

/** Keywords that do not limit the allowed values. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'example',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'externalDocs',
  'xml',
  '$comment',
  '$defs',
  '$id',
  '$schema',
  'discriminator',
])

/** Keywords that are compared by their meaning. A change of any other keyword may have any effect. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'multipleOf',
  'uniqueItems',
  'format',
  'pattern',
  'default',
  'items',
  'properties',
  'required',
  'additionalProperties',
])

/** Formats that hold every value of another. */
const WIDER_FORMATS: Readonly<Record<string, string>> = { int32: 'int64', float: 'double' }

/** The changes from one alternative to another. */
export function compareKeywords(name: string, comparison: Comparison, old: Alternative, present: Alternative): Found[] {
  const { direction } = comparison
  const [olds, presents] = [old.keywords, present.keywords]
  const changes = compareLimits(name, direction, old, present)
  for (const keyword of ['format', 'pattern', 'multipleOf', 'uniqueItems']) {
    const [value, successor] = [given(olds, keyword), given(presents, keyword)]
    if (textOf(value) === textOf(successor)) continue
    const what = `${name}: ${keyword} was ${textOf(value)} and is ${textOf(successor)}`
    changes.push(found(direction, effectOf(keyword, value, successor), what))
  }
  if (old.type !== present.type) changes.push(...compareTypes(name, direction, old.type, present.type))
  changes.push(...compareDefaults(name, direction, at(olds, 'default'), at(presents, 'default')))
  if (old.type === 'array' && present.type === 'array') {
    changes.push(...comparison.compare(`${name}, each`, at(olds, 'items'), at(presents, 'items')))
  }
  if (old.type === 'object' && present.type === 'object')
    changes.push(...compareFields(name, comparison, olds, presents))
  for (const keyword of new Set([...Object.keys(olds), ...Object.keys(presents)])) {
    if (ANNOTATIONS.has(keyword) || UNDERSTOOD.has(keyword) || keyword.startsWith('x-')) continue
    if (textOf(at(olds, keyword)) !== textOf(at(presents, keyword)))
      changes.push(found(direction, 'changed', `${name}: ${keyword} is another`))
  }
  const [told, tells] = [olds, presents].map((keywords) => textOf(at(at(keywords, 'discriminator'), 'propertyName')))
  if (told !== tells) changes.push(found(direction, 'changed', `${name}: another field tells its kinds apart`))
  return changes
}

// A keyword with its default value is left out.
function given(keywords: Json, keyword: string): Json {
  const value = at(keywords, keyword)
  return keyword === 'uniqueItems' && value === false ? undefined : value
}

function effectOf(keyword: string, old: Json, present: Json): Effect {
  if (old === undefined) return 'narrowed'
  if (present === undefined) return 'widened'
  if (keyword === 'multipleOf' && typeof old === 'number' && typeof present === 'number') {
    if (old % present === 0) return 'widened'
    return present % old === 0 ? 'narrowed' : 'changed'
  }
  if (keyword !== 'format') return 'changed'
  if (WIDER_FORMATS[textOf(old)] === present) return 'widened'
  return WIDER_FORMATS[textOf(present)] === old ? 'narrowed' : 'changed'
}

function compareTypes(name: string, direction: Direction, old: string, present: string): Found[] {
  const isWider = present === 'any' || present === 'number'
  return [found(direction, isWider ? 'widened' : 'narrowed', `${name} was ${old} and is ${present}`)]
}

// A client that leaves something out relies on what is taken instead.
function compareDefaults(name: string, direction: Direction, old: Json, present: Json): Found[] {
  if (textOf(old) === textOf(present)) return []
  return [[direction === 'request', `${name}: the default was ${textOf(old)} and is ${textOf(present)}`]]
}
