// Requests the gateway's figures as the reader, and describes its refusals.
import type { AuthenticationDemand } from '../../../access/authentication.ts'
import type { Readiness } from '../../../gateway/telemetry/readiness.ts'
import { stepUpOf } from '../login/step-up.ts'
import type { Account } from '../reader/account.ts'
import type { Deployment, Findings, SignIns, Status } from './figures.ts'

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
 * @param choice the query of the figures that the reader has chosen
 * @throws SignInNeeded when the token or the session is no longer accepted
 * @throws Error when the gateway does not answer; it may soon
 */
export async function ask(account: Account, choice: string): Promise<Findings> {
  const [status, readiness, deployment, signIns] = await Promise.all([
    askFor<Status>(account, '/status/figures'),
    askReadiness(),
    askIfThere<Deployment>(account, `/status/deployment?${choice}`),
    askIfThere<SignIns>(account, `/status/sign-ins?${choice}`),
  ])
  return { status, readiness, deployment, signIns, at: Date.now() / 1000 }
}

async function askFor<Body>(account: Account, path: string): Promise<Body> {
  const answer = await account.fetch(path, { cache: 'no-store' })
  if (answer.ok) return (await answer.json()) as Body
  const problem = (await answer.json().catch(() => ({}))) as Problem
  const { code, detail = '' } = problem
  const demand = stepUpOf(problem)
  if (demand !== null)
    throw new SignInNeeded('Sign in again to see this: your sign-in does not suffice.', false, demand)
  if (answer.status === 403) throw new SignInNeeded(LACKS_PERMISSION, true)
  if (code === 'token_expired' || code === 'session_expired')
    throw new SignInNeeded('Your sign-in has expired. Sign in again to go on.', false)
  if (answer.status === 401) throw new SignInNeeded(`The gateway did not accept the sign-in. ${detail}`, false)
  throw new Error(`It answered ${answer.status}. ${detail}`)
}

// Without the Durable Object there are still the figures of the isolate that answers.
async function askIfThere<Body>(account: Account, path: string): Promise<Body | null> {
  const answer = await account.fetch(path, { cache: 'no-store' })
  if (answer.ok) return (await answer.json()) as Body
  await answer.body?.cancel()
  return null
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
