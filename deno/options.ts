// The options of `deno task dev`, and what it reads of .dev.vars.
import { parseArgs, parseEnv } from 'node:util'
import { isMissing } from './platform/files.ts'

/** Options of the command. */
export interface Options {
  readonly port: number
  readonly tenantPort: number
  /** Where KV and the databases are kept. */
  readonly state: string
  /** The file that holds the gateway's variables. */
  readonly vars: string
}

/** Reads them. @throws TypeError for one that is unknown or no port */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '6060' },
      'tenant-port': { type: 'string', default: '6061' },
      state: { type: 'string', default: '.deno/state' },
      vars: { type: 'string', default: '.dev.vars' },
    },
  })
  return {
    port: portOf(values.port),
    tenantPort: portOf(values['tenant-port']),
    state: values.state,
    vars: values.vars,
  }
}

/** The gateway's variables; those of the example where there is no such file. */
export function readVariables(path: string): Record<string, string> {
  const variables = parseEnv(textOf(path) ?? textOf('.dev.vars.example') ?? '')
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? '']))
}

/** Whether the variables name the local tenant, and the variables with the port that it really has. */
export function withTenantPort(variables: Readonly<Record<string, string>>, port: number) {
  const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1):6061\/?$/
  const domains = (variables['AUTH0_DOMAIN'] ?? '').split(',').map((domain) => domain.trim())
  const here = domains.map((domain) => domain.replace(LOCAL, `http://$1:${port}`))
  return {
    withLocalTenant: domains.some((domain) => LOCAL.test(domain)),
    variables: { ...variables, AUTH0_DOMAIN: here.join(', ') },
  }
}

function textOf(path: string): string | null {
  try {
    return Deno.readTextFileSync(path)
  } catch (cause) {
    if (isMissing(cause)) return null
    throw cause
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new TypeError(`${text} is no port`)
  return port
}
