// The Workers of other repositories that the gateway is bound to, as the service.ts files under origins/ name them. Configurations are read
// at once and not awaited, so the modules are too.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type { ServiceSettings } from '../gateway/handler.ts'
import { ConfigError } from './config-error.ts'
import { DEFAULT_ENVIRONMENT, foldersIn } from './workers.ts'

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

/**
 * The name that a Worker is called in an environment; `null` for development and tests.
 *
 * @throws ConfigError for an environment that would call the Worker of production because it has no name for its own
 */
export function workerIn(environment: string | null, { binding, service, environments = {} }: BoundWorker): string {
  const name = environment === null ? service : environments[environment]
  if (name !== undefined) return name
  if (environment === DEFAULT_ENVIRONMENT) return service
  throw new ConfigError(
    `origins: the service with the binding ${binding} has no name for ${environment}, and ${service} is that of ${DEFAULT_ENVIRONMENT}: add environments: { ${environment}: '${service}-${environment}' } to its service.ts`,
  )
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
