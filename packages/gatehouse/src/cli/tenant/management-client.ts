// Connects to the Management API with Auth0's own package, which only these commands load.
import type { ManagementClient } from 'auth0'
import { NO_ANSWER_STATUS, TenantError } from './failures.ts'

/** What the connection needs. */
export interface ManagementParts {
  /** The tenant's own domain, not a custom one: without a closing slash. */
  readonly origin: string
  readonly token: string
  readonly fetch: typeof fetch
  readonly sleep: (millis: number) => Promise<void>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const ANSWER_TIMEOUT_MILLIS = 20_000
/** Longer than a request with all its pauses: each attempt has a limit of its own. */
const CALL_TIMEOUT_SECONDS = 600
const ATTEMPTS = 5
const PAUSE_MIN_MILLIS = 250
const PAUSE_MAX_MILLIS = 60_000

/** Connects. @throws TenantError when the package is not installed */
export async function connectManagement(parts: ManagementParts): Promise<ManagementClient> {
  const { ManagementClient: Client } = await loadPackage()
  return new Client({
    domain: new URL(parts.origin).host,
    token: parts.token,
    // After an exception the package would leave its timer running, and the process with it.
    fetch: (input, init) => send(parts, addressOf(input), init ?? {}).catch(noAnswer),
    // The package would repeat any request after a failure of the tenant: a second application could come of that.
    maxRetries: 0,
    timeoutInSeconds: CALL_TIMEOUT_SECONDS,
    telemetry: false,
  })
}

async function loadPackage() {
  try {
    return await import('auth0')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error
    throw new TenantError(
      'wrong',
      'the package auth0, which talks to the Management API, is not installed: run `npm install --save-dev auth0@7`',
      { cause: error },
    )
  }
}

function noAnswer(error: unknown): Response {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  const words = cause instanceof Error ? `${message}: ${cause.message}` : message
  return Response.json({ message: words }, { status: NO_ANSWER_STATUS })
}

function addressOf(input: Parameters<typeof fetch>[0]): string {
  return input instanceof Request ? input.url : String(input)
}

// A request over the limit was not done, so it is sent again when the limit says.
async function send(parts: ManagementParts, url: string, init: RequestInit): Promise<Response> {
  const { origin, fetch, sleep, now } = parts
  // The package knows only https, and a tenant on this machine has http.
  const address = origin + url.replace(/^https:\/\/[^/]+/, '')
  for (let attempt = 1; ; attempt += 1) {
    const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MILLIS)
    const signal = init.signal === null || init.signal === undefined ? timeout : AbortSignal.any([init.signal, timeout])
    const answer = await fetch(address, { ...init, redirect: 'error', signal })
    if (answer.status !== 429 || attempt === ATTEMPTS) return answer
    await answer.body?.cancel()
    await sleep(pauseOf(answer.headers, now()))
  }
}

// https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/management-api-endpoint-rate-limits
function pauseOf(headers: Headers, now: number): number {
  const after = Number(headers.get('retry-after') ?? NaN) * 1000
  const reset = Number(headers.get('x-ratelimit-reset') ?? NaN) * 1000 - now
  const pause = [after, reset].find((millis) => Number.isFinite(millis)) ?? 1000
  return Math.min(Math.max(pause, PAUSE_MIN_MILLIS), PAUSE_MAX_MILLIS)
}
