// Routes requests through a large table. A router of Hono builds everything before its first match, which takes longer than a first request may.
// Here the paths are grouped by the names that they begin with, and a group is built when a request comes for it.
import type { Result, Router } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'

interface Entry<Handler> {
  readonly order: number
  readonly method: string
  readonly path: string
  readonly handler: Handler
}

/** Creates Hono's fastest router, or the next one if a name and a parameter are in the same place. */
export function createRouter<Handler>(): Router<Handler> {
  return new SmartRouter<Handler>({ routers: [new RegExpRouter(), new TrieRouter()] })
}

/** A router for thousands of paths. Of the paths that match, the first one that was added is the first of the result. */
export class LargeRouter<Handler> implements Router<Handler> {
  readonly name = 'LargeRouter'
  #count = 0
  /** The paths by the names before their first parameter: `/users` for `/users/:id/items`. */
  readonly #groups = new Map<string, Entry<Handler>[]>()
  /** The routers that were needed, each by the longest of its groups. */
  readonly #routers = new Map<string, Router<Handler>>()

  add(method: string, path: string, handler: Handler): void {
    const names = namesBefore(path)
    const entry = { order: this.#count++, method, path, handler }
    const group = this.#groups.get(names)
    if (group === undefined) this.#groups.set(names, [entry])
    else group.push(entry)
    this.#routers.clear()
  }

  match(method: string, path: string): Result<Handler> {
    const groups = this.#groupsOf(path)
    // The shorter ones follow from the longest.
    const [longest = ''] = groups
    let router = this.#routers.get(longest)
    if (router === undefined) {
      router = createRouter<Handler>()
      const entries = groups.flatMap((names) => this.#groups.get(names) ?? [])
      for (const entry of entries.toSorted((one, other) => one.order - other.order))
        router.add(entry.method, entry.path, entry.handler)
      this.#routers.set(longest, router)
    }
    return router.match(method, path)
  }

  // From the longest to the shortest.
  #groupsOf(path: string): string[] {
    const groups: string[] = []
    for (let names = path; names !== ''; names = names.slice(0, names.lastIndexOf('/')))
      if (this.#groups.has(names)) groups.push(names)
    if (this.#groups.has('')) groups.push('')
    return groups
  }
}

function namesBefore(path: string): string {
  const parameter = path.search(/\/[:*]/)
  return parameter === -1 ? path : path.slice(0, parameter)
}
