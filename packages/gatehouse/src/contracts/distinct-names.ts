// Makes the operationIds of services from elsewhere distinct: they were named without knowledge of each other.
import type { Contract } from './contract.ts'
import { isJson } from './rebuild.ts'

/**
 * Returns the contracts with `<service>.` in front of each operationId of a service's document that another contract has too. The gateway and the
 * domains keep theirs. Of two services with a document both change, so that the names do not depend on an order.
 */
export function withDistinctNames(contracts: readonly Contract[]): Contract[] {
  const owners = new Map<string, Set<string | null>>()
  for (const { name, routes } of contracts) {
    for (const { operationId } of routes) {
      const known = owners.get(operationId) ?? new Set()
      owners.set(operationId, known.add(name))
    }
  }
  const isShared = (operationId: string): boolean => (owners.get(operationId)?.size ?? 0) > 1
  return contracts.map((contract) => {
    const { name, routes, document } = contract
    if (name === null || document === undefined || !routes.some(({ operationId }) => isShared(operationId)))
      return contract
    const renamed = (operationId: string): string => (isShared(operationId) ? `${name}.${operationId}` : operationId)
    return {
      ...contract,
      routes: routes.map((route) => ({ ...route, operationId: renamed(route.operationId) })),
      document: { ...document, paths: mapOperations(document.paths ?? {}, renamed) },
    }
  })
}

function mapOperations(paths: object, renamed: (operationId: string) => string): object {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]: [string, object]) => [
      path,
      Object.fromEntries(
        Object.entries(item).map(([method, operation]: [string, unknown]) => [
          method,
          isJson(operation) ? { ...operation, operationId: renamed(String(operation['operationId'])) } : operation,
        ]),
      ),
    ]),
  )
}
