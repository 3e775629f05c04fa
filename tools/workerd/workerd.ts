// The workerd binary that wrangler brings along.
import { createRequire } from 'node:module'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
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

/** How a process that runs JavaScript is started otherwise than by default. */
export interface Launch extends Pick<ConfigurationOptions, 'v8Flags'> {
  readonly launcher?: Launcher
}

/** What is otherwise than by default. */
export interface WorkerdOptions extends Launch, Pick<ConfigurationOptions, 'cfBlobHeader'> {}

/** Starts a fresh workerd with these Workers. @param folder where their bundles lie and the configuration goes */
export async function startWorkerd(folder: string, workers: Workers, options: WorkerdOptions = {}): Promise<Server> {
  const { args, port } = await prepareWorkerd(folder, workers, options)
  const [command, ...rest]: Launcher = [...(options.launcher ?? []), BINARY, ...args] as [string, ...string[]]
  return await startServer({ command, args: rest, port })
}

// Writes the configuration and says what to run.
async function prepareWorkerd(folder: string, workers: Workers, { cfBlobHeader, v8Flags }: WorkerdOptions) {
  const port = await freePort()
  const rateLimiter = join(folder, RATE_LIMITER_BUNDLE)
  if (needsRateLimiter(workers) && !existsSync(rateLimiter)) {
    await bundle(fileURLToPath(new URL('rate-limiter.ts', import.meta.url)), rateLimiter)
  }
  // Others may start with the same Workers meanwhile.
  const file = join(folder, `${workers[0].name}-${port}.capnp`)
  const objectsFolder = join(folder, `objects-${port}`)
  mkdirSync(objectsFolder, { recursive: true })
  const options = { cfBlobHeader, v8Flags, port, objectsFolder, compatibilityDate: COMPATIBILITY_DATE }
  writeFileSync(file, configurationOf(workers, options))
  return { args: ['serve', file], port }
}
