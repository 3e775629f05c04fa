// The Workers of other repositories that the gateway is bound to, as the service.ts files under origins/ name them. Configurations are read
// at once and not awaited, so the modules are too.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type { ServiceSettings } from '../gateway/handler.ts'
import { ConfigError } from './config-error.ts'
import { foldersIn } from './workers.ts'

/** A Worker that is none of this project. */
export interface BoundWorker {
  readonly binding: string
  /** The name that it is deployed under, and other names for environments of the gateway. */
  readonly service: string
  readonly environments?: Readonly<Record<string, string>>
}

/** The Workers that the project in a folder names. @throws ConfigError for a module that can't be loaded */
export function boundWorkers(root = '.'): BoundWorker[] {
  const load = createRequire(import.meta.url)
  return foldersIn(resolve(root, 'origins')).flatMap((name): BoundWorker[] => {
    const file = join('origins', name, 'service.ts')
    if (!existsSync(resolve(root, file))) return []
    const { service: settings } = read(() => load(resolve(root, file)) as { service?: ServiceSettings }, file)
    return settings !== undefined && 'binding' in settings ? [settings] : []
  })
}

/** The name that a Worker is called in an environment; `null` for development and tests. */
export function workerIn(environment: string | null, { service, environments = {} }: BoundWorker): string {
  return environment === null ? service : (environments[environment] ?? service)
}

function read<Value>(load: () => Value, file: string): Value {
  try {
    return load()
  } catch (cause) {
    throw new ConfigError(`${file} can't be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}
