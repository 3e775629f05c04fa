// Compares the operations of two versions of a document.
import { isJson } from '../rebuild.ts'

const METHODS = ['get', 'put', 'post', 'delete', 'patch']

/** Returns a line for each operation that was added (`+`), removed (`-`) or changed (`~`). */
export function diffOperations(before: unknown, after: unknown): string[] {
  const [old, current] = [operationsOf(before), operationsOf(after)]
  return [...new Set([...old.keys(), ...current.keys()])].toSorted().flatMap((name) => {
    if (!old.has(name)) return [`+ ${name}`]
    if (!current.has(name)) return [`- ${name}`]
    return old.get(name) === current.get(name) ? [] : [`~ ${name}`]
  })
}

function operationsOf(document: unknown): Map<string, string> {
  const paths = isJson(document) && isJson(document['paths']) ? document['paths'] : {}
  return new Map(
    Object.entries(paths).flatMap(([path, item]) => {
      const shared = isJson(item) ? [item['parameters'], item['servers']] : []
      return METHODS.filter((method) => isJson(item) && item[method] !== undefined).map(
        (method) => [`${path} ${method.toUpperCase()}`, JSON.stringify([Object(item)[method], shared])] as const,
      )
    }),
  )
}
