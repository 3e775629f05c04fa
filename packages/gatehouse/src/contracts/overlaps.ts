// Finds operations that match the same request. The gateway uses the most concrete one; a service's own router may use another one.
import { createRouter } from '../gateway/large-router.ts'
import { PathIndex } from './path-index.ts'
import { includesSegment, routerPath, type Segment } from './path-template.ts'

/** An operation, as far as it is matched. */
export interface Matchable {
  readonly method: string
  /** As messages name it. */
  readonly path: string
  readonly segments: readonly Segment[]
  /** The service. */
  readonly service: string | null
  /** Whether the service itself is a router that takes the first operation that matches: a domain. */
  readonly isOrdered: boolean
}

type Relation = 'same' | 'narrower' | 'wider' | 'crossing'

/** Returns a sentence for each path that an earlier one hides, that cannot be distinguished from it, or that the router refuses. */
export function checkMatchable(rows: readonly Matchable[]): string[] {
  const index = new PathIndex<Matchable>()
  const wrong = rows.flatMap((row) => {
    const earlier = index.overlapping(row.segments).filter(({ method }) => method === row.method)
    index.add(row.segments, row)
    return earlier.flatMap((other) => faultOf(other, row))
  })
  return wrong.length > 0 ? wrong : checkRouter(rows)
}

function faultOf(earlier: Matchable, row: Matchable): string[] {
  const { method, path } = row
  const isOneService = earlier.service === row.service
  const relation = relationOf(earlier.segments, row.segments)
  if (relation === 'wider' && isOneService && row.isOrdered)
    return [`${method} ${path} is hidden by ${earlier.path}: put the one without the parameter first`]
  if (relation !== 'crossing' || (isOneService && !row.isOrdered)) return []
  const remedy = isOneService
    ? 'give it another path'
    : `they are of ${earlier.service ?? 'the gateway'} and ${row.service ?? 'the gateway'}: give one of them another path, or a "prefix" if it is a folder under origins/`
  return [`${method} ${path} can't be told apart from ${earlier.path}: ${remedy}`]
}

function checkRouter(rows: readonly Matchable[]): string[] {
  const router = createRouter<null>()
  try {
    for (const { method, segments } of rows) router.add(method, routerPath(segments), null)
    router.match('GET', '/')
    return []
  } catch (cause) {
    return [`the router can't take these paths: ${String(cause)}`]
  }
}

/** Compares the requests that the first path matches with those that the second one matches. They overlap. */
export function relationOf(first: readonly Segment[], second: readonly Segment[]): Relation {
  let [narrower, wider] = [false, false]
  for (const [index, one] of first.entries()) {
    const other = second[index]
    // Only a parameter with slashes overlaps with a longer path.
    if (other === undefined) {
      narrower = true
      break
    }
    const [includes, isIncluded] = [includesSegment(one, other), includesSegment(other, one)]
    if (!includes) narrower = true
    if (!isIncluded) wider = true
  }
  if (second.length > first.length) wider = true
  if (narrower && wider) return 'crossing'
  if (narrower) return 'narrower'
  return wider ? 'wider' : 'same'
}
