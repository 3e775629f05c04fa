// The router of gateway and domains. Hono's fastest router makes one pattern out of all routes before its first match, which costs as much as a
// thousand matches of the next one. So an isolate starts with the one that needs no preparation.
import { MESSAGE_MATCHER_IS_ALREADY_BUILT, type Result, type Router, UnsupportedPathError } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { TrieRouter } from 'hono/router/trie-router'

/** After so many matches it is worth it to prepare the fastest router. */
export const MATCHES_BEFORE_PREPARATION = 100

/** Matches with Hono's router of tries at first, and with its fastest router as soon as an isolate serves more than a few requests. */
export class TieredRouter<Handler> implements Router<Handler> {
  readonly name = 'TieredRouter'
  readonly #trie = new TrieRouter<Handler>()
  readonly #routes: [method: string, path: string, handler: Handler][] = []
  #matches = 0

  add(method: string, path: string, handler: Handler): void {
    if (this.#matches > 0) throw new Error(MESSAGE_MATCHER_IS_ALREADY_BUILT)
    this.#routes.push([method, path, handler])
    this.#trie.add(method, path, handler)
  }

  match(method: string, path: string): Result<Handler> {
    this.#matches += 1
    if (this.#matches <= MATCHES_BEFORE_PREPARATION) return this.#trie.match(method, path)
    const { router, result } = this.#prepare(method, path)
    // From now on nothing is between Hono and the router.
    this.match = router.match.bind(router)
    return result
  }

  // The fastest router cannot have a name and a parameter in the same place.
  #prepare(method: string, path: string): { router: Router<Handler>; result: Result<Handler> } {
    const fastest = new RegExpRouter<Handler>()
    try {
      for (const route of this.#routes) fastest.add(...route)
      return { router: fastest, result: fastest.match(method, path) }
    } catch (error) {
      if (!(error instanceof UnsupportedPathError)) throw error
      return { router: this.#trie, result: this.#trie.match(method, path) }
    }
  }
}
