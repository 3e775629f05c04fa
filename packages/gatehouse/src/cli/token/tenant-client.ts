// Asks a tenant over HTTP, as commands do: with a time limit, without redirects, and with what is wrong in words.
import { isRecord } from '../../access/json.ts'
import { CommandError } from '../command-error.ts'

/** Longest that a tenant somewhere else may take. */
const TIMEOUT_MILLIS = 10_000

/** The response of a tenant. */
export interface TenantAnswer {
  readonly status: number
  /** Its JSON; empty when it was none. */
  readonly json: Readonly<Record<string, unknown>>
}

/** There was no response, in time or at all. */
export class NoAnswer extends CommandError {}

/** Sends a form, as RFC 6749 requires. @throws NoAnswer when there is no response in time */
export async function postForm(
  url: string,
  fields: Readonly<Record<string, string>>,
  timeoutMillis = TIMEOUT_MILLIS,
): Promise<TenantAnswer> {
  const answer = await fetchWhole(url, { method: 'POST', body: new URLSearchParams(fields) }, timeoutMillis)
  const json: unknown = await answer.json().catch(() => null)
  return { status: answer.status, json: isRecord(json) ? json : {} }
}

/** Returns the error in the words of the tenant. */
export function errorOf({ status, json }: TenantAnswer): string {
  const [code, description] = [textOf(json, 'error'), textOf(json, 'error_description') ?? textOf(json, 'message')]
  return [`${status}`, code, description === null ? null : `(${description})`].filter(Boolean).join(' ')
}

/** A member that is a text. */
export function textOf(json: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = json[name]
  return typeof value === 'string' ? value : null
}

/**
 * Sends a request and reads the whole response within the time limit; follows no redirect.
 *
 * @throws NoAnswer when there is no response in time
 */
export async function fetchWhole(url: string, init: RequestInit, timeoutMillis = TIMEOUT_MILLIS): Promise<Response> {
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMillis) })
    const text = await answer.text()
    return new Response(text, { status: answer.status, headers: answer.headers })
  } catch {
    const { origin } = new URL(url)
    const remedy = origin.startsWith('http:') ? 'start it with `npm run dev`' : 'check AUTH0_DOMAIN in .dev.vars'
    throw new NoAnswer(`the tenant does not answer at ${origin}: ${remedy}`)
  }
}
