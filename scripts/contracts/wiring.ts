// Reads every wrangler.toml, the table of services and every contract, and says what does not fit together.
import { existsSync } from 'node:fs'
import { unstable_readConfig } from 'wrangler'
import { isOrigin, originVariableOf } from '../../src/gateway/origin-address.ts'
import { RATE_CLASSES } from '../../src/gateway/rate-limits.ts'
import { type Domain, type HttpService, SERVICES, type Service } from '../../src/gateway/services.ts'
import { inDeployOrder } from '../deploy-order.ts'
import { domainFolders, GATEWAY } from '../workers.ts'
import { findDuplicates } from './compile.ts'
import { checkEnvironments, type ConfigFile, readConfigFiles } from './environment-wiring.ts'
import { ContractError } from './contract-error.ts'
import { type Contract, loadContracts } from './load.ts'
import { checkObservability } from './observability-wiring.ts'
import { checkVariables } from './variable-names.ts'

/** A DNS label, of which Workers and bindings take their names. */
const DOMAIN_NAME = /^[a-z][a-z\d]*(?:-[a-z\d]+)*$/

/** What matters of a wrangler.toml. */
export interface WorkerConfig {
  readonly name?: string | undefined
  readonly compatibility_date?: string | undefined
  readonly workers_dev?: boolean | undefined
  readonly preview_urls?: boolean | undefined
  readonly routes?: readonly unknown[] | undefined
  readonly ratelimits?: readonly { readonly name: string; readonly simple: { readonly period: number } }[] | undefined
  readonly kv_namespaces?: readonly { readonly binding: string }[] | undefined
  readonly durable_objects?: { readonly bindings: readonly { readonly name: string }[] } | undefined
  readonly assets?: { readonly binding?: string | undefined } | undefined
  readonly services?:
    | readonly { readonly binding: string; readonly service: string; readonly entrypoint?: string | undefined }[]
    | undefined
}

/** Everything that must fit together. */
export interface Wiring {
  readonly gateway: WorkerConfig
  readonly services: readonly Service[]
  /** The folders under workers/. */
  readonly folders: readonly string[]
  /** Their wrangler.toml, by folder. */
  readonly workers: Readonly<Record<string, WorkerConfig | undefined>>
  /** The folders under origins/ that hold an openapi.json. */
  readonly documents: readonly string[]
  readonly contracts: readonly Contract[]
  /** Every wrangler.toml as it is written, for its environments. */
  readonly files: readonly ConfigFile[]
}

/**
 * Reads the wiring of the project.
 *
 * @param contracts those that were read already; all of them unless it says otherwise
 * @throws ContractError for a wrangler.toml that can't be read
 */
export async function readWiring(contracts?: readonly Contract[]): Promise<Wiring> {
  const folders = domainFolders()
  const configs = folders.map((folder) => [folder, `workers/${folder}/wrangler.toml`] as const)
  return {
    gateway: read(GATEWAY.configPath),
    services: SERVICES,
    folders,
    workers: Object.fromEntries(
      configs.filter(([, path]) => existsSync(path)).map(([folder, path]) => [folder, read(path)]),
    ),
    documents: SERVICES.map(({ name }) => name).filter((name) => existsSync(documentOf(name))),
    contracts: contracts ?? (await loadContracts()),
    files: readConfigFiles(),
  }
}

