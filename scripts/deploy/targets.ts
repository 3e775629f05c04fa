// What a deploy needs to know of each Worker in an environment, as its wrangler.toml has it.
import { unstable_readConfig } from 'wrangler'
import { domainsInOrder } from '../deploy-order.ts'
import { GATEWAY, type ProjectWorker } from '../workers.ts'
import type { Environment } from './environments.ts'

/** A Worker in an environment. */
export interface Target extends ProjectWorker {
  /** The name that it is deployed under. */
  readonly name: string
  /** Its D1 databases, by name. */
  readonly databases: readonly string[]
  /** Its KV namespaces that have no id in the file. */
  readonly namespaces: readonly Namespace[]
}

/** A KV namespace that is made when there is none. */
export interface Namespace {
  readonly binding: string
  /** What it is called in the account; wrangler would call it the same. */
  readonly title: string
}

/** Everything that can be deployed. */
export interface Targets {
  readonly gateway: Target
  /** Each after those that it calls. */
  readonly domains: readonly Target[]
}

/** Reads what there is to deploy. @throws Error for domains that call each other in a circle */
export function readTargets(environment: Environment): Targets {
  const read = (worker: ProjectWorker): Target => readTarget(worker, environment)
  return { gateway: read(GATEWAY), domains: domainsInOrder().map(read) }
}

function readTarget(worker: ProjectWorker, env: Environment): Target {
  const { name, d1_databases, kv_namespaces } = readConfig(worker, env)
  if (name === undefined) throw new Error(`${worker.configPath}: [env.${env}] has no name`)
  return {
    ...worker,
    name,
    databases: d1_databases.flatMap(({ database_name }: { database_name?: string }) => database_name ?? []),
    namespaces: kv_namespaces
      .filter(({ id }: { id?: string }) => id === undefined)
      .map(({ binding }: { binding: string }) => ({ binding, title: titleOf(name, binding) })),
  }
}

/** A Worker's configuration in an environment, or at the top of the file. */
export function readConfig({ configPath }: ProjectWorker, env: Environment | undefined) {
  return unstable_readConfig({ config: configPath, ...(env !== undefined && { env }) }, { hideWarnings: true })
}

function titleOf(worker: string, binding: string): string {
  return `${worker}-${binding.toLowerCase().replaceAll('_', '-')}`
}
