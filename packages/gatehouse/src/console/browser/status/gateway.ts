// Requests the gateway's figures, and describes its refusals.
import type { AuthenticationDemand } from '../../../access/authentication.ts'
import type { Readiness } from '../../../gateway/telemetry/readiness.ts'
import { stepUpOf } from '../login/step-up.ts'
import type { Findings, Status } from './figures.ts'

/** The reader must sign in again. `anew`: as another user. `demand`: what the login must satisfy. */
export class SignInNeeded extends Error {
  readonly anew: boolean
  readonly demand: AuthenticationDemand

  constructor(message: string, anew: boolean, demand: AuthenticationDemand = {}) {
    super(message)
    this.anew = anew
    this.demand = demand
  }
}

interface Problem {
  readonly code?: string
  readonly detail?: string
}

const LACKS_PERMISSION =
  'You are signed in, but your account lacks the permission read:status. Ask whoever looks after the tenant for a role that has it, ' +
  'or sign in as somebody else.'

/**
 * Returns the current figures.
 *
 * @throws SignInNeeded when the token is no longer accepted
 * @throws Error when the gateway does not answer; it may soon
 */
export async function ask(token: string): Promise<Findings> {
  const [status, readiness] = await Promise.all([askStatus(token), askReadiness()])
  return { status, readiness, at: Date.now() / 1000 }
}

async function askStatus(token: string): Promise<Status> {
  const answer = await fetch('/status/figures', {
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
    cache: 'no-store',
  })
  if (answer.ok) return (await answer.json()) as Status
  const problem = (await answer.json().catch(() => ({}))) as Problem
  const { code, detail } = problem
  const demand = stepUpOf(problem)
  if (demand !== null)
    throw new SignInNeeded('Sign in again to see this: your sign-in does not suffice.', false, demand)
  if (answer.status === 403) throw new SignInNeeded(LACKS_PERMISSION, true)
  if (code === 'token_expired') throw new SignInNeeded('Your sign-in has expired. Sign in again to go on.', false)
  if (answer.status === 401) throw new SignInNeeded(`The gateway did not accept the token. ${detail ?? ''}`, false)
  throw new Error(`The gateway answered ${answer.status}. ${detail ?? ''}`)
}

// 503 is an answer too: it says what is not ready.
async function askReadiness(): Promise<Readiness | null> {
  try {
    const answer = await fetch('/ready', { cache: 'no-store' })
    return (await answer.json()) as Readiness
  } catch {
    return null
  }
}
