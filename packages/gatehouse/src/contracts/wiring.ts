// Checks a project beside its contracts: names, settings and configurations that do not fit together.
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Service } from '../gateway/handler.ts'
import { bindingNamedBy } from '../gateway/upstream/origin-connection.ts'
import { domainsInOrder } from '../project/deploy-order.ts'
import { type Purpose, readConfig, readEnvironments, readOwnConfig } from '../project/config-files.ts'
import { DURABLE_OBJECTS, missingRequirements } from '../project/requirements.ts'
import { hasRoutes } from '../project/shared-resources.ts'
import type { Table } from '../project/table.ts'
import { type GatewayConfig, readConfigView } from '../project/worker-config.ts'
import { bindingOf, domainWorkers, GATEWAY, projectWorkers } from '../project/workers.ts'
import type { Contract } from './contract.ts'
import { serviceAt } from './table.ts'
import { checkAudience } from './exchange-fit.ts'
import { checkRateClasses } from './rate-class-wiring.ts'
import { checkOriginSettings, missingBindings } from './origin-wiring.ts'
import { checkObservability } from './observability-wiring.ts'
import { checkSettings } from './service-settings.ts'
import { checkVariables } from './variable-names.ts'

/** The configurations of a project. */
export interface ProjectConfigs {
  /** The gateway's, as in development. */
  readonly gateway: GatewayConfig
  /** The gateway's wrangler.toml. */
  readonly own: Table
  /** The text of the gateway's module; `null` when it is missing. */
  readonly gatewayModule: string | null
  /** The text of each domain's module, by the name of the domain. One that is missing is left out. */
  readonly domainModules: Readonly<Record<string, string>>
  /** The configuration of each Worker in development and in each environment, by its name in messages. */
  readonly all: readonly (readonly [where: string, config: Table])[]
}

/** Reads the configurations of the project in the working directory. @throws Error for a file that can't be read */
export function readConfigs(): ProjectConfigs {
  domainsInOrder()
  const gateway = readConfig(GATEWAY, 'test')
  const purposes: readonly Purpose[] = ['test', ...readEnvironments().map((environment) => ({ environment }))]
  return {
    gateway: readConfigView(gateway),
    own: readOwnConfig(GATEWAY),
    gatewayModule: moduleOf(gateway),
    domainModules: Object.fromEntries(
      domainWorkers().flatMap((worker) => {
        const text = moduleOf(readConfig(worker, 'test'))
        return text === null ? [] : [[worker.name, text] as const]
      }),
    ),
    all: purposes.flatMap((purpose) =>
      projectWorkers().map((worker) => {
        const file = worker.folder === '.' ? 'wrangler.toml' : `${worker.folder}/wrangler.toml`
        const where = typeof purpose === 'string' ? `${file}:` : `${file}: [env.${purpose.environment}]`
        return [where, readConfig(worker, purpose)] as const
      }),
    ),
  }
}

