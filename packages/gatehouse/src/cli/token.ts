// Prints one access token and nothing else: of the local tenant, or of one's own. For curl and for tests by hand. --decode
// explains one instead.
import { text } from 'node:stream/consumers'
import { env, stdin } from 'node:process'
import { systemClock } from '../http/clock.ts'
import { readTable } from '../project/compiled.ts'
import { explain } from './token/explain.ts'
import { firstUserOf, localToken } from './token/local.ts'
import { localTenantUrl } from './token/local-tenant.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { CommandError, UsageError } from './command-error.ts'
import { deviceToken, machineToken } from './token/real.ts'
import { readSettings } from './token/settings.ts'
import { trustOf } from './token/trust.ts'
import { type TokenRequest, tokenRequestFor } from './token/token-request.ts'

/** Options of the command. */
export interface TokenOptions {
  readonly user?: string
  readonly tenantPort?: string
  readonly machine?: boolean
  readonly scope?: string
  readonly for?: string
  readonly method?: string
  readonly real?: boolean
  readonly client?: string
  readonly decode?: boolean
}

/** Prints a token, or with `decode` what is in one. @throws UsageError for options that do not go together */
export async function printToken(given: string | undefined, options: TokenOptions): Promise<void> {
  const { user, machine = false, real = false, decode = false, client } = options
  refuse(machine && user !== undefined, 'a token is for a user or for a machine')
  refuse(real && user !== undefined, '--user is for the local tenant; yours asks who you are')
  refuse(real && options.tenantPort !== undefined, '--tenant-port is for the local tenant')
  refuse(client !== undefined && !real, '--client goes with --real')
  refuse(options.scope !== undefined && options.for !== undefined, 'scopes come from --scope or from --for')
  refuse(options.method !== undefined && options.for === undefined, '--method goes with --for')
  refuse(
    decode && (real || machine || user !== undefined || options.scope !== undefined),
    '--decode asks nobody for a token',
  )
  refuse(given !== undefined && !decode, 'only --decode takes a token')
  const { routes } = options.for === undefined ? { routes: [] } : await readTable()
  const wanted = options.for === undefined ? null : tokenRequestFor(routes, options.for, options.method)
  const scope = options.scope ?? wanted?.scopes.join(' ') ?? null
  if (decode) {
    console.log(await decoded(given, wanted))
    return
  }
  if (wanted !== null) console.error(`${wanted.route.method} ${wanted.route.path} lets in: ${wanted.demand}`)
  console.log(await (real ? realToken(machine, client, scope) : tokenOfProject(options, scope)))
}

async function tokenOfProject({ user, machine, tenantPort }: TokenOptions, scope: string | null): Promise<string> {
  const project = await readProjectSettings()
  const { tenant } = project
  const name = machine === true ? null : (user ?? firstUserOf(tenant))
  return await localToken(name, scope, localTenantUrl(tenantPort, project), tenant)
}

function refuse(isWrong: boolean, message: string): void {
  if (isWrong) throw new UsageError(message)
}

async function realToken(machine: boolean, client: string | undefined, scope: string | null): Promise<string> {
  const { domains, audiences, clientId, clientSecret } = readSettings()
  const id = client ?? clientId
  if (id === null)
    throw new CommandError('AUTH0_CLIENT_ID is missing in .dev.vars: set it, or name an application with --client')
  const secret = client === undefined ? clientSecret : (env['TOKEN_CLIENT_SECRET'] ?? null)
  const request = { origin: domains[0].origin, clientId: id, clientSecret: secret, audience: audiences[0], scope }
  return machine
    ? await machineToken(request)
    : await deviceToken(request, (instructions) => console.error(instructions), systemClock)
}

async function decoded(argument: string | undefined, wanted: TokenRequest | null): Promise<string> {
  const given = argument === undefined || argument === '-' ? await text(stdin) : argument
  // As it is copied: with the scheme, with quotes, with a line break at its end.
  const token = given
    .trim()
    .replace(/^(?:authorization:\s*)?(?:bearer|dpop)\s+/i, '')
    .replaceAll(/^"|"$/g, '')
  if (token === '') throw new CommandError('there is no token to explain')
  const settings = readSettings()
  const route =
    wanted === null
      ? {}
      : { route: { name: `${wanted.route.method} ${wanted.route.path}`, access: wanted.route.access } }
  const { dpop } = settings
  return await explain(token, { source: trustOf(settings, systemClock), clock: systemClock, dpop, ...route })
}
