// The workerd binary that wrangler brings along.
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, type Server, startServer } from '../measure/server.ts'
import { configurationOf, type WorkerdWorker } from './configuration.ts'

const require = createRequire(import.meta.url)
const { default: BINARY } = require('workerd') as { readonly default: string }

/** Its version. */
export const { version: WORKERD_VERSION } = require('workerd/package.json') as { readonly version: string }

/** The date that the project's Workers name, so that the same runtime is measured. */
export const COMPATIBILITY_DATE = '2026-11-01'

/** Starts a fresh workerd with these Workers. @param folder where their bundles lie and the configuration goes */
export async function startWorkerd(
  folder: string,
  workers: readonly [WorkerdWorker, ...WorkerdWorker[]],
): Promise<Server> {
  const { command, args, port } = await prepareWorkerd(folder, workers)
  return await startServer({ command, args, port })
}

/** Writes the configuration and says what to run. */
export async function prepareWorkerd(folder: string, workers: readonly [WorkerdWorker, ...WorkerdWorker[]]) {
  const port = await freePort()
  const file = join(folder, `${workers[0].name}.capnp`)
  writeFileSync(file, configurationOf(workers, { port, compatibilityDate: COMPATIBILITY_DATE }))
  return { command: BINARY, args: ['serve', file], port }
}
