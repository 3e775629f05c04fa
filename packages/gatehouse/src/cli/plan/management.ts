// Asks Auth0's Management API what the API is like, with the client credentials of an application that may read it.
import { CommandError } from '../command-error.ts'
import { errorOf, getJson, postForm, type TenantAnswer, textOf } from '../token/tenant-client.ts'
import { type Api, apiSchema } from './compare.ts'

/** An application that may use the Management API. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/**
 * Gets the API with this identifier; `null` when there is none.
 *
 * @param origin of the tenant, without a closing slash; not that of a custom domain
 * @throws CommandError with the remedy, when the tenant does not return it
 */
export async function fetchApi(origin: string, identifier: string, credentials: Credentials): Promise<Api | null> {
  const token = await fetchToken(origin, credentials)
  const url = `${origin}/api/v2/resource-servers/${encodeURIComponent(identifier)}`
  const answer = await getJson(url, { authorization: `Bearer ${token}` })
  if (answer.status === 404) return null
  if (answer.status !== 200) throw new CommandError(refusalOf(answer))
  const api = apiSchema.safeParse(answer.json)
  if (!api.success) throw new CommandError(`${origin} answered with something that is no API of Auth0`)
  return api.data
}

async function fetchToken(origin: string, { clientId, clientSecret }: Credentials): Promise<string> {
  const answer = await postForm(`${origin}/oauth/token`, {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    audience: `${origin}/api/v2/`,
  })
  const token = textOf(answer.json, 'access_token')
  if (token === null) {
    throw new CommandError(
      `${origin} gives no token for the Management API: ${errorOf(answer)}. Check the id and the secret, and that the application is authorized for the Auth0 Management API`,
    )
  }
  return token
}

function refusalOf(answer: TenantAnswer): string {
  const what = `the Management API refused: ${errorOf(answer)}`
  if (answer.status === 403) return `${what}. Give the application the permission read:resource_servers`
  if (answer.status === 429) return `${what}. Wait a minute and try again`
  return what
}
