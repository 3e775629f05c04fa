// Revokes tokens at a gateway that runs: the one on this machine, or a deployed one.
import { env } from 'node:process'
import { isRecord } from '../access/json.ts'
import { systemClock } from '../http/clock.ts'
import { readConfig } from '../project/config-files.ts'
import { readProjectSettings } from '../project/project-settings.ts'
import { readConfigView } from '../project/worker-config.ts'
import { GATEWAY } from '../project/workers.ts'
import { type Configuration, ConfigurationError, parseConfiguration } from '../tenant/configuration.ts'
import { CommandError, UsageError } from './command-error.ts'
import { environmentOf } from './deploy/environments.ts'
import { gatewayUrlFrom, gatewayUrlOf } from './deploy/gateway-url.ts'
import { readServing } from './dev/record.ts'
import { firstUserOf, localToken } from './token/local.ts'
import { localTenantUrl } from './token/local-tenant.ts'
import { deviceToken } from './token/real.ts'
import { errorOf, textOf } from './token/tenant-client.ts'

/** The permission that the caller needs. */
const PERMISSION = 'write:revocations'
/** Holds a token for the gateway, for a machine that can not confirm in a browser. */
const TOKEN_VARIABLE = 'REVOKE_TOKEN'
const TIMEOUT_MILLIS = 10_000

/** Options of the command. */
export interface RevokeOptions {
  readonly subject?: string
  readonly client?: string
  readonly session?: string
  readonly organization?: string
  readonly member?: string
  readonly all?: boolean
  readonly undo?: boolean
  readonly env?: string
  readonly url?: string
}

interface Gateway {
  readonly url: string
  readonly token: string
}

/**
 * Revokes what the options name, and prints from when on that holds.
 *
 * @throws UsageError unless they name exactly one thing
 * @throws CommandError when the gateway does not answer, or refuses
 */
export async function revoke(options: RevokeOptions): Promise<void> {
  const order = orderOf(options)
  const { url, token } = options.env === undefined ? await localGateway(options.url) : await deployedGateway(options)
  const stored = await post(`${url}/admin/revocations`, token, order)
  const seconds = String(stored['heldWithinSeconds'])
  const since = new Date(Number(stored['issuedBefore']) * 1000).toISOString()
  console.log(
    options.undo === true
      ? `The revocation is taken back. Every isolate knows it within ${seconds} seconds.`
      : `What was issued before ${since} is refused with 401 token_revoked, in every isolate within ${seconds} seconds. New tokens pass: block the user or the application in the tenant too.`,
  )
}

function orderOf({ subject, client, session, organization, member, all, undo = false }: RevokeOptions): object {
  if (member !== undefined && organization === undefined)
    throw new UsageError('--member names a user within --organization: give both')
  const named = [
    ...(subject === undefined ? [] : [{ subject }]),
    ...(client === undefined ? [] : [{ client }]),
    ...(session === undefined ? [] : [{ session }]),
    ...(organization === undefined
      ? []
      : [member === undefined ? { organization } : { member: { organization, subject: member } }]),
    ...(all === true ? [{ all: true }] : []),
  ]
  const [order] = named
  if (order === undefined || named.length > 1)
    throw new UsageError('name exactly one of --subject, --client, --session, --organization (with --member), --all')
  return undo ? { ...order, undo } : order
}

async function localGateway(given: string | undefined): Promise<Gateway> {
  const project = await readProjectSettings()
  const { tenant, ports } = project
  const url =
    given === undefined ? (readServing()?.gatewayUrl ?? `http://localhost:${ports.gateway}`) : gatewayUrlFrom(given)
  const own = env[TOKEN_VARIABLE]
  return {
    url,
    token: own ?? (await localToken(firstUserOf(tenant), PERMISSION, localTenantUrl(undefined, project), tenant)),
  }
}

async function deployedGateway(options: RevokeOptions): Promise<Gateway> {
  const environment = environmentOf(options.env ?? '')
  const config = readConfigView(readConfig(GATEWAY, { environment }))
  const url = options.url === undefined ? gatewayUrlOf(config, null) : gatewayUrlFrom(options.url)
  if (url === null)
    throw new CommandError(
      `wrangler.toml names no address of the gateway in [env.${environment}]: give it a route, or name the address with --url`,
    )
  const own = env[TOKEN_VARIABLE]
  if (own !== undefined) return { url, token: own }
  const { domains, audiences, clientId } = configurationOf(config.vars, environment)
  if (clientId === null)
    throw new CommandError(
      `set ${TOKEN_VARIABLE} to an access token with ${PERMISSION}, or AUTH0_CLIENT_ID in [env.${environment}.vars] to an application that may use the device flow`,
    )
  const request = {
    origin: domains[0].origin,
    clientId,
    clientSecret: null,
    audience: audiences[0],
    scope: PERMISSION,
  }
  return { url, token: await deviceToken(request, (instructions) => console.error(instructions), systemClock) }
}

function configurationOf(variables: object, environment: string): Configuration {
  try {
    return parseConfiguration(variables)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    throw new CommandError(`[env.${environment}.vars]: ${error.message}; or set ${TOKEN_VARIABLE} to an access token`)
  }
}

async function post(url: string, token: string, order: object): Promise<Readonly<Record<string, unknown>>> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(order), redirect: 'error' as const }
  let status: number
  let json: unknown
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MILLIS) })
    status = answer.status
    json = await answer.json().catch(() => ({}))
  } catch {
    throw new CommandError(`the gateway does not answer at ${url}: nothing is known to be revoked, so run it again`)
  }
  const body = isRecord(json) ? json : {}
  if (status === 200) return body
  const refusal = { status, json: body }
  throw new CommandError(
    [`the gateway refused: ${textOf(body, 'code') ?? ''} ${errorOf(refusal)}`, textOf(body, 'detail'), remedyOf(status)]
      .filter(Boolean)
      .join('\n'),
  )
}

function remedyOf(status: number): string | null {
  if (status === 404) return 'the gateway is of an older version: deploy this one first'
  return status === 401 || status === 403 ? `the token needs the permission ${PERMISSION}` : null
}
