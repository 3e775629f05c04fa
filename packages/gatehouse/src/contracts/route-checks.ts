// Checks each route of a domain's contract before it is compiled: above all, its access.
import { isPolicy } from '../access/index.ts'
import { namesIn } from '../http/security.ts'
import type { OperationPlaces } from './places.ts'
import { checkToolOptions } from './settings-shape.ts'

/** A signature is over a body. */
const SIGNED_METHODS: readonly string[] = ['POST', 'PUT', 'PATCH']
/** `read:payments`: the action, and its object. */
const SCOPE = /^[a-z][a-z\d]*(?:-[a-z\d]+)*:[^:\s]+/

/**
 * Returns a sentence for each defect of a module's routes.
 *
 * @param file the file that they are in
 * @param places of the operations in it, by their operationId
 */
export function checkRoutes(
  file: string,
  routes: readonly unknown[],
  permissions: Readonly<Record<string, string>>,
  places: OperationPlaces = {},
): string[] {
  const wrong = routes.flatMap((route, index) => checkRoute(file, route, index, places))
  const described = Object.keys(permissions)
    .filter((name) => !SCOPE.test(name))
    .map((name) => `${file}: "permissions" describes "${name}", ${SCOPE_REMEDY}`)
  return [...wrong, ...described]
}

const SCOPE_REMEDY = 'which has no verb: name it by what may be done and to what, such as read:payments'

function checkRoute(file: string, route: unknown, index: number, places: OperationPlaces): string[] {
  const { method, path, operationId, access, middleware, mcp } = Object(route) as Readonly<Record<string, unknown>>
  if (typeof method !== 'string' || typeof path !== 'string' || typeof operationId !== 'string')
    return [`${file}: routes[${index}] is no route: make it with defineRoute, with a method, a path and an operationId`]
  const where = `${places[operationId]?.[0] ?? file}: ${operationId} (${method.toUpperCase()} ${path})`
  if (access === undefined)
    return [`${where} has no access: say who may call it, such as access: scopes('read:payments'), or access: anyone`]
  if (!isPolicy(access))
    return [
      `${where} has an access that is no policy: use one of those of gatehouse/access, called where it takes names, such as user()`,
    ]
  if (access.kind === 'signedBy' && !SIGNED_METHODS.includes(method.toUpperCase()))
    return [`${where} has no body that could be signed: use ${SIGNED_METHODS.join(', ')} with signedBy`]
  if (typeof middleware !== 'function') return [`${where} has no guard: make it with defineRoute`]
  const unnamed = namesIn(access).filter((name) => !SCOPE.test(name))
  return [...unnamed.map((name) => `${where} demands "${name}", ${SCOPE_REMEDY}`), ...checkToolOptions(mcp, where)]
}
