// Writes the Env type of every Worker from its wrangler.toml: GatewayEnv, PaymentsEnv, and so on. Of these alone, when some are named.
import { dirname, join } from 'node:path'
import { exit } from 'node:process'
import { domainWorkers, GATEWAY, LOCAL_TENANT, type ProjectWorker, wranglerBeside } from './workers.ts'

const named = process.argv.slice(2)
const workers = [GATEWAY, LOCAL_TENANT, ...domainWorkers()]
const wanted = named.length === 0 ? workers : workers.filter(({ folder }) => named.includes(folder))
const results = await Promise.all(wanted.map(generate))
if (results.includes(false)) exit(1)

async function generate({ folder, configPath }: ProjectWorker): Promise<boolean> {
  const name = folder
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  const file = join(dirname(configPath), 'worker-configuration.d.ts')
  // No .dev.vars: types must not depend on what somebody has in theirs.
  const inputs = ['-c', configPath, '--env-file', '.dev.vars.example']
  const outputs = ['--strict-vars=false', '--include-runtime=false', '--env-interface', `${name}Env`]
  return await wranglerBeside(['types', file, ...inputs, ...outputs])
}
