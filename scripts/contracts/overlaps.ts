// Finds operations that one request could mean both of. The gateway takes the first that matches, a service's own router maybe
// the most concrete: they agree as long as the more concrete one stands first.
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import { ContractError } from './contract-error.ts'

interface Row {
  readonly method: string
  /** As the router takes it: `/payments/:id`. */
  readonly path: string
}

type Relation = 'apart' | 'narrower' | 'wider' | 'crossing'

/** @throws ContractError for a path that an earlier one hides, or that can't be told apart from it, or that the router refuses */
export function checkMatchable(rows: readonly Row[]): void {
  for (const [index, { method, path }] of rows.entries()) {
    for (const earlier of rows.slice(0, index)) {
      if (earlier.method !== method || earlier.path === path) continue
      const relation = relationOf(earlier.path, path)
      if (relation === 'wider')
        throw new ContractError(
          `${method} ${path} is hidden by ${earlier.path}: put the one without the parameter first`,
        )
      if (relation === 'crossing')
        throw new ContractError(`${method} ${path} can't be told apart from ${earlier.path}: give it another path`)
    }
  }
  const router = new SmartRouter<null>({ routers: [new RegExpRouter(), new TrieRouter()] })
  try {
    for (const { method, path } of rows) router.add(method, path, null)
    router.match('GET', '/')
  } catch (cause) {
    throw new ContractError(`the router can't take these paths: ${String(cause)}`, { cause })
  }
}

// What the first path matches, compared with what the second does.
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
