// What of the top of a wrangler.toml no environment inherits, as wrangler has it. Whatever of it `npm run environments` does not
// write stands in an environment by hand, or nowhere.
import type { Table } from './environment-tables.ts'
import type { Environment } from './environments.ts'

/** The keys that every environment must have for itself. */
export const NOT_INHERITED = [
  'agent_memory',
  'ai',
  'ai_search',
  'ai_search_namespaces',
  'analytics',
  'analytics_engine_datasets',
  'artifacts',
  'browser',
  'cloudchamber',
  'connect',
  'containers',
  'd1_databases',
  'define',
  'dispatch_namespaces',
  'durable_objects',
  'flagship',
  'hyperdrive',
  'images',
  'k2',
  'kv_namespaces',
  'media',
  'mtls_certificates',
  'pipelines',
  'queues',
  'r2_buckets',
  'ratelimits',
  'secrets',
  'secrets_store_secrets',
  'send_email',
  'services',
  'stream',
  'streaming_tail_consumers',
  'tail_consumers',
  'unsafe',
  'unsafe_hello_world',
  'vars',
  'vectorize',
  'version_metadata',
  'vpc_networks',
  'vpc_services',
  'worker_loaders',
  'workflows',
]

/** The keys that stand at the top and reach an environment by no way. @param written the keys that are written there */
export function missingIn(environment: Environment, config: Table, written: readonly string[]): string[] {
  const table = (config['env'] as Partial<Record<Environment, Table>> | undefined)?.[environment] ?? {}
  return NOT_INHERITED.filter((key) => key in config && !(key in table) && !written.includes(key))
}
