// The workerd binary that wrangler brings along.
import { createRequire } from 'node:module'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'
import {
  type ConfigurationOptions,
  configurationOf,
  needsRateLimiter,
  RATE_LIMITER_BUNDLE,
  type WorkerdWorker,
} from './configuration.ts'
import { freePort, type Server, startServer } from './server.ts'

const require = createRequire(import.meta.url)
const { default: BINARY } = require('workerd') as { readonly default: string }

/** Its version. */
export const { version: WORKERD_VERSION } = require('workerd/package.json') as { readonly version: string }

// The date that the project’s Workers name, so that the same runtime is measured and tested.
const COMPATIBILITY_DATE = '2026-11-01'

type Workers = readonly [WorkerdWorker, ...WorkerdWorker[]]

/** A command, with arguments, that runs another command. */
export type Launcher = readonly [string, ...string[]]

/** What is otherwise than by default. */
export interface WorkerdOptions extends Pick<ConfigurationOptions, 'cfBlobHeader' | 'v8Flags'> {
  readonly launcher?: Launcher
}

/** Starts a fresh workerd with these Workers. @param folder where their bundles lie and the configuration goes */
export async function startWorkerd(folder: string, workers: Workers, options: WorkerdOptions = {}): Promise<Server> {
  const { args, port } = await prepareWorkerd(folder, workers, options)
  const [command, ...rest]: Launcher = [...(options.launcher ?? []), BINARY, ...args] as [string, ...string[]]
  return await startServer({ command, args: rest, port })
}

// Writes the configuration and says what to run.
async function prepareWorkerd(folder: string, workers: Workers, { cfBlobHeader, v8Flags }: WorkerdOptions) {
  const port = await freePort()
  if (needsRateLimiter(workers)) {
    await bundle(fileURLToPath(new URL('rate-limiter.ts', import.meta.url)), join(folder, RATE_LIMITER_BUNDLE))
  }
  const file = join(folder, `${workers[0].name}.capnp`)
  const objectsFolder = join(folder, 'objects')
  mkdirSync(objectsFolder, { recursive: true })
  const options = { cfBlobHeader, v8Flags, port, objectsFolder, compatibilityDate: COMPATIBILITY_DATE }
  writeFileSync(file, configurationOf(workers, options))
  return { args: ['serve', file], port }
}
