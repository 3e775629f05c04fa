// The OpenAPI document of one contract by itself, for a gateway in another repository: with the policy and the limits of each operation, which
// OpenAPI has no words for.
import { namesIn } from '../http/security.ts'
import { checkContracts, documentOf } from './compile.ts'
import { ContractError } from './contract-error.ts'
import type { Contract } from './contract.ts'
import { isJson, type Json } from './rebuild.ts'
import { componentsFor } from './service-document.ts'
import { LIMITS_MEMBER, TOOL_MEMBER } from './written-access.ts'

/**
 * The document of a contract.
 *
 * @throws ContractError for what a gateway could not compile: two operations alike, a scope without a description
 */
export function documentOfContract(own: Omit<Contract, 'name'>): Json {
  const { service, routes } = own
  const contract: Contract = { ...own, name: 'service' }
  const problems = checkContracts([contract])
  if (problems.length > 0) throw new ContractError(problems)
  const demanded = new Set([...Object.keys(service.permissions), ...routes.flatMap(({ access }) => namesIn(access))])
  const permissions = Object.fromEntries([...demanded].map((name) => [name, service.permissions[name] ?? '']))
  // The gateway's own answers are added where it is merged.
  const { openapi, paths = {}, components = {} } = documentOf([{ ...contract, name: null }], permissions)
  const operations = Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      operationsOf(item, (method) => membersAt(contract, method, path)),
    ]),
  )
  return {
    openapi,
    info: { title: service.title, version: '1.0.0', description: service.description },
    paths: operations,
    components: componentsFor(operations, components as Readonly<Record<string, Json>>),
  }
}

function operationsOf(item: unknown, membersOf: (method: string) => Json): Json {
  return Object.fromEntries(
    Object.entries(Object(item)).map(([method, operation]) => {
      const { tags: _tags, ...rest } = isJson(operation) ? operation : {}
      return [method, { ...rest, ...membersOf(method) }]
    }),
  )
}

function membersAt({ routes }: Contract, method: string, path: string): Json {
  const { limits, mcp } = routes.find((route) => route.method === method && route.path === path) ?? {}
  return { ...(limits !== undefined && { [LIMITS_MEMBER]: limits }), ...(mcp !== undefined && { [TOOL_MEMBER]: mcp }) }
}
