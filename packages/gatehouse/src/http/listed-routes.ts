// Matches a request against routes one after the other, which needs no preparation. It finds what Hono's routers find, for paths that are made of
// names and parameters.
import type { Result } from 'hono/router'

/** A route with what Hono's routers take: its method or `ALL`, its path, and its handler. */
export type ListedRoute<Handler> = readonly [method: string, path: string, handler: Handler]

/** The path of what handles every request. */
const EVERY_PATH = '/*'
/** What a path has that is not made of names and parameters: patterns, and parameters that are optional or have a pattern. */
const SPECIAL = ['*', '?', '{', '}'] as const

type Parameters = Record<string, string>
const NONE: Parameters = Object.freeze(Object.create(null) as Parameters)

/** Returns whether routes with this path can be matched here. A pattern would take a regular expression. */
export function isListable(path: string): boolean {
  return path === EVERY_PATH || !SPECIAL.some((character) => path.includes(character))
}

/** Returns the handlers of the routes that fit, in their order, each with the parameters of its path. */
export function matchListed<Handler>(
  routes: readonly ListedRoute<Handler>[],
  method: string,
  path: string,
): Result<Handler> {
  const found: [Handler, Parameters][] = []
  for (const [own, pattern, handler] of routes) {
    if (own !== method && own !== 'ALL') continue
    const parameters = parametersOf(pattern, path)
    if (parameters !== null) found.push([handler, parameters])
  }
  return [found]
}

// null for a path that does not fit.
function parametersOf(pattern: string, path: string): Parameters | null {
  if (pattern === EVERY_PATH) return NONE
  const beforeParameter = pattern.indexOf('/:') + 1
  if (beforeParameter === 0) return pattern === path ? NONE : null
  if (!path.startsWith(pattern.slice(0, beforeParameter))) return null
  const names = pattern.split('/')
  const parts = path.split('/')
  if (names.length !== parts.length) return null
  const parameters = Object.create(null) as Parameters
  for (const [at, name] of names.entries()) {
    const part = parts[at] ?? ''
    if (name.length > 1 && name.startsWith(':')) {
      if (part === '') return null
      parameters[name.slice(1)] ??= part
    } else if (name !== part) return null
  }
  return parameters
}
