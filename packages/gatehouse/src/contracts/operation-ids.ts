// Gives an operation a name where its document gives none, or gives it to several operations. The name depends on nothing but the operation itself
// and those that would get the same, so it stays when the document is written anew.
import { createHash } from 'node:crypto'

/** An operation, as far as its name goes. */
export interface Nameless {
  readonly method: string
  readonly path: string
  readonly operationId: string | undefined
}

/**
 * Returns the operationIds of operations, in their order: the document's, or one of method and path, such as `getReportsById` for
 * `GET /reports/{id}`. If several would have the same, each of them ends in a digest of its method and path.
 */
export function operationIdsOf(operations: readonly Nameless[]): string[] {
  const written = countsOf(operations.map(({ operationId }) => operationId ?? ''))
  const first = operations.map((operation) =>
    isOwn(operation, written) ? (operation.operationId ?? '') : nameOf(operation),
  )
  const counts = countsOf(first)
  return operations.map((operation, index) => {
    const name = first[index] ?? ''
    if (isOwn(operation, written) || counts.get(name) === 1) return name
    return `${name}_${digestOf(operation)}`
  })
}

/** Returns the operationIds that several operations have. */
export function repeatedIds(operations: readonly Nameless[]): string[] {
  const counts = countsOf(operations.flatMap(({ operationId }) => operationId ?? []))
  return [...counts].filter(([, count]) => count > 1).map(([operationId]) => operationId)
}

function isOwn({ operationId }: Nameless, counts: ReadonlyMap<string, number>): boolean {
  return operationId !== undefined && counts.get(operationId) === 1
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function nameOf({ method, path }: Nameless): string {
  const words = path.split('/').flatMap((segment) => {
    const parts = segment.split(/(\{[^{}]*\})/).flatMap((part) => {
      const plain = part.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
      return part.startsWith('{') ? ['by', ...plain] : plain
    })
    return parts
  })
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function digestOf({ method, path }: Nameless): string {
  return createHash('sha256').update(`${method.toUpperCase()} ${path}`).digest('hex').slice(0, 6)
}
