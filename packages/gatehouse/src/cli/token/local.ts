// Tokens of the local tenant: for people by their password, for a machine by its secret.
import { DEFAULT_AUDIENCE, DEFAULT_PORTS } from '../../config/defaults.ts'
import type { TenantConfig } from '../../config/project-config.ts'
import { CommandError } from '../command-error.ts'
import { errorOf, postForm, textOf } from './tenant-client.ts'

const LOCAL_TENANT_URL = `http://localhost:${DEFAULT_PORTS.tenant}`
/** The people of a tenant that the project says nothing of. */
const USERS = ['admin', 'reader', 'nobody'].map((name) => ({ email: `${name}@example.com` }))
const PASSWORD = 'password'
/** It is on this machine: where none runs that is known at once, and one that runs is only as slow as the machine is busy. */
const LOCAL_TIMEOUT_MILLIS = 120_000

/** The name of the person whose token is printed unless another one is named. */
export function firstUserOf(tenant: TenantConfig | null): string {
  return localPartOf((tenant?.users ?? USERS)[0]?.email ?? '')
}

/**
 * Asks for one.
 *
 * @param user the name of one of its people, or the address; `null` for the machine
 * @param tenant what the project says of the tenant
 * @throws CommandError when it gives none
 */
export async function localToken(
  user: string | null,
  scope: string | null,
  origin = LOCAL_TENANT_URL,
  tenant: TenantConfig | null = null,
): Promise<string> {
  const grant =
    user === null
      ? { grant_type: 'client_credentials', client_id: 'local-machine', client_secret: 'local-machine-secret' }
      : {
          grant_type: 'password',
          client_id: 'local-app',
          client_secret: 'local-app-secret',
          ...credentialsOf(user, tenant),
        }
  const fields = { ...grant, ...(scope !== null && { scope }), audience: tenant?.audience ?? DEFAULT_AUDIENCE }
  const answer = await postForm(`${origin}/oauth/token`, fields, LOCAL_TIMEOUT_MILLIS)
  const token = textOf(answer.json, 'access_token')
  if (token === null) throw new CommandError(`the local tenant refused: ${errorOf(answer)}`)
  return token
}

function credentialsOf(user: string, tenant: TenantConfig | null): { username: string; password: string } {
  const users: NonNullable<TenantConfig['users']> = tenant?.users ?? USERS
  const wanted = user.toLowerCase()
  const found = users.find(({ email }) => email.toLowerCase() === wanted || localPartOf(email) === wanted)
  if (found === undefined)
    throw new CommandError(
      `the local tenant has no user "${user}": it has ${users.map(({ email }) => localPartOf(email)).join(', ')}`,
    )
  return { username: found.email, password: found.password ?? PASSWORD }
}

function localPartOf(email: string): string {
  return email.toLowerCase().split('@')[0] ?? email
}
