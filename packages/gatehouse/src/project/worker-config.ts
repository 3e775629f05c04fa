// Generates the configuration for wrangler from a Worker's wrangler.toml and the folders of the project. It is the only module that knows
// the format. A developer writes wrangler.toml; names, bindings between the Workers and the values that an environment inherits from the
// top of the file follow from it here.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { type BoundWorker, workerIn } from './bound-workers.ts'
import { ConfigError } from './config-error.ts'
import { DOMAIN_ALIASES } from './domain-schemas.ts'
import { namespaceId } from './namespace-id.ts'
import { programPath } from './program.ts'
import { hasRoutes, sharedWithProduction, withoutAccount } from './shared-resources.ts'
import { listOf, type Table, tableOf, text } from './table.ts'
import { bindingOf, DEFAULT_ENVIRONMENT, type ProjectWorker, tenantAliases } from './workers.ts'

/** Compiles the contracts before wrangler bundles the gateway. */
const BUILD_STEP = programPath(import.meta.url, '../cli/build-step')

/** The inputs of a configuration. */
export interface ConfigParts {
  /** The folder that relative paths start from. */
  readonly root: string
  readonly worker: ProjectWorker
  /** Its wrangler.toml; empty when it has none. */
  readonly own: Table
  /** The gateway's wrangler.toml. */
  readonly gateway: Table
  /** The names of the project's domains. */
  readonly domains: readonly string[]
  /** The Workers of other repositories that the gateway is bound to. */
  readonly boundWorkers?: readonly BoundWorker[]
  /** `null` for development and tests, which have the top of the file. */
  readonly environment: string | null
}

/** The name of a Worker, a database or a bucket in an environment. @param name as at the top of a wrangler.toml */
function nameIn(environment: string | null, name: string): string {
  return environment === null || environment === DEFAULT_ENVIRONMENT ? name : `${name}-${environment}`
}

/** The name that a Worker is deployed under: the gateway's, followed by the domain's name for a domain. */
function workerName({ worker, own, gateway, environment }: ConfigParts): string {
  if (worker.role === 'domain') return nameIn(environment, `${String(gateway['name'])}-${worker.name}`)
  return nameIn(environment, String(own['name']))
}

/** The environments that the gateway's wrangler.toml names, in its order. */
export function environmentsOf(gateway: Table): string[] {
  return Object.keys(tableOf(gateway['env']))
}

/** The configuration of a Worker, as wrangler reads it from a file of JSON. */
export function configureWorker(parts: ConfigParts): Table {
  const { root, worker, own, gateway, environment } = parts
  const { env, ...top } = own
  const chosen = environment === null ? {} : tableOf(tableOf(env)[environment])
  refuseNames(worker, top, tableOf(env))
  const shared =
    environment === null || environment === DEFAULT_ENVIRONMENT ? undefined : sharedWithProduction(top, chosen)
  if (shared !== undefined)
    throw new ConfigError(
      `${fileOf(worker)}: [env.${environment}] would share ${shared} of the top of the file with ${DEFAULT_ENVIRONMENT}: move it into [env.${DEFAULT_ENVIRONMENT}], or give [env.${environment}] its own`,
    )
  // Variables belong to one environment: a value for a developer's machine must not reach a deployment unnoticed.
  const folder = resolve(root, worker.folder)
  const merged: Table = {
    ...databaseOf(worker, folder),
    ...(environment === null ? top : withoutVariables(top)),
    ...chosen,
  }
  const isDomain = worker.role === 'domain'
  return {
    // Names of functions would cost a call for each function that is created, and a tenth of the bundle.
    keep_names: false,
    send_metrics: false,
    ...(isDomain && {
      compatibility_date: gateway['compatibility_date'],
      // With this flag, `request.signal` aborts when the client of a handler disconnects.
      compatibility_flags: ['enable_request_signal'],
      observability: gateway['observability'],
    }),
    ...merged,
    name: workerName(parts),
    main: resolve(folder, text(merged['main']) ?? 'src/index.ts'),
    ...exposure(worker, merged, environment === null ? top : chosen),
    services: servicesOf(parts, merged),
    ...(isDomain && { alias: { ...DOMAIN_ALIASES, ...tableOf(merged['alias']) } }),
    ...inFolder(merged, folder),
    ...namedIn(merged, parts, folder),
    ...(environment === null && withoutAccount(merged)),
    // The local tenant grants the scopes that the contracts of this project require.
    ...(worker.role === 'tenant' && {
      alias: tenantAliases(root),
    }),
    ...(worker.role === 'gateway' && {
      build: {
        // The configuration is explicit for purposes that are never deployed: wrangler would remove its values for an environment there.
        command: `"${execPath}" "${BUILD_STEP}"${environment === null ? ' --development' : ''}`,
        cwd: resolve(root),
      },
    }),
  }
}

/** The parts of the gateway's configuration that commands read. */
export interface GatewayConfig {
  readonly name: string
  readonly account_id?: string
  readonly workers_dev?: boolean
  readonly routes?: readonly (string | { readonly pattern: string; readonly custom_domain?: boolean })[]
  readonly vars: Readonly<Record<string, unknown>>
  readonly kv_namespaces?: readonly { readonly binding: string }[]
  readonly durable_objects?: { readonly bindings: readonly { readonly name: string }[] }
  readonly ratelimits?: readonly { readonly name: string; readonly simple: { readonly period: number } }[]
  readonly assets?: { readonly binding?: string; readonly directory?: string }
  readonly triggers?: { readonly crons?: readonly string[] }
}

