// Determines the Cloudflare account and the credentials of a deploy: those of the environment, or those of the login of wrangler.
import { CommandError } from '../command-error.ts'
import type { Access } from './cloudflare.ts'

const API_URL = 'https://api.cloudflare.com/client/v4'
const REMEDY = 'run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN'

/** The sources that are read. */
export interface AccessParts {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs wrangler and gives what it prints. @throws Error when it fails */
  readonly wrangler: (args: readonly string[]) => Promise<string>
  readonly fetch: typeof fetch
  /** The account that wrangler.toml names, if it does. */
  readonly configured: string | undefined
}

/** Finds out who deploys and where to. @throws CommandError with the remedy */
export async function findAccess({ env, wrangler, fetch, configured }: AccessParts): Promise<Access> {
  const url = env['CLOUDFLARE_API_BASE_URL'] ?? API_URL
  const token = env['CLOUDFLARE_API_TOKEN'] ?? (await readToken(wrangler))
  const account = env['CLOUDFLARE_ACCOUNT_ID'] ?? configured ?? (await onlyAccount(url, token, fetch))
  return { url, token, account }
}

async function readToken(wrangler: AccessParts['wrangler']): Promise<string> {
  const printed = await wrangler(['auth', 'token', '--json']).catch(() => {
    throw new CommandError(`nobody is logged in to Cloudflare: ${REMEDY}`)
  })
  const { token } = JSON.parse(printed.slice(printed.indexOf('{'))) as { token?: string }
  if (token === undefined) throw new CommandError(`a global API key can't be used: ${REMEDY}`)
  return token
}

async function onlyAccount(url: string, token: string, fetch: AccessParts['fetch']): Promise<string> {
  const answer = await fetch(`${url}/accounts`, { headers: { authorization: `Bearer ${token}` } })
  const { result = [] } = (await answer.json()) as { result?: { id: string; name: string }[] | null }
  const [first, ...others] = result ?? []
  if (first === undefined) throw new CommandError(`Cloudflare names no account for this login: ${REMEDY}`)
  if (others.length === 0) return first.id
  const names = [first, ...others].map(({ id, name }) => `${id} (${name})`)
  throw new CommandError(`there are several accounts: set CLOUDFLARE_ACCOUNT_ID to one of ${names.join(', ')}`)
}
