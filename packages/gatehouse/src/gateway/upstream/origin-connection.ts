// Determines how an origin is reached: by the runtime's `fetch`, or over a binding that shows a certificate or leads into a private network.
import { isLoopbackHost } from '../../tenant/tenant-domain.ts'
import type { ConfigurationProblem } from '../../tenant/variables.ts'
import type { HttpService } from '../handler.ts'

/**
 * Redirects are for the client to follow. Nothing is cached between callers: Cloudflare's cache does not know which caller a response is
 * for. Bodies stay compressed as the origin has sent them.
 */
export const FETCH_OPTIONS = { redirect: 'manual', cache: 'no-store', encodeResponseBody: 'manual' } as const

/** The part of the runtime's `fetch`, or of a binding's, that is used here. */
export type FetchOrigin = (request: Request, options: typeof FETCH_OPTIONS) => Promise<Response>

/** A binding that leads to an origin. */
export interface OriginBinding {
  readonly binding: string
  /** Its table in wrangler.toml. */
  readonly table: 'mtls_certificates' | 'vpc_services'
}

/** Returns the binding that a service's row names; `null` when the row names none. */
export function bindingNamedBy({ vpc, certificate }: Pick<HttpService, 'certificate' | 'vpc'>): OriginBinding | null {
  if (vpc !== undefined) return { binding: vpc, table: 'vpc_services' }
  return certificate === undefined ? null : { binding: certificate, table: 'mtls_certificates' }
}

/**
 * Returns the function that sends requests to an origin.
 *
 * Only on a loopback host there is no binding, for development: a deployed Worker reaches nothing there. On any other host the service would
 * be asked without its certificate, or outside of its network.
 *
 * @param address `https://reports.example.com`
 * @param environment the Worker's `env`
 * @returns a problem if the binding is missing
 */
export function connectionTo(
  service: Pick<HttpService, 'certificate' | 'name' | 'vpc'>,
  address: string,
  environment: object,
  fetch: FetchOrigin,
): FetchOrigin | ConfigurationProblem {
  const named = bindingNamedBy(service)
  if (named === null) return fetch
  if (isLoopbackHost(URL.parse(address)?.hostname ?? '')) return fetch
  const { binding, table } = named
  const bound: unknown = new Map<string, unknown>(Object.entries(environment)).get(binding)
  if (canFetch(bound)) return (request, options) => bound.fetch(request, options)
  return {
    variable: binding,
    problem: 'is no binding of this Worker',
    remedy: `add it to ${table} in wrangler.toml; in development set the address of ${service.name} to a loopback host`,
  }
}

function canFetch(bound: unknown): bound is { readonly fetch: FetchOrigin } {
  return bound instanceof Object && 'fetch' in bound && typeof bound.fetch === 'function'
}
