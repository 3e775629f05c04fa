// Finds the line of an operation in the text of a file, for messages that point to it.
import leven from 'leven'

/** More changes than this make another word of it. */
const CHANGES_MAX = 3

/** The places of operations, by their operationId: `workers/orders/contract.ts:12`. Two may have one name by mistake. */
export type OperationPlaces = Readonly<Record<string, readonly string[]>>

/** Finds the operations in the text of a contract. @param file what it is called in the places */
export function placesOfOperations(file: string, content: string): OperationPlaces {
  const places = content.split('\n').flatMap((line, index) => {
    const [, , operationId] = /\boperationId\s*:\s*(['"`])([^'"`]+)\1/.exec(line) ?? []
    return operationId === undefined ? [] : [{ operationId, place: `${file}:${index + 1}` }]
  })
  const grouped = Map.groupBy(places, ({ operationId }) => operationId)
  return Object.fromEntries([...grouped].map(([operationId, found]) => [operationId, found.map(({ place }) => place)]))
}

/** Returns the name that was probably meant, the one with the fewest differences, as ` (did you mean read:orders?)`; or nothing. */
export function suggestionFor(written: string, names: readonly string[]): string {
  const [best] = names
    .map((name) => ({ name, changes: leven(written, name) }))
    .filter(({ changes }) => changes > 0 && changes <= CHANGES_MAX)
    .toSorted((one, other) => one.changes - other.changes)
  return best === undefined ? '' : ` (did you mean ${best.name}?)`
}
