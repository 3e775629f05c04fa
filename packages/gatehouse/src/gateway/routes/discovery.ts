// Serves discovery for clients that know only a URL: the metadata of a protected resource with its tenant and scopes (RFC 9728), and a
// redirect to that of the authorization server (RFC 8414). Anyone may read it from any origin.
import { anyone } from '../../access/index.ts'
import { METADATA_PATH } from '../../http/resource-metadata.ts'
import { PREFLIGHT_MAX_AGE_SECONDS } from '../edge/cross-origin.ts'
import type { Answer, GatewayTable, RouteRow } from '../handler.ts'
import type { Tenant } from '../tenant-types.ts'
import { metadataOf, type RoutesAt } from './discovery-metadata.ts'

/** The path for clients that treat the API itself as the authorization server. */
const SERVER_METADATA_PATH = '/.well-known/oauth-authorization-server'
/** Only a deploy changes it, and a client may notice that an hour later. */
const KEPT_SECONDS = 3_600

const OPEN = {
  'access-control-allow-origin': '*',
  'cache-control': `public, max-age=${KEPT_SECONDS}`,
  'x-content-type-options': 'nosniff',
} as const

/**
 * The routes of discovery: in no contract, because they are about the contracts. They name the tenant, and answer `not_configured`
 * without a configuration.
 */
export function discovery(
  tenant: Pick<Tenant, 'configuration'>,
  table: GatewayTable,
  routesAt?: RoutesAt,
): readonly (readonly [RouteRow, Answer])[] {
  return [
    ...readable(`${METADATA_PATH}/*`, 'showResourceMetadata', showResource(tenant, table, routesAt)),
    ...readable(SERVER_METADATA_PATH, 'showServerMetadata', redirectToTenant(tenant)),
  ]
}

function readable(path: string, operationId: string, answer: Answer): (readonly [RouteRow, Answer])[] {
  const row = { path, operationId, service: null, access: anyone } as const
  return [
    [{ ...row, method: 'GET' }, answer],
    [{ ...row, method: 'OPTIONS' }, answerPreflight],
  ]
}

// A page that sends its own header, as some clients do, causes a preflight first.
function answerPreflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': '*',
      'access-control-max-age': String(PREFLIGHT_MAX_AGE_SECONDS),
    },
  })
}

function redirectToTenant(tenant: Pick<Tenant, 'configuration'>): Answer {
  return () => {
    const [{ origin, discoveryUrl }] = tenant.configuration().domains
    // For another authorization server only the discovery document is known to exist.
    const location = discoveryUrl ?? origin + SERVER_METADATA_PATH
    return new Response(null, { status: 307, headers: { ...OPEN, location } })
  }
}

function showResource(tenant: Pick<Tenant, 'configuration'>, table: GatewayTable, routesAt?: RoutesAt): Answer {
  return (c) => {
    const configuration = tenant.configuration()
    const { origin, pathname } = new URL(c.req.url)
    const path = pathname.slice(METADATA_PATH.length)
    return c.json(metadataOf(origin, path === '/' ? '' : path, configuration, table, routesAt), 200, OPEN)
  }
}
