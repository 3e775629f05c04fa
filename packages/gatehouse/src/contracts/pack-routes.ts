// Packs the routes of a large table into texts, from which the gateway reads the few that may fit a request.
import type { GatewayTable, OmittedRow, PackedRoutes, RouteRow } from '../gateway/handler.ts'
import type { PackedRoute, RouteTree } from '../gateway/packed-routes.ts'
import { segmentsOfRouterPath } from './path-template.ts'

/** So many routes are one group. */
const GROUP_ROUTES = 32

interface Ordered {
  readonly path: string
  readonly packed: PackedRoute
}

/**
 * Packs routes.
 *
 * @param omitted the operations that are not served
 * @param groupRoutes so many routes are not divided any more
 * @returns the rows of the gateway itself, and the texts for all
 */
export function packRoutes(
  routes: readonly RouteRow[],
  omitted: readonly OmittedRow[] = [],
  groupRoutes: number = GROUP_ROUTES,
): Required<Pick<GatewayTable, 'routes' | 'packed'>> {
  const own = routes.filter(({ service }) => service === null)
  const details = new Numbers()
  const rows = routes.map((row, order): Ordered => {
    const { method, path, operationId, ...detail } = row
    const packed: PackedRoute =
      row.service === null
        ? [order, own.indexOf(row)]
        : [order, method, path, operationId, details.numberOf(JSON.stringify(detail))]
    return { path, packed }
  })
  // Before the row at its position.
  const refused = omitted.map(({ method, path, position }): Ordered => ({
    path,
    packed: [position - 0.5, method, path],
  }))
  const groups: string[] = []
  const tree = treeOf([...rows, ...refused], 1, groups, groupRoutes)
  const packed: PackedRoutes = {
    tree: JSON.stringify(tree),
    groups: groups.join('\n'),
    details: details.texts().join('\n'),
  }
  return { routes: own, packed }
}

// The routes begin alike, before the segment of this index.
function treeOf(routes: readonly Ordered[], index: number, groups: string[], groupRoutes: number): RouteTree {
  if (routes.length <= groupRoutes) return addGroup(routes, groups)
  const kinds = Map.groupBy(routes, ({ path }) => kindOf(segmentsOfRouterPath(path), index))
  const [here, names, parameters] = [kinds.get('here'), kinds.get('name') ?? [], kinds.get('parameter')]
  const byName = Map.groupBy(names, ({ path }) => segmentsOfRouterPath(path)[index] ?? '')
  const next = (divided: readonly Ordered[]): RouteTree => treeOf(divided, index + 1, groups, groupRoutes)
  return {
    ...(here !== undefined && { here: addGroup(here, groups) }),
    names: Object.fromEntries([...byName].map(([name, divided]) => [name, next(divided)])),
    ...(parameters !== undefined && { parameter: next(parameters) }),
  }
}

// A parameter that takes the rest of a path fits any number of segments.
function kindOf(segments: readonly string[], index: number): 'here' | 'name' | 'parameter' {
  const segment = segments[index]
  if (segment === undefined || (segment.endsWith('{.+}') && index === segments.length - 1)) return 'here'
  return segment.startsWith(':') ? 'parameter' : 'name'
}

function addGroup(routes: readonly Ordered[], groups: string[]): number {
  return groups.push(JSON.stringify(routes.map(({ packed }) => packed))) - 1
}

/** Gives each different text a number. */
class Numbers {
  readonly #numbers = new Map<string, number>()

  numberOf(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size
    this.#numbers.set(text, number)
    return number
  }

  texts(): string[] {
    return [...this.#numbers.keys()]
  }
}
