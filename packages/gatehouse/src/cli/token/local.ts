// Tokens of the local tenant: for people by their password, for a machine by its secret.
import { CommandError } from '../command-error.ts'
import { errorOf, postForm, textOf } from './tenant-client.ts'

/** The local tenant, and its only API. */
const LOCAL_TENANT_URL = 'http://localhost:6061'
const AUDIENCE = 'https://api.gatehouse.local'
/** It is on this machine: where none runs that is known at once, and one that runs is only as slow as the machine is busy. */
const LOCAL_TIMEOUT_MILLIS = 120_000

/** Asks for one. @param user the name of one of its people; `null` for the machine. @throws CommandError when it gives none */
export async function localToken(
  user: string | null,
  scope: string | null,
  origin = LOCAL_TENANT_URL,
): Promise<string> {
  const grant =
    user === null
      ? { grant_type: 'client_credentials', client_id: 'local-machine', client_secret: 'local-machine-secret' }
      : {
          grant_type: 'password',
          client_id: 'local-app',
          client_secret: 'local-app-secret',
          username: `${user}@example.com`,
          password: 'password',
        }
  const fields = { ...grant, ...(scope !== null && { scope }), audience: AUDIENCE }
  const answer = await postForm(`${origin}/oauth/token`, fields, LOCAL_TIMEOUT_MILLIS)
  const token = textOf(answer.json, 'access_token')
  if (token === null) throw new CommandError(`the local tenant refused: ${errorOf(answer)}`)
  return token
}
