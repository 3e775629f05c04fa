// Finds the named schemas that operations refer to, directly or through others.
import type { PlacedOperation, ReferenceDocument, Schema } from './document.ts'

/** The name of the schema of every refusal: the page of errors describes it. */
const SHOWN_ELSEWHERE = 'Problem'
const REFERENCE = /"#\/components\/([^/"]+)\/([^/"]+)"/g

/** Returns the schemas of these operations by name, in the order of their names. */
export function schemasOf(
  operations: readonly PlacedOperation[],
  { components }: ReferenceDocument,
): (readonly [name: string, schema: Schema])[] {
  const found = new Map<string, unknown>()
  const left: unknown[] = [...operations]
  while (left.length > 0) {
    for (const [, kind = '', name = ''] of JSON.stringify(left.pop()).matchAll(REFERENCE)) {
      const key = `${kind}/${name}`
      const value = components[kind]?.[name]
      if (found.has(key) || value === undefined) continue
      found.set(key, value)
      left.push(value)
    }
  }
  return [...found]
    .filter(([key]) => key.startsWith('schemas/') && key !== `schemas/${SHOWN_ELSEWHERE}`)
    .map(([key, value]) => [key.slice('schemas/'.length), value as Schema] as const)
    .toSorted(([one], [other]) => one.localeCompare(other))
}
