// Builds Workers as a deploy would, and says how large each is. Nothing is sent anywhere.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { domainWorkers, GATEWAY, type ProjectWorker, wrangler } from './workers.ts'

/** A Worker as it would be deployed. */
export interface Build {
  readonly name: string
  /** Its one module. */
  readonly bundle: string
  readonly minifiedBytes: number
  readonly gzippedBytes: number
}

/** Builds one Worker. @param folder where the bundle goes; the working directory must be the project's */
export function build({ folder: name, configPath }: ProjectWorker, folder: string): Build {
  const out = join(folder, `build-${name}`)
  wrangler(['deploy', '--dry-run', '--minify', '-c', configPath, '--env=', '--outdir', out], { quiet: true })
  const modules = readdirSync(out).filter((file) => file.endsWith('.js'))
  const [module] = modules
  if (module === undefined || modules.length !== 1) throw new Error(`${name} is not one module: ${modules.join(', ')}`)
  const bundle = join(out, module)
  const script = readFileSync(bundle)
  return { name, bundle, minifiedBytes: script.length, gzippedBytes: gzipSync(script, { level: 9 }).length }
}

/** Builds the gateway and every domain. @param folder where the bundles go; the working directory must be the project's */
export function buildAll(folder: string): Build[] {
  return [GATEWAY, ...domainWorkers()].map((worker) => build(worker, folder))
}
