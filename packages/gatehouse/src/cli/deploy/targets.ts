// Determines the data of each Worker that a deploy to an environment needs.
import { configPathOf, readConfig } from '../../project/config-files.ts'
import type { Table } from '../../project/table.ts'
import { databasesOf } from '../../project/worker-config.ts'
import { GATEWAY, type ProjectWorker } from '../../project/workers.ts'
import { domainsInOrder } from '../../project/deploy-order.ts'

/** A Worker in an environment. */
export interface Target {
  /** Its folder under workers/; `gateway` for the gateway. */
  readonly folder: string
  /** The name that it is deployed under. */
  readonly name: string
  /** The path of its configuration. */
  readonly configPath: string
  readonly config: Table
  /** Its D1 databases, by name. */
  readonly databases: readonly string[]
  /** Its KV namespaces that have no id. */
  readonly namespaces: readonly Namespace[]
}

/** A KV namespace that is made when there is none. */
export interface Namespace {
  readonly binding: string
  /** Its name in the account; wrangler uses the same. */
  readonly title: string
}

/** Everything that can be deployed. */
export interface Targets {
  readonly gateway: Target
  /** Each after those that it calls. */
  readonly domains: readonly Target[]
}

/** Reads what there is to deploy. @throws Error for domains that call each other in a circle */
export function readTargets(environment: string): Targets {
  const read = (worker: ProjectWorker): Target => readTarget(worker, environment)
  return { gateway: read(GATEWAY), domains: domainsInOrder().map(read) }
}

function readTarget(worker: ProjectWorker, environment: string): Target {
  const config = readConfig(worker, { environment })
  const name = String(config['name'])
  const namespaces = (config['kv_namespaces'] ?? []) as readonly { readonly binding: string; readonly id?: string }[]
  return {
    folder: worker.name,
    name,
    configPath: configPathOf(worker, { environment }),
    config,
    databases: databasesOf(config).map((database) => database.name),
    namespaces: namespaces
      .filter(({ id }) => id === undefined)
      .map(({ binding }) => ({ binding, title: titleOf(name, binding) })),
  }
}

function titleOf(worker: string, binding: string): string {
  return `${worker}-${binding.toLowerCase().replaceAll('_', '-')}`
}
