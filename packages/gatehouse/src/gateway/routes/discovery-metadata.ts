// Builds the metadata of a protected resource (RFC 9728 §2) from the contracts and the configuration.
import { PROOF_ALGORITHMS, tokenNeed } from '../../access/index.ts'
import { DEFAULT_BRAND } from '../../console/brand.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { PATH_MAX_CHARACTERS } from '../../http/resource-metadata.ts'
import type { Configuration } from '../../tenant/configuration.ts'
import type { GatewayTable, RouteRow } from '../handler.ts'
import { TOOLS_PATH } from '../mcp/tool.ts'

/**
 * Returns the metadata of a resource (RFC 9728 §2): of the whole API, of a service, or of any path at which an operation reads a token.
 * The `resource` is exactly the requested URL, because clients compare it with the one they called (§3.3). With GATEHOUSE_RESOURCE the
 * whole API is that one resource, and its metadata is the same at every path.
 *
 * @param origin the edge's
 * @param table of the project: its routes and scopes
 * @param routesAt the routes that may be at a path
 * @param path the part after the well-known path; empty for the whole API
 * The endpoint of the tools has the scopes of the operations that are tools.
 *
 * @throws ProblemError `route_not_found` if no operation there reads a token
 */
export function metadataOf(
  origin: string,
  path: string,
  configuration: Configuration,
  table: GatewayTable,
  routesAt: RoutesAt = () => table.routes,
) {
  const { domains, dpop, resource } = configuration
  const { brand = DEFAULT_BRAND, pages } = table.settings ?? {}
  const { tools } = table
  const isOfTools = tools !== undefined && path === TOOLS_PATH && resource === null
  const service = isOfTools || path === '' || resource !== null ? undefined : serviceAt(path, table, routesAt)
  const scopes = isOfTools
    ? tools.scopes
    : table.scopes.filter((row) => service === undefined || row.service === service).flatMap((row) => row.scopes)
  const title = table.summaries.find(({ name }) => name === service)?.title
  return {
    resource: resource ?? origin + path,
    resource_name: title === undefined ? brand.title : `${brand.title}: ${title}`,
    ...(pages !== 'off' && { resource_documentation: `${origin}/docs` }),
    authorization_servers: domains.map(({ issuer }) => issuer),
    scopes_supported: [...new Set(scopes)],
    bearer_methods_supported: ['header'],
    tls_client_certificate_bound_access_tokens: true,
    ...(dpop !== 'off' && {
      dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
      dpop_bound_access_tokens_required: dpop === 'required',
    }),
  }
}

/** Returns the routes that may be at a path. */
export type RoutesAt = (path: string) => readonly RouteRow[]

// The name of the service at a path; `null` for the gateway's own.
function serviceAt(path: string, { summaries }: GatewayTable, routesAt: RoutesAt): string | null {
  const base = summaries.find(({ name }) => path === `/${name}`)
  if (base !== undefined) return base.name
  // No challenge points to the metadata of a longer path, and each row compares all of it.
  if (path.length > PATH_MAX_CHARACTERS) throw new ProblemError('route_not_found')
  const row = routesAt(path).find((candidate) => tokenNeed(candidate.access) !== 'ignored' && isAt(candidate, path))
  if (row === undefined) throw new ProblemError('route_not_found')
  return row.service
}

function isAt({ path }: RouteRow, asked: string): boolean {
  const parts = path.split('/')
  const given = asked.split('/')
  return (
    parts.length === given.length &&
    parts.every((part, at) => (part.startsWith(':') ? given[at] !== '' : part === given[at]))
  )
}
