// Compares the parameters of an operation: its own and those of its path, written there or referred to.
import type { Found } from './effect.ts'
import { at, entriesOf, type Json, textOf, valuesOf } from './json.ts'
import { type Placed, resolve } from './references.ts'
import { compareSchemas } from './schemas.ts'

/** What an operation is taken out of. */
export interface PlacedOperation {
  /** `/payments/{id}` */
  readonly path: string
  /** The path item. */
  readonly item: Json
  readonly operation: Json
  readonly document: Json
}

/** The default serialization of a value (OpenAPI 3.1 §4.8.12.2). */
const STYLES: Readonly<Record<string, string>> = { query: 'form', cookie: 'form', path: 'simple', header: 'simple' }

/** The changes of the parameters. */
export function compareParameters(old: PlacedOperation, present: PlacedOperation): Found[] {
  const [olds, presents] = [parametersOf(old), parametersOf(present)]
  const changes: Found[] = []
  for (const [name, parameter] of olds) {
    const successor = presents.get(name)
    if (successor === undefined) changes.push([true, `${name} is gone`])
    else changes.push(...compare(name, [parameter, old.document], [successor, present.document]))
  }
  for (const [name, parameter] of presents) {
    if (olds.has(name)) continue
    const required = at(parameter, 'required') === true
    changes.push([required, `a new ${required ? 'required ' : ''}${name}`])
  }
  return changes
}

function parametersOf({ path, item, operation, document }: PlacedOperation): Map<string, Json> {
  const places = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name)
  const named = new Map<string, Json>()
  // The operation's own replace those of its path.
  for (const list of [at(item, 'parameters'), at(operation, 'parameters')]) {
    for (const written of valuesOf(list)) {
      const parameter = resolve([written, document])
      const [place, name] = [textOf(at(parameter, 'in')), textOf(at(parameter, 'name'))]
      named.set(`${place} parameter ${nameIn(place, name, places)}`, parameter)
    }
  }
  return named
}

// Of a parameter in a path the place counts, not the name; names of headers are the same in any case (RFC 9110 §5.1).
function nameIn(place: string, name: string, places: readonly (string | undefined)[]): string {
  if (place === 'path') return String(places.indexOf(name) + 1)
  return place === 'header' ? name.toLowerCase() : name
}

function compare(name: string, [old, before]: Placed, [present, after]: Placed): Found[] {
  const changes: Found[] = []
  if (at(old, 'required') !== true && at(present, 'required') === true) changes.push([true, `${name} is required now`])
  if (styleOf(old) !== styleOf(present)) changes.push([true, `${name} is written in another way`])
  const [content, newContent] = [at(old, 'content'), at(present, 'content')]
  if (content === undefined && newContent === undefined) {
    const [schema, newSchema] = [at(old, 'schema'), at(present, 'schema')]
    return [...changes, ...compareSchemas(name, 'request', [schema, before], [newSchema, after])]
  }
  const [[type, described] = [undefined, undefined]] = entriesOf(content)
  const [[newType, newDescribed] = [undefined, undefined]] = entriesOf(newContent)
  if (type !== newType) return [...changes, [true, `${name} is written in another way`]]
  const schemas: [Placed, Placed] = [
    [at(described, 'schema'), before],
    [at(newDescribed, 'schema'), after],
  ]
  return [...changes, ...compareSchemas(name, 'request', ...schemas)]
}

function styleOf(parameter: Json): string {
  const style = textOf(at(parameter, 'style') ?? STYLES[textOf(at(parameter, 'in'))])
  const isExploded = at(parameter, 'explode') ?? style === 'form'
  return `${style} ${textOf(isExploded)}`
}
