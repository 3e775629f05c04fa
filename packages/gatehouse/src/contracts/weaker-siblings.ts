// Finds operations that a server could answer for the path of a weaker one. The gateway matches `/items/ADMIN` with `/items/{id}`; a
// server that ignores case answers it as `/items/admin`.
import { tokenNeed } from '../access/index.ts'
import type { Contract, ContractRoute } from './contract.ts'

/**
 * Returns a warning for each operation that anyone may call and whose parameter is in the place of a name of a stricter operation. Only
 * services in another technology are checked: a domain verifies the token again for the route that it matches itself.
 */
export function weakerSiblingsOf(contracts: readonly Contract[]): string[] {
  return contracts.flatMap(({ name, routes, document }) => {
    if (document === undefined) return []
    const open = routes.filter(({ access }) => tokenNeed(access) !== 'required')
    const guarded = routes.filter(({ access }) => tokenNeed(access) === 'required')
    return open.flatMap((weaker) =>
      guarded
        .filter((stricter) => stricter.method === weaker.method && stands(weaker.path, stricter.path))
        .map((stricter) => warningOf(name ?? 'the gateway', weaker, stricter)),
    )
  })
}

// Whether the requests of the first path include the second, for a server that compares paths less strictly.
function stands(weaker: string, stricter: string): boolean {
  const [left, right] = [weaker.split('/'), stricter.split('/')]
  return (
    left.length === right.length &&
    left.every((segment, index) => segment.startsWith('{') || segment.toLowerCase() === right[index]?.toLowerCase())
  )
}

function warningOf(service: string, weaker: ContractRoute, stricter: ContractRoute): string {
  const method = weaker.method.toUpperCase()
  return (
    `${method} ${weaker.path} of ${service} is open to anyone, and ${method} ${stricter.path} beside it is not: a server that ignores case, ` +
    `a slash at the end or an encoding could take one for the other. Give them paths that differ in a name, demand a token for both, or let the service check the token itself.`
  )
}
