// Finds operations that match the same request. The gateway uses the first match; a service's own router may use the most specific one.
// The results agree as long as the more specific operation comes first.
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'

interface Row {
  readonly method: string
  /** In the form of the router: `/payments/:id`. */
  readonly path: string
}

type Relation = 'apart' | 'narrower' | 'wider' | 'crossing'

/** Returns a sentence for each path that an earlier one hides, that cannot be distinguished from it, or that the router refuses. */
export function checkMatchable(rows: readonly Row[]): string[] {
  const wrong = rows.flatMap(({ method, path }, index) =>
    rows.slice(0, index).flatMap((earlier) => {
      if (earlier.method !== method || earlier.path === path) return []
      const relation = relationOf(earlier.path, path)
      if (relation === 'wider')
        return [`${method} ${path} is hidden by ${earlier.path}: put the one without the parameter first`]
      if (relation === 'crossing')
        return [`${method} ${path} can't be told apart from ${earlier.path}: give it another path`]
      return []
    }),
  )
  if (wrong.length > 0) return wrong
  const router = new SmartRouter<null>({ routers: [new RegExpRouter(), new TrieRouter()] })
  try {
    for (const { method, path } of rows) router.add(method, path, null)
    router.match('GET', '/')
    return []
  } catch (cause) {
    return [`the router can't take these paths: ${String(cause)}`]
  }
}

// Compares the requests that the first path matches with those that the second one matches.
function relationOf(first: string, second: string): Relation {
  const [left, right] = [first.split('/'), second.split('/')]
  if (left.length !== right.length) return 'apart'
  let [narrower, wider] = [false, false]
  for (const [index, segment] of left.entries()) {
    const other = right[index] ?? ''
    const isParameter = segment.startsWith(':')
    if (isParameter === other.startsWith(':')) {
      if (!isParameter && segment !== other) return 'apart'
    } else if (segment === '' || other === '') return 'apart'
    else if (isParameter) wider = true
    else narrower = true
  }
  if (narrower && wider) return 'crossing'
  return narrower ? 'narrower' : 'wider'
}
