// Gets the token of the Management API and checks its scopes before anything is asked. Credentials come from the environment or from
// standard input: an argument would show in the list of processes.
import { decodeJwt, errors } from 'jose'
import { errorOf, postForm, textOf } from '../token/tenant-client.ts'
import type { Desired } from './desired.ts'
import { TenantError } from './failures.ts'

/** Where credentials are. */
export interface CredentialSources {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Reads a token from standard input, where an option says so. */
  readonly readToken: (() => Promise<string>) | null
}

const HOW =
  'set MANAGEMENT_CLIENT_ID and MANAGEMENT_CLIENT_SECRET to those of an application of the type Machine to Machine that is authorized for the Auth0 Management API, or MANAGEMENT_TOKEN to a token of it, or pass one to standard input with --token-stdin'

/** Gets a token. @throws TenantError when there are no credentials, or the tenant does not take them */
export async function managementToken(origin: string, { environment, readToken }: CredentialSources): Promise<string> {
  if (readToken !== null) return nonEmpty(await readToken(), 'standard input has no token')
  const { MANAGEMENT_TOKEN: token, MANAGEMENT_CLIENT_ID: id, MANAGEMENT_CLIENT_SECRET: secret } = environment
  if (token) return nonEmpty(token, 'MANAGEMENT_TOKEN is empty')
  if (!id || !secret) throw new TenantError('credentials', `there are no credentials for the tenant: ${HOW}`)
  const answer = await postForm(`${origin}/oauth/token`, {
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
    audience: `${origin}/api/v2/`,
  })
  const issued = textOf(answer.json, 'access_token')
  if (issued !== null) return issued
  const isBusy = answer.status === 429 || answer.status >= 500
  throw new TenantError(
    isBusy ? 'unavailable' : 'credentials',
    `${origin} gives no token for the Management API: ${errorOf(answer)}. ${isBusy ? 'Try again in a minute' : 'Check the id and the secret, that the application is authorized for the Auth0 Management API, and that the domain is not a custom one'}`,
  )
}

function nonEmpty(token: string, fault: string): string {
  if (token.trim() === '') throw new TenantError('credentials', `${fault}: ${HOW}`)
  return token.trim()
}

/** The scopes that a command needs. @param writes whether it changes anything; @param prune whether it deletes */
export function neededScopes(desired: Desired, { writes, prune }: { writes: boolean; prune: boolean }): string[] {
  const entities = ['resource_servers', 'clients', 'client_grants', 'roles', 'actions']
  const verbs = ['read', ...(writes ? ['create', 'update'] : [])]
  const deleted = prune && writes ? ['clients', 'roles', 'actions'] : []
  return [
    ...entities.flatMap((entity) => verbs.map((verb) => `${verb}:${entity}`)),
    // The secret of the application for login goes into the project.
    'read:client_keys',
    ...(desired.withResourceParameter ? ['read:tenant_settings', ...(writes ? ['update:tenant_settings'] : [])] : []),
    ...(desired.eventStream === null ? [] : verbs.map((verb) => `${verb}:event_streams`)),
    ...deleted.map((entity) => `delete:${entity}`),
  ]
}

/** Returns the scopes of a token. @throws TenantError for something that is no token of the Management API */
export function scopesIn(token: string): ReadonlySet<string> {
  try {
    const { scope } = decodeJwt(token)
    return new Set(typeof scope === 'string' ? scope.split(' ') : [])
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    // Neither the token nor the parser's message may be shown.
    throw new TenantError('credentials', `the token is no token of the Management API: ${HOW}`)
  }
}

/** Checks the scopes of a token. @throws TenantError with every one that is missing */
export function checkScopes(scopes: ReadonlySet<string>, needed: readonly string[]): void {
  const missing = needed.filter((scope) => !scopes.has(scope))
  if (missing.length === 0) return
  throw new TenantError(
    'credentials',
    `the token lacks ${missing.join(', ')}: add ${missing.length === 1 ? 'this permission' : 'these permissions'} under Applications → APIs → Auth0 Management API → Application Access`,
  )
}
