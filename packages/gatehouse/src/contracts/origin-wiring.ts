// Checks what the rows of HTTP origins name besides their address: headers, and bindings that wrangler.toml must have.
import type { HttpService, Service } from '../gateway/handler.ts'
import { bindingNamedBy, type OriginBinding } from '../gateway/upstream/origin-connection.ts'
import { isAddableHeader, isVariableOfService } from '../gateway/upstream/origin-headers.ts'
import { listOf, type Table } from '../project/table.ts'
import { CREDENTIAL_HEADERS } from '../http/header-names.ts'

/** The member with the id that Cloudflare gives, and how to get it. */
const IDS = {
  mtls_certificates: {
    member: 'certificate_id',
    source: 'npx wrangler mtls-certificate upload --cert cert.pem --key key.pem prints it',
  },
  vpc_services: { member: 'service_id', source: 'npx wrangler vpc service list prints it' },
} as const satisfies Record<OriginBinding['table'], object>

/** Returns a sentence for each defect of the rows themselves, with its remedy. */
export function checkOriginSettings(services: readonly Service[]): string[] {
  return originsOf(services).flatMap((service) => [...checkHeaders(service), ...checkWay(service)])
}

/**
 * Returns a sentence for each binding that a row names and an environment lacks, with the lines to add. Development needs no binding.
 *
 * @param configs the gateway's configuration in each environment, by its name in messages
 */
export function missingBindings(
  services: readonly Service[],
  configs: readonly (readonly [where: string, config: Table])[],
): string[] {
  return originsOf(services).flatMap((service) =>
    configs.flatMap(([where, config]) => checkBinding(service, where, config)),
  )
}

function originsOf(services: readonly Service[]): HttpService[] {
  return services.filter((service) => 'origin' in service)
}

function checkHeaders({ name, headers = {}, exchange }: HttpService): string[] {
  const file = `origins/${name}/service.ts`
  return Object.entries(headers).flatMap(([header, variable]) => [
    ...(isAddableHeader(header)
      ? []
      : [`${file} names the header ${JSON.stringify(header)}, which the gateway does not add: name another one`]),
    ...(exchange !== undefined && CREDENTIAL_HEADERS.includes(header.toLowerCase())
      ? [`${file} names the header ${header} and exchange, which gives the service a token of its own: remove one`]
      : []),
    ...(isVariableOfService(variable)
      ? []
      : [
          `${file} needs the name of a variable or secret for the header ${header}, such as ${variableFor(name)}: neither its value nor a variable of the gateway`,
        ]),
  ])
}

function variableFor(name: string): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_KEY`
}

function checkWay({ name, vpc, certificate }: HttpService): string[] {
  if (vpc === undefined || certificate === undefined) return []
  return [`origins/${name}/service.ts names vpc and certificate, but a request has one way: remove one`]
}

function checkBinding(service: HttpService, where: string, config: Table): string[] {
  const named = bindingNamedBy(service)
  if (named === null) return []
  const { binding, table } = named
  if (listOf(config[table]).some((row) => row['binding'] === binding)) return []
  const { member, source } = IDS[table]
  const lines = `  [[${tableIn(where, table)}]]\n  binding = "${binding}"\n  ${member} = "…"`
  return [`${where} needs the binding ${binding} of origins/${service.name}/service.ts. Add (${source}):\n${lines}`]
}

// `wrangler.toml: [env.staging]`
function tableIn(where: string, table: string): string {
  const environment = /\[(env\.[^\]]+)\]/.exec(where)?.[1]
  return environment === undefined ? table : `${environment}.${table}`
}
