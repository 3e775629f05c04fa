// What `npm run dev` is asked for, and what its ports make of the gateway's variables.
import { CommandError } from '../command-error.ts'

/** Where the gateway and the local tenant listen unless other ports are asked for; .dev.vars.example names both. */
const GATEWAY_PORT = 6060
const TENANT_PORT = 6061
const PROTOCOLS = ['http:', 'https:']
const LOCAL_HOSTS = ['localhost', '127.0.0.1']

/** Options of the command. */
export interface DevOptions {
  readonly port: string
  readonly tenantPort: string
  readonly tenantHttps?: boolean
  readonly json?: boolean
}

/** Where the gateway and the local tenant listen. */
export interface DevPorts {
  readonly port: number
  readonly tenantPort: number
  readonly tenantHttps: boolean
}

/** Reads the ports. @throws CommandError for one that is none */
export function readPorts(options: DevOptions): DevPorts {
  const port = portOf('--port', options.port)
  const tenantPort = portOf('--tenant-port', options.tenantPort)
  if (port === tenantPort)
    throw new CommandError(`the gateway and the local tenant can't both listen on ${port}: choose two ports`)
  return { port, tenantPort, tenantHttps: options.tenantHttps ?? false }
}

/** Reads a port. @throws CommandError for one that is none */
export function portOf(option: string, text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new CommandError(`${option} takes a number from 1 to 65535, not "${text}"`)
  return port
}

/** The gateway's variables, as far as they say where something listens. */
export interface PlacedVariables {
  /** The origin of the local tenant; `null` when they name another tenant. */
  readonly tenantUrl: string | null
  /** Those that differ from the file's, because something listens on another port. */
  readonly changed: Readonly<Record<string, string>>
}

/** Moves the addresses of the local tenant and of this gateway to the ports where they are. @param variables those of .dev.vars */
export function placeVariables(
  variables: Readonly<Record<string, string | undefined>>,
  { port, tenantPort, tenantHttps }: DevPorts,
): PlacedVariables {
  const domains = (variables['AUTH0_DOMAIN'] ?? '').split(',').map((domain) => domain.trim())
  const moved = domains
    .map((domain) => move(domain, TENANT_PORT, tenantPort))
    .map((domain) => (tenantHttps && isLocal(domain, tenantPort) ? domain.replace('http:', 'https:') : domain))
  const tenant = moved.find((domain) => isLocal(domain, tenantPort))
  const placed = {
    AUTH0_DOMAIN: moved.join(', '),
    AUTH0_CALLBACK_URL: move(variables['AUTH0_CALLBACK_URL'] ?? '', GATEWAY_PORT, port),
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

function move(address: string, from: number, to: number): string {
  return isLocal(address, from) ? address.replace(`:${from}`, `:${to}`) : address
}
