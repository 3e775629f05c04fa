// Determines the addresses of the services in another technology: the table's origins, or the environment's replacements. Nothing is
// guessed: an invalid value leaves its service without an address, and is named with its remedy.
import { isSecure } from '../../tenant/tenant-domain.ts'
import {
  type ConfigurationProblem,
  type FormerName,
  formerNameOf,
  isText,
  ORIGIN_PREFIX,
} from '../../tenant/variables.ts'
import type { HttpService, Service } from '../handler.ts'

const REMEDY = 'set it to an origin such as https://reports.example.com, without a path (http only on a loopback host)'

/** The result. */
export interface Addresses {
  /** The origin of each service with a valid one, by the service's name. */
  readonly origins: ReadonlyMap<string, string>
  readonly problems: readonly ConfigurationProblem[]
  /** Variables under a name that the next version does not read. */
  readonly formerNames: readonly FormerName[]
}

/** A DNS name or an IP address: URLs allow more characters, such as quotes, which no host has. */
const HOST = /^(?:\[[\da-f:.]+\]|[a-z\d_.-]+)$/

/** Returns whether a text is an origin that requests with tokens may be sent to, in the form that browsers use. */
export function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.origin === text && HOST.test(url.hostname) && isSecure(text)
}

// Into a private network requests go through Cloudflare's encrypted tunnel, so http is enough behind it.
function isAddressOf({ vpc }: HttpService, value: string): boolean {
  return isOrigin(value) || (vpc !== undefined && isOrigin(value.replace(/^http:/, 'https:')))
}

/** Returns the variable that replaces the origin of a service. */
export function originVariableOf(name: string): string {
  return ORIGIN_PREFIX + name.toUpperCase().replaceAll('-', '_')
}

/**
 * Determines the origin of every service that has one.
 *
 * @param environment the Worker's `env`. A variable `GATEHOUSE_ORIGIN_…` that belongs to no service leaves all of them without an address:
 *   whichever was meant must not be asked at the place that was to be replaced
 */
export function readOrigins(services: readonly Service[], environment: object): Addresses {
  const rows = services.filter((service): service is HttpService => 'origin' in service)
  const known = rows.map(({ name }) => originVariableOf(name))
  const values = new Map<string, unknown>(Object.entries(environment))
  const isStray = ([name, value]: [string, unknown]): boolean =>
    name.startsWith(ORIGIN_PREFIX) && !known.includes(name) && isText(value)
  const strays = [...values].filter(isStray).map(([name]) => name)
  // Under its former name a binding is no address.
  const former = known.filter((name) => isText(values.get(formerNameOf(name))))
  const problems: ConfigurationProblem[] = strays.map((variable) => ({
    variable,
    problem: 'is unknown',
    remedy: 'name it after a folder under origins/, or leave it out',
  }))
  const origins = new Map<string, string>()
  for (const row of rows) {
    const { name, origin } = row
    const current = originVariableOf(name)
    const variable = !values.has(current) && former.includes(current) ? formerNameOf(current) : current
    const value = values.has(variable) ? values.get(variable) : origin
    if (typeof value !== 'string' || !isAddressOf(row, value))
      problems.push({ variable, problem: 'is no origin', remedy: REMEDY })
    else if (strays.length === 0) origins.set(name, value)
  }
  return {
    origins,
    problems,
    formerNames: former.map((name) => ({ variable: formerNameOf(name), replacement: name })),
  }
}
