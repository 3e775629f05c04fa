// What the metadata of a protected resource says (RFC 9728 §2), out of the contracts and the configuration.
import { PROOF_ALGORITHMS, Refusal, tokenNeed } from '#access'
import { PATH_MAX_CHARACTERS } from '#http/resource-metadata'
import type { Configuration } from '../tenant/configuration.ts'
import { ROUTES, SCOPES, SERVICE_SUMMARIES } from './generated/routes.ts'
import type { RouteRow } from './route-table.ts'

/**
 * The metadata of a resource (RFC 9728 §2): of everything, of a service, or of any path at which an operation takes a token. The
 * `resource` is the address that was asked about, letter by letter, because clients compare it with the one they called (§3.3).
 *
 * @param origin the edge's
 * @param path what stands after the well-known part; nothing for everything
 * @throws Refusal `route_unknown` where nothing takes a token
 */
export function metadataOf(origin: string, path: string, configuration: Configuration) {
  const { domains, dpop } = configuration
  const service = path === '' ? undefined : serviceAt(path)
  const scopes = SCOPES.filter((row) => service === undefined || row.service === service).flatMap((row) => row.scopes)
  const title = SERVICE_SUMMARIES.find(({ name }) => name === service)?.title
  return {
    resource: origin + path,
    resource_name: title === undefined ? 'Gatehouse' : `Gatehouse: ${title}`,
    resource_documentation: `${origin}/docs`,
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

// The name of the service at a path; `null` for the gateway's own.
function serviceAt(path: string): string | null {
  const base = SERVICE_SUMMARIES.find(({ name }) => path === `/${name}`)
  if (base !== undefined) return base.name
  // No challenge points to the metadata of a longer path, and each row compares all of it.
  if (path.length > PATH_MAX_CHARACTERS) throw new Refusal('route_unknown')
  const row = ROUTES.find((candidate) => tokenNeed(candidate.access) !== 'ignored' && isAt(candidate, path))
  if (row === undefined) throw new Refusal('route_unknown')
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
