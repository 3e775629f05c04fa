// Puts what a tenant answers into a sentence, with an exit code for each kind of failure.
import { isRecord } from '../../access/json.ts'
import { CommandError } from '../command-error.ts'

/** The exit codes of `gatehouse tenant plan` and `apply`; docs/cli.md has them too. */
export const EXIT_CODES = {
  /** The project or the options need a correction, or `plan --check` has found a change. */
  wrong: 1,
  /** The credentials are refused, or lack a scope. */
  credentials: 3,
  /** The tenant does not answer, fails, or is asked too often: the same command goes on later. */
  unavailable: 4,
  /** The tenant refuses a change. */
  refused: 5,
  /** The plan was not confirmed. */
  unconfirmed: 6,
} as const

/** A failure with its exit code. */
export class TenantError extends CommandError {
  override readonly exitStatus: number

  constructor(kind: keyof typeof EXIT_CODES, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exitStatus = EXIT_CODES[kind]
  }
}

/** Stands for no answer at all, with the reason in its message: no server has this status. */
export const NO_ANSWER_STATUS = 599

interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** Returns the refusal in an error of the package `auth0`; `null` when there was no answer at all. */
function refusalIn(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return null
  const body = 'body' in error && isRecord(error.body) ? error.body : {}
  const { errorCode = '', message = '' } = body
  return { status: error.statusCode, code: String(errorCode), message: String(message) }
}

/** Returns whether an error says that something is not there. */
export function isGone(error: unknown): boolean {
  return refusalIn(error)?.status === 404
}

/** What Auth0 says of a feature that a plan does not have, where it does not forbid it. */
const MISSING_FEATURE = /feature|not (?:enabled|available|supported|entitled)|upgrade|subscription/i

/** Returns whether an error says that the plan of the tenant does not have a feature: it is forbidden, and not for want of a scope. */
export function isUnavailable(error: unknown): boolean {
  const refusal = refusalIn(error)
  if (refusal === null || refusal.code === 'insufficient_scope') return false
  const { status, code, message } = refusal
  return status === 402 || status === 403 || ([400, 404].includes(status) && MISSING_FEATURE.test(`${code} ${message}`))
}

/** Returns whether an error says that something can't be read, for whatever reason. */
export function isUnreadable(error: unknown): boolean {
  return [402, 403, 404].includes(refusalIn(error)?.status ?? 0)
}

const AGAIN = 'What was done stays: run the same command again, and it goes on from here'

/** The failure in words. @param origin of the tenant */
export function failureOf(error: unknown, origin: string): TenantError {
  if (error instanceof TenantError) return error
  const refusal = refusalIn(error)
  if (refusal === null) {
    const words = error instanceof Error ? error.message : String(error)
    return new TenantError('unavailable', `${origin} does not answer (${words}). ${AGAIN}`, { cause: error })
  }
  const { status, code, message } = refusal
  if (status === NO_ANSWER_STATUS)
    return new TenantError('unavailable', `${origin} does not answer (${message}). ${AGAIN}`, { cause: error })
  const said = message === '' ? `status ${status}` : `${status}: ${message}`
  if (status === 401)
    return new TenantError('credentials', `${origin} refuses the token (${said}): get a new one, and try again`)
  if (code === 'insufficient_scope')
    return new TenantError('credentials', `the token lacks a scope (${said}): add it to the grant of its application`)
  if (status === 429)
    return new TenantError('unavailable', `${origin} is asked too often and stays so (${said}). ${AGAIN}`)
  if (status >= 500) return new TenantError('unavailable', `${origin} fails (${said}). ${AGAIN}`)
  return new TenantError('refused', `${origin} refuses the change (${said}). ${AGAIN}`)
}
