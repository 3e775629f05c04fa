// Where gateway and local tenant are on this machine, as the gateway's variables say it, and how those move to other ports.
import { DEFAULT_PORTS } from '../config/defaults.ts'

const PROTOCOLS = ['http:', 'https:']
const LOCAL_HOSTS = ['localhost', '127.0.0.1']

/** Where the gateway and the local tenant listen. */
export interface DevPorts {
  readonly port: number
  readonly tenantPort: number
  readonly tenantHttps: boolean
}

/** Where they listen unless other ports are asked for. */
export type ProjectPorts = { readonly gateway: number; readonly tenant: number }

/** The gateway's variables, as far as they say where something listens. */
export interface PlacedVariables {
  /** The origin of the local tenant; `null` when they name another tenant. */
  readonly tenantUrl: string | null
  /** Those that differ from the file's, because something listens on another port. */
  readonly changed: Readonly<Record<string, string>>
}

/**
 * Moves the addresses of the local tenant and of this gateway to the ports where they are.
 *
 * @param variables those of .dev.vars
 * @param home where they listen in this project; .dev.vars may name these ports, or those of every project
 */
export function placeVariables(
  variables: Readonly<Record<string, string | undefined>>,
  { port, tenantPort, tenantHttps }: DevPorts,
  home: ProjectPorts = DEFAULT_PORTS,
): PlacedVariables {
  const domains = (variables['AUTH0_DOMAIN'] ?? '').split(',').map((domain) => domain.trim())
  const moved = domains
    .map((domain) => move(domain, [DEFAULT_PORTS.tenant, home.tenant], tenantPort))
    .map((domain) => (tenantHttps && isLocal(domain, tenantPort) ? domain.replace('http:', 'https:') : domain))
  const tenant = moved.find((domain) => isLocal(domain, tenantPort))
  const placed = {
    AUTH0_DOMAIN: moved.join(', '),
    AUTH0_CALLBACK_URL: move(variables['AUTH0_CALLBACK_URL'] ?? '', [DEFAULT_PORTS.gateway, home.gateway], port),
  }
  const before = { AUTH0_DOMAIN: domains.join(', '), AUTH0_CALLBACK_URL: variables['AUTH0_CALLBACK_URL'] ?? '' }
  return {
    tenantUrl: tenant === undefined ? null : new URL(tenant).origin,
    changed: Object.fromEntries(Object.entries(placed).filter(([name, value]) => value !== Object(before)[name])),
  }
}

/** The port of the local tenant that these variables name; `null` when they name another tenant. */
export function localTenantOf(variables: Readonly<Record<string, string | undefined>>): number | null {
  const urls = (variables['AUTH0_DOMAIN'] ?? '').split(',').map((domain) => URL.parse(domain.trim()))
  const local = urls.find((url) => url?.protocol === 'http:' && LOCAL_HOSTS.includes(url.hostname) && url.port !== '')
  return local ? Number(local.port) : null
}

function isLocal(address: string, port: number): boolean {
  const url = URL.parse(address)
  return (
    url !== null && PROTOCOLS.includes(url.protocol) && LOCAL_HOSTS.includes(url.hostname) && url.port === String(port)
  )
}

function move(address: string, from: readonly number[], to: number): string {
  const port = from.find((one) => isLocal(address, one))
  return port === undefined ? address : address.replace(`:${port}`, `:${to}`)
}