function read(config: string): WorkerConfig {
  try {
    return unstable_readConfig({ config }, { hideWarnings: true })
  } catch (cause) {
    throw new ContractError(`${config} can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

/** What does not fit, each a sentence that says what to do; nothing when all is well. */
export function checkWiring(wiring: Wiring): string[] {
  const { services, folders } = wiring
  return [
    ...folders
      .filter((folder) => !services.some(({ name }) => name === folder))
      .map(
        (folder) =>
          `workers/${folder} has no row in src/gateway/services.ts: add { name: '${folder}', binding: '${bindingOf(folder)}' }`,
      ),
    ...services.flatMap((service) =>
      'origin' in service ? checkOrigin(service, wiring) : checkDomain(service, wiring),
    ),
    ...checkRateClasses(wiring.gateway),
    ...checkCircles(wiring),
    ...findDuplicates(wiring.contracts),
    ...checkEnvironments(wiring.files),
    ...checkObservability(wiring.files),
    ...wiring.files
      .filter(({ path }) => path === GATEWAY.configPath)
      .flatMap(({ config }) => checkVariables(config, services)),
  ]
}

// Domains that call each other in a circle can't be deployed.
function checkCircles({ workers }: Wiring): string[] {
  const callers = Object.values(workers).map((config) => ({
    name: config?.name ?? '',
    calls: config?.services?.map(({ service }) => service) ?? [],
  }))
  try {
    inDeployOrder(callers)
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

// The code tells callers when to come back, and can't read the binding's period.
function checkRateClasses({ ratelimits = [] }: WorkerConfig): string[] {
  return Object.values(RATE_CLASSES).flatMap(({ binding, periodSeconds }) => {
    const found = ratelimits.find(({ name }) => name === binding)
    return found?.simple.period === periodSeconds
      ? []
      : [
          `wrangler.toml: give the rate limit ${binding} a period of ${periodSeconds}, as src/gateway/rate-limits.ts has`,
        ]
  })
}

function checkOrigin({ name, origin, healthPath = '/' }: HttpService, { folders, documents }: Wiring): string[] {
  const row = `src/gateway/services.ts: the row "${name}"`
  return [
    ...(documents.includes(name) ? [] : [`${row} has an origin, but there is no ${documentOf(name)}: add it`]),
    ...(folders.includes(name) ? [`${row} has an origin, but there is a workers/${name} too: rename one of them`] : []),
    ...(isOrigin(origin)
      ? []
      : [`${row} needs an origin such as https://${name}.example.com, without a path (http only on a loopback host)`]),
    ...(healthPath.startsWith('/') ? [] : [`${row} needs a healthPath that starts with /`]),
    ...(/^[a-z][a-z\d-]*$/.test(name)
      ? []
      : [`${row} needs a name of small letters, digits and hyphens: ${originVariableOf(name)} is a variable`]),
  ]
}

function documentOf(name: string): string {
  return `origins/${name}/openapi.json`
}

function checkDomain({ name, binding }: Domain, wiring: Wiring): string[] {
  const { folders, workers, gateway } = wiring
  if (!folders.includes(name)) {
    return [
      `src/gateway/services.ts has a row "${name}", but there is no workers/${name}: remove the row or add the folder`,
    ]
  }
  const file = `workers/${name}/wrangler.toml`
  const config = workers[name]
  if (config === undefined) return [`${file} is missing: copy that of another domain and change its name`]
  const workerName = `${gateway.name}-${name}`
  const link = gateway.services?.find((candidate) => candidate.binding === binding)
  const auth = config.services?.find((candidate) => candidate.binding === 'AUTH')
  const wrong: string[] = []
  if (link === undefined)
    wrong.push(
      `wrangler.toml lacks the service binding ${binding}: add [[services]] binding = "${binding}", service = "${workerName}"`,
    )
  else if (link.service !== workerName)
    wrong.push(`wrangler.toml: the binding ${binding} must have service = "${workerName}", not "${link.service}"`)
  if (binding !== bindingOf(name))
    wrong.push(`src/gateway/services.ts: the binding of "${name}" must be ${bindingOf(name)}`)
  if (!DOMAIN_NAME.test(name))
    wrong.push(
      `workers/${name} needs a name of small letters, digits and single hyphens: its Worker and its binding are called by it`,
    )
  if (otherBindingsOf(gateway).includes(binding))
    wrong.push(`workers/${name} needs another name: the binding ${binding} of the gateway is something else`)
  if (config.name !== workerName) wrong.push(`${file}: set name = "${workerName}"`)
  if ((config.routes?.length ?? 0) > 0)
    wrong.push(`${file}: remove its routes; a domain is reached through the gateway only`)
  if (config.workers_dev !== false)
    wrong.push(`${file}: set workers_dev = false; a domain is reached through the gateway only`)
  if (config.preview_urls !== false)
    wrong.push(`${file}: set preview_urls = false; a domain is reached through the gateway only`)
  if (config.compatibility_date !== gateway.compatibility_date) {
    wrong.push(`${file}: set compatibility_date = "${gateway.compatibility_date}", as the gateway has`)
  }
  if (auth?.service !== gateway.name || auth?.entrypoint !== 'KeyService') {
    wrong.push(`${file}: bind AUTH to service "${gateway.name}", entrypoint "KeyService"`)
  }
  return [...wrong, ...checkCalls(file, config, wiring)]
}

// What a service binding can't be called, because the gateway has it for something of its own.
function otherBindingsOf({ kv_namespaces = [], durable_objects, ratelimits = [], assets }: WorkerConfig): string[] {
  return [
    'AUTH',
    'ANALYTICS',
    ...kv_namespaces.map(({ binding }) => binding),
    ...(durable_objects?.bindings ?? []).map(({ name }) => name),
    ...ratelimits.map(({ name }) => name),
    ...(assets?.binding === undefined ? [] : [assets.binding]),
  ]
}

// What a domain calls beside the key service is another domain, by the name that everybody has for it.
function checkCalls(file: string, { services = [] }: WorkerConfig, { folders, gateway }: Wiring): string[] {
  return services
    .filter(({ binding }) => binding !== 'AUTH')
    .flatMap(({ binding, service }) => {
      const folder = folders.find((candidate) => service === `${gateway.name}-${candidate}`)
      if (folder === undefined)
        return [`${file}: the binding ${binding} leads to "${service}", which is no domain here`]
      return binding === bindingOf(folder) ? [] : [`${file}: call the binding to "${service}" ${bindingOf(folder)}`]
    })
}

function bindingOf(folder: string): string {
  return folder.toUpperCase().replaceAll('-', '_')
}
