// Builds every Worker once, as a deploy would, for all the systems that the tests start: each of them would build all anew.
import { resolve } from 'node:path'
import { env } from 'node:process'
import { domainWorkers, GATEWAY, LOCAL_TENANT, type ProjectWorker, wranglerBeside } from '../scripts/workers.ts'

/** Before all tests of a run. */
export default async function prebuild(): Promise<void> {
  await Promise.all([GATEWAY, LOCAL_TENANT, ...domainWorkers()].map(build))
}

/** Where the build of a Worker is; `undefined` when nobody has built it for this run. */
export function prebuiltDirOf({ folder }: ProjectWorker): string | undefined {
  return env['PREBUILT_WORKERS'] === undefined ? undefined : resolve(env['PREBUILT_WORKERS'], folder)
}

async function build({ folder, configPath }: ProjectWorker): Promise<void> {
  const args = [
    'deploy',
    '--dry-run',
    '--minify',
    '-c',
    configPath,
    '--env=',
    '--outdir',
    resolve('dist/prebuilt', folder),
  ]
  if (!(await wranglerBeside(args, { CONTRACTS_ARE_FRESH: 'yes' })))
    throw new Error(`wrangler ${args.join(' ')} failed`)
}
