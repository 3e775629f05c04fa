// Loads every contract of a project, as Node runs TypeScript: the gateway's own, one for each folder under workers/, and one for each
// folder under origins/, whose OpenAPI document is its contract. Only the folders define the list of services.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ProfileShape } from '../access/index.ts'
import { gatewayContract } from '../gateway/routes/contract.ts'
import type { ServiceSettings } from '../gateway/handler.ts'
import { domainNames, foldersIn } from '../project/workers.ts'
import type { Contract } from './contract.ts'
import { ContractError, ContractProblems } from './contract-error.ts'
import { checkExchange } from './exchange-fit.ts'
import { readDocument } from './documents/document-files.ts'
import { contractOf } from './origin-contract.ts'
import { checkProblems } from '../problem/own-problems.ts'
import { withOwnRoutes } from './own-routes.ts'
import { placesOfOperations } from './places.ts'
import { checkRoutes } from './route-checks.ts'

type ContractModule = Pick<Contract, 'service' | 'routes' | 'problems' | 'places'>

/** The contracts that could be read, and the defects of the others. */
export interface ReadContracts {
  readonly contracts: readonly Contract[]
  /** Each a sentence. */
  readonly problems: readonly string[]
}

/**
 * Loads the contracts of the project in a folder: the gateway's, then those of its services in the order of their names.
 *
 * @throws ContractError with everything that is wrong with any of them
 */
export async function loadContracts(root = '.'): Promise<Contract[]> {
  const { contracts, problems } = await readContracts(root)
  if (problems.length > 0) throw new ContractError(problems)
  return [...contracts]
}

/** Reads the contracts as {@link loadContracts} does, as far as they can be read. */
export async function readContracts(root = '.'): Promise<ReadContracts> {
  const domains = domainNames(root)
  const origins = foldersIn(resolve(root, 'origins'))
  const services = [
    ...domains.map((name) => ({ name, load: () => loadModule(root, name) })),
    ...origins.map((name) => ({ name, load: () => loadDocument(root, name) })),
  ].toSorted((one, other) => (one.name < other.name ? -1 : 1))
  const gateway: Contract = { name: null, ...gatewayContract(await loadProfile(root)) }
  const contracts: Contract[] = []
  const problems = domains
    .filter((name) => origins.includes(name))
    .map((name) => `workers/${name} and origins/${name} have one name: rename one of them`)
  for (const { load } of [{ load: () => loadGateway(root, gateway) }, ...services]) {
    try {
      contracts.push(await load())
    } catch (error) {
      if (!(error instanceof ContractError)) throw error
      problems.push(...error.problems)
    }
  }
  // Without the project's own routes, if they have defects, because other contracts are compared with it.
  if (contracts[0]?.name !== null) contracts.unshift(gateway)
  return { contracts, problems }
}

/** The claims that the project's tenant adds to its tokens: `PROFILE` of src/profile.ts, or none. */
async function loadProfile(root = '.'): Promise<ProfileShape> {
  const path = resolve(root, 'src/profile.ts')
  if (!existsSync(path)) return {}
  const { PROFILE }: { PROFILE?: ProfileShape } = await import(pathToFileURL(path).href)
  return PROFILE ?? {}
}

// The gateway's contract, with the routes that the project adds to it.
async function loadGateway(root: string, gateway: Contract): Promise<Contract> {
  const file = 'src/contract.ts'
  const path = resolve(root, file)
  return existsSync(path) ? withOwnRoutes(gateway, await importModule(path, file), file) : gateway
}

async function loadModule(root: string, name: string): Promise<Contract> {
  const file = `workers/${name}/contract.ts`
  const path = resolve(root, file)
  if (!existsSync(path))
    throw new ContractError(`${file} is missing: add the contract of ${name}, or remove its folder`)
  return { name, ...(await loadContract(path, file)) }
}

/**
 * Loads the contract of one domain.
 *
 * @param path of its module
 * @param file what sentences call it
 * @throws ContractError with everything that is wrong with it
 */
export async function loadContract(path: string, file: string): Promise<ContractModule> {
  const { service, routes, problems: own }: Partial<ContractModule> = await importModule(path, file)
  if (service === undefined || !Array.isArray(routes))
    throw new ContractError(`${file} must export "service" and "routes"`)
  const places = placesOfOperations(file, readFileSync(path, 'utf8'))
  const problems = [
    ...checkRoutes(file, routes, service.permissions, places),
    ...checkExchange(file, service.exchange, routes),
    ...checkProblems(own ?? {}).map((fault) => `${file}: ${fault}`),
  ]
  if (problems.length > 0) throw new ContractError(problems)
  return { service, routes, places, ...(own && { problems: own }) }
}

async function importModule<Module extends object>(path: string, file: string): Promise<Partial<Module>> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (cause) {
    const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause))
    const line = stack.split(path)[1]?.match(/^:\d+/)?.[0] ?? ''
    throw new ContractError(`${file}${line} can't be loaded: ${message}`, { cause })
  }
}

/** Loads the contract of a service that is no folder under workers/. @throws ContractError with everything that is wrong with it */
export async function loadDocument(root: string, name: string): Promise<Contract> {
  const shown = `origins/${name}`
  const settingsFile = `${shown}/service.ts`
  const problems = new ContractProblems()
  const found = problems.attempt(() => readDocument(resolve(root, shown), shown))
  problems.found.push(...(found?.faults ?? []))
  if (!existsSync(resolve(root, settingsFile)))
    throw new ContractError([
      ...problems.found,
      `${settingsFile} is missing: export \`service\` from it, made with \`defineOrigin\``,
    ])
  const service = await readServiceSettings(root, name).catch((error: unknown) => problems.collect(error))
  if (found === undefined || service === undefined) throw new ContractError(problems.found)
  const contract = problems.attempt(() => contractOf(name, found.document, service, found.source))
  if (contract === undefined || problems.found.length > 0) throw new ContractError(problems.found)
  return contract
}

/** Reads the settings of such a service. @throws ContractError when there are none */
export async function readServiceSettings(root: string, name: string): Promise<ServiceSettings> {
  const file = `origins/${name}/service.ts`
  const { service } = await importModule<{ service: ServiceSettings }>(resolve(root, file), file)
  if (service === undefined) throw new ContractError(`${file} must export "service", made with \`defineOrigin\``)
  return service
}
