// The routers of a large table, and of programs that read the table.
import type { Result, Router } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import { TieredRouter } from '../http/tiered-router.ts'

/** Creates Hono's fastest router, or the next one if a name and a parameter are in the same place. For programs that match many paths. */
export function createRouter<Handler>(): Router<Handler> {
  return new SmartRouter<Handler>({ routers: [new RegExpRouter(), new TrieRouter()] })
}

/** Routes that are added when a request comes that they may fit. */
export interface LaterRoutes<Handler> {
  /** Returns the numbers of the groups of routes that may fit a path. */
  readonly groupsAt: (path: string) => readonly number[]
  /** Adds the routes of groups, in their order. */
  readonly addTo: (router: Router<Handler>, groups: readonly number[]) => void
}

/**
 * A router for thousands of routes. A router of Hono builds everything before its first match, which takes longer than a first request may. Here
 * a small router is built for the few routes that may fit a request. Routes that are added at once come before the others.
 */
export class LargeRouter<Handler> implements Router<Handler> {
  readonly name = 'LargeRouter'
  readonly #first = new TieredRouter<Handler>()
  readonly #later: LaterRoutes<Handler>
  /** The routers that were needed, each by the groups of its routes. */
  readonly #routers = new Map<string, Router<Handler>>()

  constructor(later: LaterRoutes<Handler>) {
    this.#later = later
  }

  add(method: string, path: string, handler: Handler): void {
    this.#first.add(method, path, handler)
  }

  match(method: string, path: string): Result<Handler> {
    const first = this.#first.match(method, path)
    if (first[0].length > 0) return first
    const groups = this.#later.groupsAt(path)
    if (groups.length === 0) return first
    const key = groups.join()
    let router = this.#routers.get(key)
    if (router === undefined) {
      router = new TieredRouter<Handler>()
      this.#later.addTo(router, groups)
      this.#routers.set(key, router)
    }
    return router.match(method, path)
  }
}
