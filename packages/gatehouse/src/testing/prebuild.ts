// Builds every Worker once, as a deploy would, for all the systems that the tests start: each of them would build all anew.
import { resolve } from 'node:path'
import { env } from 'node:process'
import type { TestProject } from 'vitest/node'
import { runCommand } from '../cli/dev/command.ts'
import { configPathOf, writeConfigs } from '../project/config-files.ts'
import { runWrangler } from '../project/wrangler.ts'
import { LOCAL_TENANT, type ProjectWorker, projectWorkers } from '../project/workers.ts'

/** Before all tests of a run; in watch mode again before each further run, because what is tested is what was built. */
export default async function prebuild(project: Pick<TestProject, 'onTestsRerun'>): Promise<void> {
  await buildAll()
  project.onTestsRerun(async () => {
    // `npm test` has compiled them before the first one. Nothing stale is tested: an error here ends the run.
    await runCommand(['contracts'])
    await buildAll()
  })
}

async function buildAll(): Promise<void> {
  writeConfigs('test')
  await Promise.all([...projectWorkers(), LOCAL_TENANT].map(build))
}

/** Where the build of a Worker is; `undefined` when it was not built for this run. */
export function prebuiltDirOf({ name }: ProjectWorker): string | undefined {
  return env['PREBUILT_WORKERS'] === undefined ? undefined : resolve(env['PREBUILT_WORKERS'], name)
}

async function build(worker: ProjectWorker): Promise<void> {
  const out = resolve('dist/prebuilt', worker.name)
  const args = ['deploy', '--dry-run', '--minify', '-c', configPathOf(worker, 'test'), '--outdir', out]
  await runWrangler(args, { CONTRACTS_ARE_FRESH: 'yes' })
}
