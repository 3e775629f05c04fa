// Finds the parts of a wrangler.toml that name one resource of the account: an environment that inherited it from the top of the file
// would use production's.
import { listOf, type Table, tableOf } from './table.ts'

/** Lists of bindings whose rows may name one resource of the account, and the field with its name. */
const PINNED = [
  ['kv_namespaces', 'id'],
  ['d1_databases', 'database_id'],
  ['hyperdrive', 'id'],
  ['vectorize', 'index_name'],
  ['workflows', 'name'],
  ['mtls_certificates', 'certificate_id'],
  ['vpc_services', 'service_id'],
] as const

/** Returns whether a configuration names its own addresses for its Worker. */
export function hasRoutes({ routes, route }: Table): boolean {
  return route !== undefined || (Array.isArray(routes) && routes.length > 0)
}

/** Returns the first such resource at the top of a file that an environment does not have itself. @returns its table, and its field */
export function sharedWithProduction(top: Table, environment: Table): string | undefined {
  const pinned = PINNED.find(
    ([table, field]) => environment[table] === undefined && listOf(top[table]).some((row) => row[field] !== undefined),
  )
  if (pinned !== undefined) return pinned.join('.')
  if (environment['queues'] === undefined && hasQueues(top)) return 'queues'
  return hasRoutes(top) && !hasRoutes(environment) ? 'routes' : undefined
}

function hasQueues({ queues }: Table): boolean {
  return ['producers', 'consumers'].some((side) => listOf(tableOf(queues)[side]).length > 0)
}

/**
 * Returns the bindings to certificates and private networks of an account that a developer's machine has: only those that ask for it by
 * `remote`. Without its binding a service is called on a loopback host alone.
 */
export function withoutAccount(config: Table): Table {
  const present = ['mtls_certificates', 'vpc_services'].filter((name) => config[name] !== undefined)
  return Object.fromEntries(present.map((name) => [name, listOf(config[name]).filter((row) => row['remote'] === true)]))
}
