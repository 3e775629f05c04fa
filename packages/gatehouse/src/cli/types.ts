// Writes the Env type of every Worker from its configuration: GatewayEnv, PaymentsEnv, and so on. It runs after an installation too, and
// so it also writes the configurations that plain `wrangler dev` reads.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { readConfig, writeConfigs } from '../project/config-files.ts'
import type { Table } from '../project/table.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { wranglerVersion } from '../project/wrangler.ts'
import { LOCAL_TENANT, type ProjectWorker, projectWorkers } from '../project/workers.ts'

/** Where the configurations lie that wrangler makes types of. */
const TYPES_FOLDER = '.wrangler/gatehouse/types'
/** Variables that every developer has; types must not depend on what one of them has in .dev.vars. */
const VARIABLES = '.dev.vars.example'

/** Writes those of the project in the working directory that are not up to date. */
export async function writeTypes(): Promise<void> {
  writeConfigs('test')
  writeConfigs('development', '.', (await readProjectSettings()).ports)
  // The local tenant of a package needs no types: only the project that develops it has its sources.
  const ownsTenant = !relative('.', LOCAL_TENANT.folder)
    .split(sep)
    .some((part) => part === '..' || part === 'node_modules')
  const workers = ownsTenant ? [...projectWorkers(), LOCAL_TENANT] : projectWorkers()
  for (const worker of workers) await generate(worker)
}

async function generate(worker: ProjectWorker): Promise<void> {
  const file = resolve(worker.folder, 'worker-configuration.d.ts')
  const config = typedConfig(worker)
  const mark = `\n// Made of ${digestOf(config)}\n`
  if (existsSync(file) && readFileSync(file, 'utf8').endsWith(mark)) return
  const name = worker.name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  const configPath = join(TYPES_FOLDER, worker.name, 'wrangler.json')
  mkdirSync(dirname(configPath), { recursive: true })
  writeFileSync(configPath, JSON.stringify(config))
  // In this process: wrangler is loaded once for all of them, and not at all when every file is up to date.
  const { experimental_generateTypes: generateTypes } = await import('wrangler')
  const { content } = await generateTypes({
    config: configPath,
    path: file,
    envFile: [VARIABLES],
    envInterface: `${name}Env`,
    strictVars: false,
    includeRuntime: false,
  })
  writeFileSync(file, content.trimEnd() + mark)
}

// Types need no build. The gateway's have no entry, or the classes of its Durable Objects would be imported from it: whatever reads its
// types would read all of its source.
function typedConfig(worker: ProjectWorker): Table {
  const { build: _build, main, ...config } = readConfig(worker, 'test')
  return worker.role === 'gateway' || main === undefined ? config : { ...config, main }
}

// Everything that wrangler makes the types of, wherever the project is.
function digestOf(typed: Table): string {
  const config = JSON.stringify(typed).replaceAll(JSON.stringify(resolve('.')).slice(1, -1), '.')
  const variables = existsSync(VARIABLES) ? readFileSync(VARIABLES, 'utf8') : ''
  return createHash('sha256')
    .update(JSON.stringify([wranglerVersion(), config, variables]))
    .digest('hex')
    .slice(0, 16)
}
