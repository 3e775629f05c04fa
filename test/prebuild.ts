// Builds every Worker once, as a deploy would, for all the systems that the tests start: each of them would build all anew.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { env, execPath } from 'node:process'
import type { TestProject } from 'vitest/node'
import { domainWorkers, GATEWAY, LOCAL_TENANT, type ProjectWorker, wranglerBeside } from '../scripts/workers.ts'

/** Before all tests of a run; in watch mode again before each further run, because what is tested is what was built. */
export default async function prebuild(project: Pick<TestProject, 'onTestsRerun'>): Promise<void> {
  await buildAll()
  project.onTestsRerun(async () => {
    // `npm test` has compiled them before the first one. Nothing stale is tested: an error here ends the run.
    if (!(await succeeds('scripts/build-step.ts'))) throw new Error('the contracts can not be compiled')
    await buildAll()
  })
}

async function succeeds(script: string): Promise<boolean> {
  const [code] = (await once(spawn(execPath, [script], { stdio: 'inherit' }), 'exit')) as [number | null]
  return code === 0
}

async function buildAll(): Promise<void> {
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
