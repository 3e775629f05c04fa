// Imports every contract, as Node runs TypeScript, and checks that it is one. A service in another technology has its OpenAPI
// document for a contract.
import { existsSync, readFileSync } from 'node:fs'
import type { RouteConfig } from '@hono/zod-openapi'
import type { Policy } from '../../src/access/index.ts'
import type { RouteLimits } from '../../src/http/limits.ts'
import type { BodyRule } from '../../src/http/request-body.ts'
import { type HttpService, type Service, SERVICES } from '../../src/gateway/services.ts'
import { ContractError } from './contract-error.ts'
import type { OpenApi } from './merge.ts'
import { contractOf } from './origin-contract.ts'
import { checkRoutes } from './route-checks.ts'

/** One route of a contract as `defineRoute` made it. */
export type ContractRoute = RouteConfig & {
  readonly access: Policy
  readonly operationId: string
  readonly limits?: RouteLimits
  /** Of a service in another technology: what the gateway holds bodies against. */
  readonly body?: BodyRule
}

/** A contract with the name of its service; `null` for the gateway's own. */
export interface Contract {
  readonly name: string | null
  readonly service: {
    readonly title: string
    readonly description: string
    readonly permissions: Readonly<Record<string, string>>
  }
  readonly routes: readonly ContractRoute[]
  /** Of a service in another technology: its paths and components, ready to be merged. */
  readonly document?: OpenApi
}

type ContractModule = Omit<Contract, 'name'>

/** The contracts that could be read, and what is wrong with the others. */
export interface ReadContracts {
  readonly contracts: readonly Contract[]
  /** Each a sentence. */
  readonly problems: readonly string[]
}

/**
 * Loads the gateway's contract and that of every row of the table of services, in order.
 *
 * @throws ContractError with everything that is wrong with any of them
 */
export async function loadContracts(services: readonly Service[] = SERVICES): Promise<Contract[]> {
  const { contracts, problems } = await readContracts(services)
  if (problems.length > 0) throw new ContractError(problems)
  return [...contracts]
}

/** Reads the contracts as {@link loadContracts} does, as far as they can be read. */
export async function readContracts(services: readonly Service[] = SERVICES): Promise<ReadContracts> {
  const own: ContractModule = await import('../../src/gateway/contract.ts')
  const contracts: Contract[] = [{ name: null, service: own.service, routes: own.routes }]
  const problems: string[] = []
  for (const service of services) {
    try {
      contracts.push('origin' in service ? loadDocument(service) : await loadModule(service.name))
    } catch (error) {
      if (!(error instanceof ContractError)) throw error
      problems.push(...error.problems)
    }
  }
  return { contracts, problems }
}

async function loadModule(name: string): Promise<Contract> {
  const file = `workers/${name}/contract.ts`
  const path = new URL(`../../${file}`, import.meta.url)
  if (!existsSync(path)) throw new ContractError(`src/gateway/services.ts has a row "${name}", but there is no ${file}`)
  const { service, routes }: Partial<ContractModule> = await importModule(path, file)
  if (service === undefined || !Array.isArray(routes))
    throw new ContractError(`${file} must export "service" and "routes"`)
  const problems = checkRoutes(file, routes, service.permissions)
  if (problems.length > 0) throw new ContractError(problems)
  return { name, service, routes }
}

async function importModule(path: URL, file: string): Promise<Partial<ContractModule>> {
  try {
    return await import(path.href)
  } catch (cause) {
    const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause))
    const line = stack.split(path.pathname)[1]?.match(/^:\d+/)?.[0] ?? ''
    throw new ContractError(`${file}${line} can't be loaded: ${message}`, { cause })
  }
}

function loadDocument({ name, publicOperations }: HttpService): Contract {
  const file = `origins/${name}/openapi.json`
  const path = new URL(`../../${file}`, import.meta.url)
  if (!existsSync(path)) {
    throw new ContractError(
      `src/gateway/services.ts has a row "${name}" with an origin, but there is no ${file}: save the service's own OpenAPI document there`,
    )
  }
  let document: unknown
  try {
    document = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new ContractError(`${file} is no JSON: save the service's OpenAPI document as JSON, not YAML`, { cause })
  }
  return contractOf(name, document, publicOperations)
}
