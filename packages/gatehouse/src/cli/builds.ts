// Builds Workers as a deploy would, and says how large each is. Nothing is sent anywhere.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { configPathOf, writeConfigs } from '../project/config-files.ts'
import { runWrangler } from '../project/wrangler.ts'
import { type ProjectWorker, projectWorkers } from '../project/workers.ts'
import { compile } from './contracts.ts'

/** A Worker as it would be deployed. */
export interface Build {
  readonly name: string
  /** Its one module. */
  readonly bundle: string
  readonly minifiedBytes: number
  readonly gzippedBytes: number
}

/** Builds one Worker, of contracts that are compiled. @param folder where the bundle goes; the working directory must be the project's */
export async function build(worker: ProjectWorker, folder: string): Promise<Build> {
  const { name } = worker
  const out = join(folder, `build-${name}`)
  await runWrangler(['deploy', '--dry-run', '--minify', '-c', configPathOf(worker, 'test'), '--outdir', out], {
    CONTRACTS_ARE_FRESH: 'yes',
  })
  const modules = readdirSync(out).filter((file) => file.endsWith('.js'))
  const [module] = modules
  if (module === undefined || modules.length !== 1) throw new Error(`${name} is not one module: ${modules.join(', ')}`)
  const bundle = join(out, module)
  const script = readFileSync(bundle)
  return { name, bundle, minifiedBytes: script.length, gzippedBytes: gzipSync(script, { level: 9 }).length }
}

/** Builds the gateway and every domain. @param folder where the bundles go; the working directory must be the project's */
export async function buildAll(folder: string): Promise<Build[]> {
  await compile()
  writeConfigs('test')
  const builds: Build[] = []
  for (const worker of projectWorkers()) builds.push(await build(worker, folder))
  return builds
}
