// Adds the project's own routes, in src/contract.ts, to the gateway's contract.
import type { Contract } from './contract.ts'
import { ContractError } from './contract-error.ts'
import { checkProblems } from '../problem/own-problems.ts'
import { reservedFolderOf } from './reserved-paths.ts'
import { checkRoutes } from './route-checks.ts'

/** The exports of src/contract.ts. */
export interface OwnContract {
  readonly routes: Contract['routes']
  /** The descriptions of the scopes and permissions that no other contract describes. */
  readonly permissions?: Contract['service']['permissions']
  readonly problems?: Contract['problems']
}

/**
 * Returns the gateway's contract with the project's own routes after its own.
 *
 * @param file the file that they are in
 * @throws ContractError with every defect of them
 */
export function withOwnRoutes(gateway: Contract, own: Partial<OwnContract>, file: string): Contract {
  const { routes, permissions = {}, problems: ownProblems = {} } = own
  if (!Array.isArray(routes))
    throw new ContractError(`${file} must export "routes", a list of routes made with defineRoute`)
  const wrong = [
    ...checkRoutes(file, routes, permissions),
    ...checkProblems(ownProblems).map((fault) => `${file}: ${fault}`),
  ]
  const problems = wrong.length > 0 ? wrong : routes.flatMap((route) => collisionsOf(route, gateway, file))
  if (problems.length > 0) throw new ContractError(problems)
  return {
    ...gateway,
    service: { ...gateway.service, permissions: { ...gateway.service.permissions, ...permissions } },
    routes: [...gateway.routes, ...routes.map(withBodyRule)],
    problems: ownProblems,
    ownOperations: routes.map(({ operationId }) => operationId),
  }
}

// A handler has no schemas, so the gateway holds bodies to what their headers say, as for a service in another technology.
function withBodyRule(route: Route): Route {
  const body = route.request?.body
  if (body === undefined) return route
  return { ...route, body: { required: body.required ?? true, mediaTypes: Object.keys(body.content) } }
}

type Route = Contract['routes'][number]

function collisionsOf(route: Route, gateway: Contract, file: string): string[] {
  const { operationId, path, method } = route
  const where = `${file}: ${operationId} (${method.toUpperCase()} ${path})`
  const folder = reservedFolderOf(path)
  return [
    ...(folder === undefined ? [] : [`${where} is in ${folder}, which is the gateway's own: give it another path`]),
    ...(gateway.routes.some((other) => shapeOf(other) === shapeOf(route))
      ? [`${where} is a route of the gateway itself: give it another path`]
      : []),
    ...(gateway.routes.some((other) => other.operationId === operationId)
      ? [`${where} is called like an operation of the gateway itself: give it another operationId`]
      : []),
  ]
}

// The names of parameters do not matter for matching.
function shapeOf({ method, path }: Route): string {
  return `${method.toLowerCase()} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`
}
