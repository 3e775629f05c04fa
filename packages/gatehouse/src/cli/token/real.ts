// Tokens of one's own tenant: by the device flow (RFC 8628) for a person, by client credentials (RFC 6749 §4.4) for a machine.
import * as oauth from 'oauth4webapi'
import type { Clock } from '../../access/index.ts'
import { allowGrants, authorizeApplication } from '../../problem/dashboard-remedies.ts'
import { CommandError } from '../command-error.ts'
import { fetchWhole, NoAnswer } from './tenant-client.ts'

/** The application, the tenant, and the scopes of a request. */
export interface Request {
  /** The tenant, without a closing slash. */
  readonly origin: string
  readonly clientId: string
  readonly clientSecret: string | null
  readonly audience: string
  readonly scope: string | null
}

/** RFC 8628 §3.2, §3.5: the default pause between two requests, and how much it grows after a `slow_down` or a lost response. */
const INTERVAL_SECONDS = 5
const SLOWER_BY_SECONDS = 5
/** The remedy of a refusal, by its code. */
const REMEDIES: Readonly<Record<string, string>> = {
  unauthorized_client: `${allowGrants('the grant')}; Device Code is for Native applications`,
  invalid_client: 'check AUTH0_CLIENT_ID in .dev.vars, or name another application with --client',
  access_denied: `${authorizeApplication()}, or log in as somebody else`,
  expired_token: 'nobody confirmed in time: try again',
}

/** Asks as a machine. @throws CommandError with the remedy */
export async function machineToken(request: Request): Promise<string> {
  const { clientSecret } = request
  if (clientSecret === null)
    throw new CommandError(
      'a machine needs a secret: AUTH0_CLIENT_SECRET in .dev.vars, or TOKEN_CLIENT_SECRET in the environment',
    )
  const { server, client, options } = peerOf(request)
  const authentication = oauth.ClientSecretPost(clientSecret)
  return await refusing(async () => {
    const fields = fieldsOf(request)
    const answer = await oauth.clientCredentialsGrantRequest(server, client, authentication, fields, options)
    return (await oauth.processClientCredentialsResponse(server, client, answer)).access_token
  })
}

/**
 * Asks as a person, who confirms in a browser.
 *
 * @param tell shows the instructions: the URL to open, and the code that must be shown there
 * @param clock waits between two questions
 * @throws CommandError with the remedy
 */
export async function deviceToken(request: Request, tell: (text: string) => void, clock: Clock): Promise<string> {
  const { server, client, options } = peerOf(request)
  const started = await refusing(async () => {
    const answer = await oauth.deviceAuthorizationRequest(server, client, oauth.None(), fieldsOf(request), options)
    return await oauth.processDeviceAuthorizationResponse(server, client, answer)
  })
  tell(
    `Open ${started.verification_uri_complete ?? started.verification_uri}\nand confirm the code ${started.user_code}\n`,
  )
  let intervalSeconds = started.interval ?? INTERVAL_SECONDS
  const end = clock.now() + started.expires_in * 1000
  for (;;) {
    await clock.sleep(intervalSeconds * 1000)
    try {
      const answer = await oauth.deviceCodeGrantRequest(server, client, oauth.None(), started.device_code, options)
      return (await oauth.processDeviceCodeResponse(server, client, answer)).access_token
    } catch (error) {
      const code = error instanceof oauth.ResponseBodyError ? error.error : null
      const isLost = error instanceof NoAnswer && clock.now() < end
      if (code === 'slow_down' || isLost) intervalSeconds += SLOWER_BY_SECONDS
      else if (code !== 'authorization_pending') throw refusalOf(error)
    }
  }
}

/** The tenant, the application and the transport in the shapes of oauth4webapi. */
function peerOf({ origin, clientId }: Request) {
  return {
    server: {
      issuer: `${origin}/`,
      token_endpoint: `${origin}/oauth/token`,
      device_authorization_endpoint: `${origin}/oauth/device/code`,
    },
    client: { client_id: clientId },
    options: {
      [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<'POST', URLSearchParams>) =>
        fetchWhole(url, { method: init.method, headers: init.headers, body: init.body }),
      // The configuration accepts http for a loopback host only.
      [oauth.allowInsecureRequests]: origin.startsWith('http:'),
    },
  }
}

function fieldsOf({ audience, scope }: Request): Record<string, string> {
  return { audience, ...(scope !== null && { scope }) }
}

async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw refusalOf(error)
  }
}

/** Returns the refusal of the tenant in its own words, with the remedy. */
function refusalOf(error: unknown): unknown {
  if (error instanceof oauth.ResponseBodyError) {
    const description = error.error_description === undefined ? '' : ` (${error.error_description})`
    const words = `the tenant refused: ${error.status} ${error.error}${description}`
    return new CommandError([words, REMEDIES[error.error]].filter(Boolean).join('\n'))
  }
  // RFC 6749 §5.2: a challenge says that the authentication of the client failed.
  if (error instanceof oauth.WWWAuthenticateChallengeError)
    return new CommandError(`the tenant refused: ${error.status} invalid_client\n${REMEDIES['invalid_client']}`)
  if (error instanceof oauth.OperationProcessingError)
    return new CommandError(`the tenant refused: its answer is not that of a tenant (${error.message})`)
  return error
}