/** The gateway's configuration, typed: wrangler itself checks its form on every build. */
export function readConfigView(config: Table): GatewayConfig {
  return { vars: {}, ...config } as Table & GatewayConfig
}

/** A D1 database of a configuration. */
export interface DatabaseConfig {
  readonly binding: string
  readonly name: string
  /** The key by which wrangler distinguishes local databases. */
  readonly id: string
  readonly migrationsDir: string
  readonly migrationsTable: string
}

/** The D1 databases of a configuration. */
export function databasesOf(config: Table): DatabaseConfig[] {
  return listOf(config['d1_databases']).map((row) => ({
    binding: String(row['binding']),
    name: String(row['database_name']),
    id: String(row['preview_database_id'] ?? row['database_id'] ?? row['binding']),
    migrationsDir: String(row['migrations_dir']),
    migrationsTable: text(row['migrations_table']) ?? 'd1_migrations',
  }))
}

// An unknown name would be ignored, and a taken one would be bound to nothing.
function refuseNames(worker: ProjectWorker, top: Table, environments: Table): void {
  const { role } = worker
  const file = fileOf(worker)
  const named = Object.keys(environments).find((name) => tableOf(environments[name])['name'] !== undefined)
  if (named !== undefined)
    throw new ConfigError(
      `${file}: remove the name of [env.${named}]: a Worker is called as at the top, with its environment behind it but for production's`,
    )
  if (role === 'domain' && top['name'] !== undefined)
    throw new ConfigError(`${file}: remove the name: it is the gateway's with that of the folder behind it`)
  if (role === 'gateway' && text(top['name']) === undefined)
    throw new ConfigError(`${file}: give the gateway a name, such as name = "gatehouse"`)
}

function fileOf({ folder }: ProjectWorker): string {
  return folder === '.' ? 'wrangler.toml' : `${folder}/wrangler.toml`
}

// Of a domain with migrations, unless its file says more of it.
function databaseOf({ role }: ProjectWorker, folder: string): Table {
  return role === 'domain' && existsSync(join(folder, 'migrations')) ? { d1_databases: [{ binding: 'DB' }] } : {}
}

function withoutVariables({ vars: _vars, ...rest }: Table): Table {
  return rest
}

// A domain is reached through the gateway only, even if its file says otherwise. A gateway with routes has no second address, which would
// bypass the routes, unless the same table asks for one: `gatehouse check` refuses that.
function exposure({ role }: ProjectWorker, merged: Table, written: Table): Table {
  if (role === 'domain') return { workers_dev: false, preview_urls: false, routes: [], route: undefined }
  if (role === 'tenant' || !hasRoutes(merged)) return {}
  return { workers_dev: written['workers_dev'] ?? false, preview_urls: written['preview_urls'] ?? false }
}

function servicesOf(parts: ConfigParts, { services }: Table): Table[] {
  const { worker, gateway, domains, boundWorkers = [], environment } = parts
  const base = String(gateway['name'])
  const own = listOf(services).map((row) => ({ ...row, service: text(row['service']) ?? domainAt(row, parts) }))
  if (worker.role === 'domain')
    return [{ binding: 'AUTH', service: nameIn(environment, base), entrypoint: 'KeyService' }, ...own]
  if (worker.role === 'tenant') return own
  return [
    ...domains.map((name) => ({ binding: bindingOf(name), service: nameIn(environment, `${base}-${name}`) })),
    ...boundWorkers.map((bound) => ({ binding: bound.binding, service: workerIn(environment, bound) })),
    ...own,
  ]
}

// A binding without a service leads to the domain that it is named after.
function domainAt({ binding }: Table, { worker, gateway, domains, environment }: ConfigParts): string {
  const name = domains.find((domain) => bindingOf(domain) === binding)
  if (name !== undefined) return nameIn(environment, `${String(gateway['name'])}-${name}`)
  throw new ConfigError(
    `${worker.folder}/wrangler.toml: the binding ${String(binding)} leads to no domain: name it after one of ${domains.map(bindingOf).join(', ')}, or give it a service`,
  )
}

function inFolder({ assets, tsconfig }: Table, folder: string): Table {
  const { directory, ...rest } = tableOf(assets)
  return {
    ...(typeof directory === 'string' && { assets: { ...rest, directory: resolve(folder, directory) } }),
    ...(typeof tsconfig === 'string' && { tsconfig: resolve(folder, tsconfig) }),
  }
}

function namedIn(config: Table, parts: ConfigParts, folder: string): Table {
  const { environment } = parts
  const worker = workerName({ ...parts, environment: null })
  return {
    ...(config['d1_databases'] !== undefined && {
      d1_databases: listOf(config['d1_databases']).map((row) => ({
        ...row,
        database_name: nameIn(environment, text(row['database_name']) ?? worker),
        // wrangler distinguishes local databases by their id, and otherwise by the binding only, which domains share.
        ...(environment === null && {
          preview_database_id: text(row['preview_database_id']) ?? text(row['database_name']) ?? worker,
        }),
        migrations_dir: resolve(folder, text(row['migrations_dir']) ?? 'migrations'),
      })),
    }),
    ...(config['r2_buckets'] !== undefined && {
      r2_buckets: listOf(config['r2_buckets']).map((row) => ({
        ...row,
        bucket_name: nameIn(environment, text(row['bucket_name']) ?? worker),
      })),
    }),
    ...(config['ratelimits'] !== undefined && {
      ratelimits: listOf(config['ratelimits']).map((row) => ({
        ...row,
        namespace_id: row['namespace_id'] ?? namespaceId(`${nameIn(environment, worker)}/${text(row['name'])}`),
      })),
    }),
  }
}
