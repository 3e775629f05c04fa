// Determines the scopes that a request needs, from the table of routes that the gateway itself uses.
import type { RouteRow } from '../../gateway/handler.ts'
import { describePolicy, securityOf } from '../../http/security.ts'
import { segmentsOfRouterPath } from '../../contracts/path-template.ts'
import { CommandError } from '../command-error.ts'

/** The operation to request a token for. */
export interface TokenRequest {
  readonly route: RouteRow
  /** The scopes to request; those of the first alternative if there are several. */
  readonly scopes: readonly string[]
  /** The access that the route requires, in words. */
  readonly demand: string
}

/**
 * Finds the operation that a request means.
 *
 * @param target a URL or a path, with or without a query
 * @param method in any case; without one GET, or the only one that the path has
 * @throws CommandError with what there is instead
 */
export function tokenRequestFor(routes: readonly RouteRow[], target: string, method?: string): TokenRequest {
  const path = pathOf(target)
  const segments = path.split('/')
  // As the gateway's router: the first that matches, a HEAD as a GET.
  const wanted = method?.toUpperCase() === 'HEAD' ? 'GET' : method?.toUpperCase()
  const candidates = routes.filter((route) => fits(segmentsOfRouterPath(route.path), segments))
  const [only] = candidates
  if (only === undefined) throw new CommandError(`no route fits ${path}${similarTo(routes, segments)}`)
  const methods = [...new Set(candidates.map((route) => route.method))]
  const chosen = wanted ?? (methods.length === 1 ? only.method : 'GET')
  const route = candidates.find((candidate) => candidate.method === chosen)
  if (route === undefined) throw new CommandError(`${path} has ${methods.join(', ')}: choose one with --method`)
  const [alternative = {}] = securityOf(route.access)
  const demand = describePolicy(route.access).replaceAll(/\*\*|`|\.$/g, '')
  return { route, scopes: Object.values(alternative).flat(), demand: demand.replace('Access: ', '') }
}

function pathOf(target: string): string {
  const url = URL.parse(target, 'http://gateway.invalid')
  if (url === null) throw new CommandError(`"${target}" is neither a URL nor a path`)
  return url.pathname
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  const hasRest = template.at(-1)?.endsWith('{.+}') === true
  if (hasRest ? segments.length < template.length : segments.length !== template.length) return false
  return template.every((part, index) => {
    const segment = hasRest && index === template.length - 1 ? segments.slice(index).join('/') : (segments[index] ?? '')
    if (!part.startsWith(':')) return part === segment
    const [, pattern] = /^:\w+\{(.+)\}$/.exec(part) ?? []
    return pattern === undefined ? segment !== '' : new RegExp(`^${pattern}$`).test(segment)
  })
}

function similarTo(routes: readonly RouteRow[], [, first]: readonly string[]): string {
  const similar = routes
    .filter(({ path }) => path.split('/')[1] === first)
    .map(({ method, path }) => `${method} ${path}`)
  return similar.length === 0
    ? ': /docs and `npm run contracts` show those that there are'
    : `; there is ${similar.join(', ')}`
}
