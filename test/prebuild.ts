// Builds every Worker once, as a deploy would, for all the systems that the tests start: each of them would build all anew.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { env } from 'node:process'
import { domainWorkers, GATEWAY, LOCAL_TENANT, type ProjectWorker } from '../scripts/workers.ts'

/** Before all tests of a run. */
export default async function prebuild(): Promise<void> {
  await Promise.all([GATEWAY, LOCAL_TENANT, ...domainWorkers()].map(build))
}

/** Where the build of a Worker is; `undefined` when nobody has built it for this run. */
export function prebuiltDirOf({ folder }: ProjectWorker): string | undefined {
  return env['PREBUILT_WORKERS'] === undefined ? undefined : resolve(env['PREBUILT_WORKERS'], folder)
}

async function build({ folder, configPath }: ProjectWorker): Promise<void> {
  const args = ['deploy', '--dry-run', '-c', configPath, '--outdir', resolve('dist/prebuilt', folder)]
  const child = spawn('wrangler', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, WRANGLER_SEND_METRICS: 'false', CONTRACTS_ARE_FRESH: 'yes' },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`wrangler ${args.join(' ')} failed`)
}
