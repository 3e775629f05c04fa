// Finds the path that was probably meant by one that does not exist.
import type { RouteRow } from '../handler.ts'

/** Longer paths are compared with none. */
const PATH_MAX_CHARACTERS = 200
/** Paths with less in common are not alike. */
const COMMON_MIN_CHARACTERS = 4

/** Returns the path of a GET without parameters that has the longest beginning in common with the requested one. */
export function nearestPath(
  requested: string,
  routes: readonly Pick<RouteRow, 'method' | 'path'>[],
): string | undefined {
  if (requested.length > PATH_MAX_CHARACTERS) return undefined
  const wanted = requested.toLowerCase()
  let best: string | undefined
  let score = COMMON_MIN_CHARACTERS - 1
  for (const { method, path } of routes) {
    if (method !== 'GET' || path.includes(':')) continue
    const common = commonLength(wanted, path.toLowerCase())
    const isBetter = common > score || (common === score && best !== undefined && path.length < best.length)
    if (isBetter) [best, score] = [path, common]
  }
  return best
}

function commonLength(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at += 1
  return at
}
