// Prints one access token of the local tenant and nothing else. For curl and for tests by hand.
import { exit } from 'node:process'
import { parseArgs } from 'node:util'

const TENANT_URL = 'http://localhost:6061'
const AUDIENCE = 'https://api.gatehouse.local'
const USAGE = 'usage: npm run -s token -- [--user admin|reader|nobody | --machine] [--scope "…"]'

try {
  const { values } = parseArgs({
    options: { user: { type: 'string' }, machine: { type: 'boolean' }, scope: { type: 'string' } },
  })
  if (values.machine === true && values.user !== undefined)
    throw new TypeError('a token is for a user or for a machine')
  const scope = values.scope === undefined ? {} : { scope: values.scope }
  const grant =
    values.machine === true
      ? { grant_type: 'client_credentials', client_id: 'local-machine', client_secret: 'local-machine-secret' }
      : {
          grant_type: 'password',
          client_id: 'local-app',
          client_secret: 'local-app-secret',
          username: `${values.user ?? 'admin'}@example.com`,
          password: 'password',
        }
  console.log(await requestToken({ ...grant, ...scope, audience: AUDIENCE }))
} catch (error) {
  console.error(
    error instanceof TypeError ? `${error.message}\n${USAGE}` : error instanceof Error ? error.message : error,
  )
  exit(1)
}

async function requestToken(body: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(`${TENANT_URL}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error(`the local tenant does not answer at ${TENANT_URL}: start it with \`npm run dev\``)
  })
  const token = (await answer.json()) as { access_token?: string; error?: string; error_description?: string }
  if (token.access_token === undefined)
    throw new Error(`the local tenant refused: ${token.error} (${token.error_description})`)
  return token.access_token
}