function moduleOf(config: Table): string | null {
  const path = String(config['main'])
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

/** Returns a sentence for each defect, with its remedy; nothing if there is none. */
export function checkProject(contracts: readonly Contract[], read: () => ProjectConfigs = readConfigs): string[] {
  let configs: ProjectConfigs
  try {
    configs = read()
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
  const services = servicesOf(contracts)
  const faults = [
    ...contracts.flatMap((contract) => checkName(contract, configs.gateway)),
    ...contracts.flatMap((contract) => checkSettings(contract, bindingsBeside(contract, contracts, configs.gateway))),
    ...checkRequirements(configs.own),
    ...checkOriginSettings(services),
    ...checkExports(configs.gatewayModule),
    ...contracts.flatMap((contract) => checkAudience(contract, configs.domainModules)),
    ...checkRateClasses(contracts, configs),
    ...configs.all.flatMap(([where, config]) => [
      ...checkObservability(where, config),
      ...checkExposure(where, config),
      ...checkModule(config),
    ]),
    ...checkVariables(configs.own, services),
  ]
  // A value at the top is in every environment too.
  return [...new Set(faults)]
}

/** Returns a sentence for each binding to an origin that an environment lacks: nothing can be deployed there, but developed. */
export function checkOriginBindings(contracts: readonly Contract[]): string[] {
  const services = servicesOf(contracts)
  if (!services.some((service) => 'origin' in service && bindingNamedBy(service) !== null)) return []
  const environments = readEnvironments().map((environment) => {
    return [`wrangler.toml: [env.${environment}]`, readConfig(GATEWAY, { environment })] as const
  })
  return missingBindings(services, environments)
}

function servicesOf(contracts: readonly Contract[]): Service[] {
  return contracts.flatMap(({ name, origin }) =>
    name === null || origin === undefined ? [] : [serviceAt(name, origin)],
  )
}

function checkName({ name, origin }: Contract, gateway: GatewayConfig): string[] {
  if (name === null) return []
  const folder = `${origin === undefined ? 'workers' : 'origins'}/${name}`
  if (!/^[a-z][a-z\d]*(?:-[a-z\d]+)*$/.test(name))
    return [`${folder} needs a name of small letters, digits and single hyphens: bindings and variables are made of it`]
  if (origin === undefined && otherBindingsOf(gateway).includes(bindingOf(name)))
    return [`${folder} needs another name: the binding ${bindingOf(name)} of the gateway is something else`]
  return []
}

// The names that the binding of a service cannot have.
function bindingsBeside({ name }: Contract, contracts: readonly Contract[], gateway: GatewayConfig): string[] {
  const others = contracts.flatMap(({ name: other, origin }): string[] => {
    if (other === null || other === name) return []
    if (origin === undefined) return [bindingOf(other)]
    return 'binding' in origin ? [origin.binding] : []
  })
  return [...otherBindingsOf(gateway), ...others]
}

// The names that a service binding cannot have, because the gateway uses them.
function otherBindingsOf({
  kv_namespaces = [],
  durable_objects,
  ratelimits = [],
  assets,
  vars,
}: GatewayConfig): string[] {
  return [
    'AUTH',
    'ANALYTICS',
    'CF_VERSION_METADATA',
    ...kv_namespaces.map(({ binding }) => binding),
    ...(durable_objects?.bindings ?? []).map(({ name }) => name),
    ...ratelimits.map(({ name }) => name),
    ...(assets?.binding === undefined ? [] : [assets.binding]),
    ...Object.keys(vars),
  ]
}

// An incomplete folder fails here, and not in a bundler.
function checkModule({ main }: Table): string[] {
  const path = String(main)
  return existsSync(path)
    ? []
    : [
        `${relative('.', path).replaceAll('\\', '/')} is missing: it is the module of its Worker, made with createDomain`,
      ]
}

function checkRequirements(own: Table): string[] {
  return missingRequirements(own).map(
    ({ what, why, lines }) =>
      `wrangler.toml needs ${what}. It ${why}. Run \`gatehouse upgrade\`, or add:\n${lines.replaceAll(/^(?=.)/gm, '  ')}`,
  )
}

// wrangler refuses a Worker whose module lacks a class that is bound, and says nothing of how to get it.
function checkExports(module: string | null): string[] {
  if (module === null) return []
  const missing = Object.values(DURABLE_OBJECTS).filter((name) => !new RegExp(`\\b${name}\\b`).test(module))
  return missing.map(
    (name) =>
      `src/index.ts does not export ${name}: run \`gatehouse upgrade\`, or add it to \`export const { KeyService, … } = gateway\``,
  )
}

function checkExposure(where: string, config: Table): string[] {
  if (!hasRoutes(config)) return []
  const open = ['workers_dev', 'preview_urls'].filter((setting) => config[setting] !== false)
  return open.map(
    (setting) => `${where} set ${setting} = false, or leave it out: beside its routes it is a second way in`,
  )
}
