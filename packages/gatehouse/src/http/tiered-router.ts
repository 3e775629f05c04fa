// The router of gateway and domains. Hono's fastest router makes one pattern out of all routes before its first match, which costs as much as a
// thousand matches of the next one, and that one makes a tree of them. So an isolate starts without a preparation.
import { MESSAGE_MATCHER_IS_ALREADY_BUILT, type Result, type Router, UnsupportedPathError } from 'hono/router'
import { RegExpRouter } from 'hono/router/reg-exp-router'
import { TrieRouter } from 'hono/router/trie-router'
import { isListable, type ListedRoute, matchListed } from './listed-routes.ts'

/** After so many matches it is worth it to prepare the fastest router. */
export const MATCHES_BEFORE_PREPARATION = 100

type Matcher<Handler> = Pick<Router<Handler>, 'match'>

/** Matches the routes one after the other at first, and with its fastest router as soon as an isolate serves more than a few requests. */
export class TieredRouter<Handler> implements Router<Handler> {
  readonly name = 'TieredRouter'
  readonly #routes: ListedRoute<Handler>[] = []
  #areListable = true
  #trie: Matcher<Handler> | null = null
  #matches = 0

  add(method: string, path: string, handler: Handler): void {
    if (this.#matches > 0) throw new Error(MESSAGE_MATCHER_IS_ALREADY_BUILT)
    this.#routes.push([method, path, handler])
    this.#areListable &&= isListable(path)
  }

  match(method: string, path: string): Result<Handler> {
    this.#matches += 1
    if (this.#matches <= MATCHES_BEFORE_PREPARATION) {
      return this.#areListable ? matchListed(this.#routes, method, path) : this.#preparedTrie().match(method, path)
    }
    const router = this.#prepare(method, path)
    // From now on nothing is between Hono and the router.
    this.match = router.match.bind(router)
    return this.match(method, path)
  }

  // The fastest router cannot have a name and a parameter in the same place.
  #prepare(method: string, path: string): Matcher<Handler> {
    const fastest = new RegExpRouter<Handler>()
    try {
      for (const route of this.#routes) fastest.add(...route)
      fastest.match(method, path)
      return fastest
    } catch (error) {
      if (!(error instanceof UnsupportedPathError)) throw error
      return this.#preparedTrie()
    }
  }

  #preparedTrie(): Matcher<Handler> {
    if (this.#trie !== null) return this.#trie
    const trie = new TrieRouter<Handler>()
    for (const route of this.#routes) trie.add(...route)
    this.#trie = { match: (method, path) => withoutRepetition(trie.match(method, path)) }
    return this.#trie
  }
}

// It finds a route twice at a path that is spelt like the route, parameters too: once by its name, and once by its parameter.
function withoutRepetition<Handler>([found]: Result<Handler>): Result<Handler> {
  const handlers = new Set(found.map(([handler]) => handler))
  if (handlers.size === found.length) return [found] as Result<Handler>
  return [found.filter(([handler]) => handlers.delete(handler))] as Result<Handler>
}
