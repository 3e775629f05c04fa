// What of a wrangler.toml names one thing of the account: an environment that had it from the top of the file would work with
// production's.
import { listOf, type Table, tableOf } from './table.ts'

/** Lists of bindings whose rows may name one thing of the account, and the field that does. */
const PINNED = [
  ['kv_namespaces', 'id'],
  ['d1_databases', 'database_id'],
  ['hyperdrive', 'id'],
  ['vectorize', 'index_name'],
  ['workflows', 'name'],
] as const

/** Whether a configuration names addresses of its own for its Worker. */
export function hasRoutes({ routes, route }: Table): boolean {
  return route !== undefined || (Array.isArray(routes) && routes.length > 0)
}

/** The first such thing at the top of a file that an environment has not of its own. @returns its table, and its field */
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
