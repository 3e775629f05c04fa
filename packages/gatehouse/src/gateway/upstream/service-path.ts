// Maps the paths of the gateway to those of a service and back, by text: nothing is decoded, encoded again or resolved, because the guard
// has judged the path as it is written.

/** Where the operations of a service are. */
export interface ServicePaths {
  /** The beginning of their paths at the gateway, which the service does not see: `/reports`. */
  readonly prefix?: string | undefined
  /** The beginning of their paths at the service: `/api/v1`. */
  readonly basePath?: string | undefined
}

/** Returns the path and query of a URL as they are written. A parsed URL would write some characters in another way. */
export function targetOf(url: string): string {
  // Hono looks for the path in the same place.
  const start = url.indexOf('/', url.indexOf('://') + 3)
  return start === -1 ? '/' : url.slice(start)
}

/** Returns the length of the path in a target: up to its query or fragment. */
export function pathLengthOf(target: string): number {
  const end = target.search(/[?#]/)
  return end === -1 ? target.length : end
}

/**
 * Returns the path at the service: without the prefix, behind the base path.
 *
 * @param path at the gateway, without its query
 * @returns `null` for a path that the prefix does not begin as it is written, and for one that would begin with two slashes
 */
export function servicePathOf(path: string, { prefix = '', basePath = '' }: ServicePaths): string | null {
  if (!isUnder(path, prefix)) return null
  const rest = path.slice(prefix.length)
  if (prefix !== '' && rest.startsWith('//')) return null
  return basePath + rest || '/'
}

/** Returns the path at the gateway of a path at the service; `null` for one outside of the base path. */
export function gatewayPathOf(path: string, { prefix = '', basePath = '' }: ServicePaths): string | null {
  return isUnder(path, basePath) ? prefix + path.slice(basePath.length) || '/' : null
}

/** Returns whether a path is another one, or begins with it and a slash. */
export function isUnder(path: string, beginning: string): boolean {
  return (
    path.startsWith(beginning) &&
    (beginning === '' || path.length === beginning.length || path[beginning.length] === '/')
  )
}
