// Reads the routes of a large table from texts: only the rows that may fit a request are decoded. A first request waits for nothing that is done
// for each row.
import type { GatewayTable, PackedRoutes, RouteRow } from './handler.ts'

/** Routes by the segments of their paths: the number of a group of routes, or a division of them by their next segment. */
export type RouteTree = number | RouteDivision

/** Routes whose paths begin alike. */
export interface RouteDivision {
  /** The group of those that end here, or whose next segment takes the rest of a path. */
  readonly here?: number
  /** Those whose next segment is a name. */
  readonly names: Readonly<Record<string, RouteTree>>
  /** Those whose next segment has a parameter. */
  readonly parameter?: RouteTree
}

/** A route in the text of a group. The first two are the index of a row in `routes` of the table, and an operation that is not served. */
export type PackedRoute =
  | readonly [order: number, index: number]
  | readonly [order: number, method: string, path: string]
  | readonly [order: number, method: string, path: string, operationId: string, detail: number]

/** What a row has besides its method, its path and its operationId. */
export type RouteDetail = Omit<RouteRow, 'method' | 'path' | 'operationId'>

/** A row, or an operation that is not served. */
export type FoundRoute = RouteRow | (Pick<RouteRow, 'method' | 'path'> & { readonly operationId?: never })

/** Finds the routes of a large table. */
export class RouteIndex {
  readonly #own: readonly RouteRow[]
  readonly #tree: RouteTree
  readonly #groups: readonly string[]
  readonly #details: readonly string[]

  constructor({ tree, groups, details }: PackedRoutes, own: readonly RouteRow[]) {
    this.#own = own
    this.#tree = JSON.parse(tree) as RouteTree
    this.#groups = groups.split('\n')
    this.#details = details.split('\n')
  }

  /** Returns the numbers of the groups whose routes may fit a path. */
  groupsAt(path: string): readonly number[] {
    const found: number[] = []
    collect(this.#tree, path, 1, found)
    return found
  }

  /** Returns the routes of groups, the most concrete first. */
  routesOf(groups: readonly number[]): FoundRoute[] {
    return groups
      .flatMap((group) => JSON.parse(this.#groups[group] ?? '[]') as PackedRoute[])
      .toSorted(([one], [other]) => one - other)
      .flatMap((route) => this.#decode(route) ?? [])
  }

  /** Returns all rows, for tools. */
  rows(): RouteRow[] {
    return this.routesOf([...this.#groups.keys()]).flatMap((route) => (isRow(route) ? route : []))
  }

  #decode(route: PackedRoute): FoundRoute | undefined {
    if (route.length === 2) return this.#own[route[1]]
    if (route.length === 3) return { method: route[1], path: route[2] }
    const [, method, path, operationId, detail] = route
    return { method, path, operationId, ...(JSON.parse(this.#details[detail] ?? '') as RouteDetail) }
  }
}

/** Whether an operation is served. */
export function isRow(route: FoundRoute): route is RouteRow {
  return route.operationId !== undefined
}

/** Returns a table with all of its rows, for tools. */
export function unpackTable({ packed, ...table }: GatewayTable): GatewayTable {
  return packed === undefined ? table : { ...table, routes: new RouteIndex(packed, table.routes).rows() }
}

function collect(tree: RouteTree, path: string, at: number, found: number[]): void {
  if (typeof tree === 'number') {
    found.push(tree)
    return
  }
  const { here, names, parameter } = tree
  if (here !== undefined) found.push(here)
  if (at > path.length) return
  const slash = path.indexOf('/', at)
  const end = slash === -1 ? path.length : slash
  const name = path.slice(at, end)
  const named = Object.hasOwn(names, name) ? names[name] : undefined
  if (named !== undefined) collect(named, path, end + 1, found)
  if (parameter !== undefined) collect(parameter, path, end + 1, found)
}
