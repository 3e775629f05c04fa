// Reads every wrangler.toml of the project and writes the configurations for wrangler to .wrangler/gatehouse. Those files are not to be
// edited.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { parse } from 'smol-toml'
import { DEFAULT_PORTS } from '../config/defaults.ts'
import { boundWorkers } from './bound-workers.ts'
import { ConfigError } from './config-error.ts'
import { withUsedSchemas } from './domain-schemas.ts'
import { placeVariables, type ProjectPorts } from './local-addresses.ts'
import { listOf, type Table, tableOf } from './table.ts'
import { configureWorker, environmentsOf, readConfigView } from './worker-config.ts'
import { domainWorkers, GATEWAY, LOCAL_TENANT, type ProjectWorker, projectWorkers } from './workers.ts'

/** Readable and writable by its owner only. */
const SECRET_MODE = 0o600

/** The purpose of a set of configurations: a developer's machine, the tests, or an environment to deploy to. */
export type Purpose = 'development' | 'test' | { readonly environment: string }

/** The path of a Worker's configuration. */
export function configPathOf({ name }: ProjectWorker, purpose: Purpose): string {
  return join(folderOf(purpose), name, 'wrangler.json')
}

// The schemas that a domain uses, as its bundle has them.
function schemasPathOf({ name }: ProjectWorker, purpose: Purpose): string {
  return join(folderOf(purpose), name, 'schemas.js')
}

/** Returns a Worker's wrangler.toml, parsed; empty when it has none. @throws ConfigError when it is not TOML */
export function readOwnConfig({ folder }: ProjectWorker, root = '.'): Table {
  const path = resolve(root, folder, 'wrangler.toml')
  if (!existsSync(path)) return {}
  try {
    return parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new ConfigError(
      `${join(folder, 'wrangler.toml')}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    )
  }
}

/** The environments that the project can be deployed to. */
export function readEnvironments(root = '.'): string[] {
  return environmentsOf(readOwnConfig(GATEWAY, root))
}

/** What the contracts are compiled from, and what the gateway consists of. */
const WATCHED = ['src', 'workers', 'origins', 'gatehouse.config.ts']

/** The file of a Worker that the tests have built: all of it but its entry. */
export const PREBUILT_BUNDLE = 'prebuilt-bundle.js'

/** The configuration of a Worker. */
export function readConfig(worker: ProjectWorker, purpose: Purpose, root = '.'): Table {
  const config = configureWorker({
    root,
    worker,
    own: readOwnConfig(worker, root),
    gateway: readOwnConfig(GATEWAY, root),
    domains: domainWorkers(root).map(({ name }) => name),
    boundWorkers: worker.role === 'gateway' ? boundWorkers(root) : [],
    environment: typeof purpose === 'string' ? null : purpose.environment,
  })
  if (purpose === 'development' && worker.role === 'gateway') {
    // wrangler takes the paths from the folder of the configuration, absolute ones too.
    const folder = dirname(configPathOf(worker, purpose))
    return {
      ...config,
      build: { ...tableOf(config['build']), watch_dir: WATCHED.map((path) => relative(folder, path)) },
    }
  }
  if (purpose === 'development') return config
  const built =
    worker.role === 'domain' ? withUsedSchemas(config, resolve(root, schemasPathOf(worker, purpose))) : config
  if (purpose !== 'test') return built
  const bundle = { type: 'ESModule', globs: [PREBUILT_BUNDLE], fallthrough: true }
  return { ...built, rules: [bundle, ...listOf(built['rules'])] }
}

/** The name that a Worker of the project is deployed under, from the top of the files. */
export function workerNameOf(worker: ProjectWorker): string {
  return String(readConfig(worker, 'test')['name'])
}

/**
 * Returns the name that a domain's Worker is deployed under, whether or not the domain is there. `system.harness.getWorker` takes it.
 *
 * @param name the domain's folder under workers/
 *
 * @example
 * import { domainWorkerName, useSystem } from 'gatehouse/testing'
 * import { expect, test } from 'vitest'
 *
 * const system = useSystem()
 *
 * test('the domain answers past the gateway', async () => {
 *   const payments = system().harness.getWorker(domainWorkerName('payments'))
 *   expect((await payments.fetch('https://payments.internal/health')).status).toBe(204)
 * })
 */
export function domainWorkerName(name: string): string {
  return workerNameOf({ name, folder: `workers/${name}`, role: 'domain' })
}

/**
 * Writes the configuration of every Worker. In development, plain `wrangler dev` is redirected to the gateway's.
 *
 * @param ports the ports of gateway and local tenant in this project
 */
export function writeConfigs(purpose: Purpose, root = '.', ports: ProjectPorts = DEFAULT_PORTS): void {
  const workers = typeof purpose === 'string' ? [...projectWorkers(root), LOCAL_TENANT] : projectWorkers(root)
  for (const worker of workers) {
    const path = resolve(root, configPathOf(worker, purpose))
    const config = readConfig(worker, purpose, root)
    const isMoved = purpose === 'development' && worker === GATEWAY && ports.gateway !== DEFAULT_PORTS.gateway
    const placed = isMoved ? { ...config, dev: { ...tableOf(config['dev']), port: ports.gateway } } : config
    writeText(path, `${JSON.stringify(placed, null, 2)}\n`)
    // wrangler looks for variables beside the configuration; a test must not use a developer's.
    if (purpose === 'development') copyVariables(resolve(root, worker.folder), dirname(path), ports)
  }
  if (purpose === 'development') {
    const configPath = resolve(root, configPathOf(GATEWAY, purpose))
    // The build step writes its content, but wrangler needs the folder before.
    const assets = readConfigView(readConfig(GATEWAY, purpose, root)).assets?.directory
    if (assets !== undefined) mkdirSync(assets, { recursive: true })
    writeText(resolve(root, '.wrangler/deploy/config.json'), `${JSON.stringify({ configPath })}\n`)
  }
}

/** The gateway's variables in development: those of .dev.vars, with the addresses of this project. */
export const DEVELOPMENT_VARIABLES = join('.wrangler/gatehouse/development', GATEWAY.name, '.dev.vars')

function folderOf(purpose: Purpose): string {
  return join('.wrangler/gatehouse', typeof purpose === 'string' ? purpose : `deploy-${purpose.environment}`)
}

// The example names the local tenant: it is for a project that has no variables yet.
function copyVariables(from: string, to: string, ports: ProjectPorts): void {
  const path = ['.dev.vars', '.dev.vars.example'].map((name) => join(from, name)).find((file) => existsSync(file))
  const copy = join(to, '.dev.vars')
  if (path === undefined) {
    rmSync(copy, { force: true })
    return
  }
  // A user who may not read the secrets must not read their copy; an existing file keeps its mode when it is written.
  if (existsSync(copy)) chmodSync(copy, SECRET_MODE)
  const text = readFileSync(path, 'utf8')
  const here = { port: ports.gateway, tenantPort: ports.tenant, tenantHttps: false }
  const { changed } = placeVariables(parseEnv(text), here, ports)
  // The last line of a name counts.
  const moved = Object.entries(changed).map(([name, value]) => `\n${name}="${value}"\n`)
  writeText(copy, text + moved.join(''), SECRET_MODE)
}

function writeText(path: string, text: string, mode = 0o666): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
}
