// What a Worker's wrangler.toml says. Apart from the list of Workers, because whoever reads a configuration loads wrangler, which
// takes a second.
import { resolve } from 'node:path'
import { unstable_readConfig } from 'wrangler'
import { domainWorker, GATEWAY, type ProjectWorker } from './workers.ts'

/** The names of a Worker's D1 databases, as `wrangler d1` takes them. */
export function databasesOf({ configPath }: ProjectWorker): string[] {
  const { d1_databases: databases } = unstable_readConfig({ config: configPath }, { hideWarnings: true })
  return databases.flatMap((database: { database_name?: string }) => database.database_name ?? [])
}

/** The name of a Worker, as its wrangler.toml has it. @throws Error when it has none */
export function workerNameOf({ configPath }: ProjectWorker): string {
  const { name } = unstable_readConfig({ config: configPath }, { hideWarnings: true })
  if (name === undefined) throw new Error(`${configPath} has no name`)
  return name
}

/** The name of a domain's Worker. @param folder under workers/ */
export function domainWorkerName(folder: string): string {
  return workerNameOf(domainWorker(folder))
}

/** The gateway's configuration with only these of its service bindings, as a file could hold it. */
export function gatewayConfig(bindings: readonly string[]) {
  const {
    name,
    main,
    compatibility_date,
    keep_names,
    build,
    assets,
    kv_namespaces,
    durable_objects,
    migrations,
    services,
    triggers,
    ratelimits,
    observability,
    analytics_engine_datasets,
  } = unstable_readConfig({ config: GATEWAY.configPath }, { hideWarnings: true })
  const kept = (services ?? []).filter(({ binding }: { binding: string }) => bindings.includes(binding))
  return {
    name,
    main,
    compatibility_date,
    keep_names,
    build: { command: build.command, cwd: process.cwd() },
    assets: { ...assets, directory: resolve('dist/assets') },
    kv_namespaces,
    durable_objects,
    migrations,
    services: kept,
    triggers,
    ratelimits,
    observability,
    analytics_engine_datasets,
    send_metrics: false,
  }
}
