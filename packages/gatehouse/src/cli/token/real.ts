// Tokens of one's own tenant: by the device flow (RFC 8628) for a person, by client credentials (RFC 6749 §4.4) for a machine.
import type { Clock } from '../../access/index.ts'
import { allowGrants, authorizeApplication } from '../../problem/dashboard-remedies.ts'
import { CommandError } from '../command-error.ts'
import { errorOf, NoAnswer, postForm, type TenantAnswer, textOf } from './tenant-client.ts'

/** The application, the tenant, and the scopes of a request. */
export interface Request {
  /** The tenant, without a closing slash. */
  readonly origin: string
  readonly clientId: string
  readonly clientSecret: string | null
  readonly audience: string
  readonly scope: string | null
}

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/**
 * RFC 8628 §3.2, §3.5: the default pause between two requests, and its increase when the tenant says that is too often, or does not
 * answer.
 */
const INTERVAL_SECONDS = 5
const SLOWER_BY_SECONDS = 5
/** The default lifetime of the code, if the tenant does not say it as it must (§3.2). */
const LIFETIME_SECONDS = 900
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
  const fields = { grant_type: 'client_credentials', client_secret: clientSecret, ...common(request) }
  return tokenIn(await postForm(`${request.origin}/oauth/token`, fields))
}

/**
 * Asks as a person, who confirms in a browser.
 *
 * @param tell shows the instructions: the URL to open, and the code that must be shown there
 * @param clock waits between two questions
 * @throws CommandError with the remedy
 */
export async function deviceToken(request: Request, tell: (text: string) => void, clock: Clock): Promise<string> {
  const { origin, clientId } = request
  const started = await postForm(`${origin}/oauth/device/code`, common(request))
  const { json } = started
  const [deviceCode, userCode] = [textOf(json, 'device_code'), textOf(json, 'user_code')]
  const address = textOf(json, 'verification_uri_complete') ?? textOf(json, 'verification_uri')
  if (deviceCode === null || userCode === null || address === null) throw refused(started)
  tell(`Open ${address}\nand confirm the code ${userCode}\n`)
  let intervalSeconds = typeof json['interval'] === 'number' ? json['interval'] : INTERVAL_SECONDS
  const lifetimeSeconds = typeof json['expires_in'] === 'number' ? json['expires_in'] : LIFETIME_SECONDS
  const end = clock.now() + lifetimeSeconds * 1000
  for (;;) {
    await clock.sleep(intervalSeconds * 1000)
    const fields = { grant_type: DEVICE_GRANT, device_code: deviceCode, client_id: clientId }
    const answer = await postForm(`${origin}/oauth/token`, fields).catch((error: unknown) => {
      if (error instanceof NoAnswer && clock.now() < end) return null
      throw error
    })
    if (answer === null) {
      intervalSeconds += SLOWER_BY_SECONDS
      continue
    }
    const error = textOf(answer.json, 'error')
    if (error === 'slow_down') intervalSeconds += SLOWER_BY_SECONDS
    else if (error !== 'authorization_pending') return tokenIn(answer)
  }
}

function common({ clientId, audience, scope }: Request): Record<string, string> {
  return { client_id: clientId, audience, ...(scope !== null && { scope }) }
}

function tokenIn(answer: TenantAnswer): string {
  const token = textOf(answer.json, 'access_token')
  if (token === null) throw refused(answer)
  return token
}

function refused(answer: TenantAnswer): CommandError {
  const remedy = REMEDIES[textOf(answer.json, 'error') ?? '']
  return new CommandError([`the tenant refused: ${errorOf(answer)}`, remedy].filter(Boolean).join('\n'))
}
