// Writes the Env type of every Worker from its configuration: GatewayEnv, PaymentsEnv, and so on. It runs after an installation too, and
// so it also writes the configurations that plain `wrangler dev` reads.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { configPathOf, readConfig, writeConfigs } from '../project/config-files.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { runWrangler, wranglerVersion } from '../project/wrangler.ts'
import { LOCAL_TENANT, type ProjectWorker, projectWorkers } from '../project/workers.ts'

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
  await Promise.all(workers.map(generate))
}

async function generate(worker: ProjectWorker): Promise<void> {
  const file = resolve(worker.folder, 'worker-configuration.d.ts')
  const mark = `\n// Made of ${digestOf(worker)}\n`
  if (existsSync(file) && readFileSync(file, 'utf8').endsWith(mark)) return
  const name = worker.name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  const inputs = ['-c', configPathOf(worker, 'test'), '--env-file', VARIABLES]
  const outputs = ['--strict-vars=false', '--include-runtime=false', '--env-interface', `${name}Env`]
  await runWrangler(['types', file, ...inputs, ...outputs])
  appendFileSync(file, mark)
}

// Everything that wrangler makes the types of, wherever the project is.
function digestOf(worker: ProjectWorker): string {
  const { build: _build, ...read } = readConfig(worker, 'test')
  const config = JSON.stringify(read).replaceAll(JSON.stringify(resolve('.')).slice(1, -1), '.')
  const variables = existsSync(VARIABLES) ? readFileSync(VARIABLES, 'utf8') : ''
  return createHash('sha256')
    .update(JSON.stringify([wranglerVersion(), config, variables]))
    .digest('hex')
    .slice(0, 16)
}
