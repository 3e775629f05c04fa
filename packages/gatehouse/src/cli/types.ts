// Writes the Env type of every Worker from its configuration: GatewayEnv, PaymentsEnv, and so on. It runs after an installation too, and
// so it also writes the configurations that plain `wrangler dev` reads.
import { resolve } from 'node:path'
import { configPathOf, writeConfigs } from '../project/config-files.ts'
import { runWrangler } from '../project/wrangler.ts'
import { LOCAL_TENANT, type ProjectWorker, projectWorkers } from '../project/workers.ts'

/** Writes them for the project in the working directory. */
export async function writeTypes(): Promise<void> {
  writeConfigs('test')
  writeConfigs('development')
  // The local tenant of an installed package is JavaScript, and needs no types.
  const workers = import.meta.url.endsWith('.ts') ? [...projectWorkers(), LOCAL_TENANT] : projectWorkers()
  await Promise.all(workers.map(generate))
}

async function generate(worker: ProjectWorker): Promise<void> {
  const name = worker.name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  const file = resolve(worker.folder, 'worker-configuration.d.ts')
  // No .dev.vars: types must not depend on what somebody has in theirs.
  const inputs = ['-c', configPathOf(worker, 'test'), '--env-file', '.dev.vars.example']
  const outputs = ['--strict-vars=false', '--include-runtime=false', '--env-interface', `${name}Env`]
  await runWrangler(['types', file, ...inputs, ...outputs])
}
