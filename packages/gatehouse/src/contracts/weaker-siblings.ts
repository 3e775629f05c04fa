// Finds operations that a server could answer for the path of a weaker one. The gateway matches `/items/ADMIN` with `/items/{id}`; a
// server that ignores case answers it as `/items/admin`.
import { tokenNeed } from '../access/index.ts'
import type { Contract, ContractRoute } from './contract.ts'
import { relationOf } from './overlaps.ts'
import { PathIndex } from './path-index.ts'
import { compareConcreteness, readPath, type Segment } from './path-template.ts'

/**
 * Returns a warning for each operation that anyone may call and whose parameter is in the place of a name of a stricter operation. Only
 * services in another technology are checked: a domain verifies the token again for the route that it matches itself.
 */
export function weakerSiblingsOf(contracts: readonly Contract[]): string[] {
  return contracts.flatMap(({ name, routes, document }) => {
    if (document === undefined) return []
    const open = routes.filter(({ access }) => tokenNeed(access) !== 'required' && access.kind !== 'signedBy')
    const guarded = new PathIndex<ContractRoute>()
    for (const route of routes) if (tokenNeed(route.access) === 'required') guarded.add(segmentsOf(route), route)
    const loose = open.flatMap((weaker) => {
      const segments = segmentsOf(weaker)
      return guarded
        .overlapping(segments)
        .filter((stricter) => stricter.method === weaker.method && includesAll(segments, segmentsOf(stricter)))
        .map((stricter) => warningOf(name ?? 'the gateway', weaker, stricter))
    })
    return [...loose, ...crossingPaths(name ?? 'the gateway', routes)]
  })
}

function includesAll(wide: readonly Segment[], narrow: readonly Segment[]): boolean {
  return ['same', 'wider'].includes(relationOf(wide, narrow))
}

// For a server that ignores case.
function segmentsOf({ path, multiSegment }: ContractRoute): readonly Segment[] {
  return readPath(
    path.toLowerCase(),
    multiSegment?.map((name) => name.toLowerCase()),
  )
}

// Two paths that fit one request, neither more concrete than the other, with different accesses: a server may choose the other one.
function crossingPaths(service: string, routes: readonly ContractRoute[]): string[] {
  const index = new PathIndex<ContractRoute>()
  return routes.flatMap((route) => {
    const segments = readPath(route.path, route.multiSegment)
    const others = index.overlapping(segments).filter((other) => isCrossing(route, other, segments))
    index.add(segments, route)
    return others.map((other) => {
      const isFirst = compareConcreteness(segments, readPath(other.path, other.multiSegment)) < 0
      const method = route.method.toUpperCase()
      return (
        `${method} ${route.path} and ${method} ${other.path} of ${service} fit the same requests and have different accesses. The gateway takes ` +
        `${isFirst ? route.path : other.path} for such a request, and the service may take the other one. Give both the same access, or let the service check the token itself.`
      )
    })
  })
}

function isCrossing(route: ContractRoute, other: ContractRoute, segments: readonly Segment[]): boolean {
  return (
    route.method === other.method &&
    JSON.stringify(route.access) !== JSON.stringify(other.access) &&
    relationOf(segments, readPath(other.path, other.multiSegment)) === 'crossing'
  )
}

function warningOf(service: string, weaker: ContractRoute, stricter: ContractRoute): string {
  const method = weaker.method.toUpperCase()
  return (
    `${method} ${weaker.path} of ${service} is open to anyone, and ${method} ${stricter.path} beside it is not: a server that ignores case, ` +
    `a slash at the end or an encoding could take one for the other. Give them paths that differ in a name, demand a token for both, or let the service check the token itself.`
  )
}
