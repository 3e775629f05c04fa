// Implements the guard of a route as Hono middleware. The domain factory sets its gate; without one it refuses every request.
import type { MiddlewareHandler } from 'hono'
import { type Gate, NOBODY, type Policy, type Principal, type Tier, tokenNeed, type Verdict } from '../access/index.ts'
import { type BodyRule, checkBody } from './request-body.ts'

/** The values that the guard reads and sets in the context of a request. */
export interface GuardVariables {
  /** The isolate's gate. */
  gate: Gate
  /** The caller, after the guard has accepted the request. */
  principal: Principal
  /** The verdict on their token, where a token is read. */
  verdict?: Verdict
}

// The tier of the keys and whether the token was remembered (Server-Timing §3.1), precomputed.
const SERVER_TIMING = {
  memory: timingsOf('memory'),
  binding: timingsOf('binding'),
  kv: timingsOf('kv'),
  tenant: timingsOf('tenant'),
} as const satisfies Record<Tier, unknown>

function timingsOf(tier: Tier) {
  return {
    remembered: `keys;desc="${tier}", token;desc="remembered"`,
    verified: `keys;desc="${tier}", token;desc="verified"`,
  }
}

/**
 * Accepts a caller that satisfies the policy, before the request is validated, and sets `principal` and `verdict`. Then it checks the
 * body against its rule.
 *
 * @param body the documented body of the operation; `null` for an operation without one
 * @throws ProblemError as {@link Gate.admit} and {@link checkBody}
 */
export function guardRoute(
  policy: Policy,
  body: BodyRule | null = null,
): MiddlewareHandler<{ Variables: GuardVariables }> {
  const open = tokenNeed(policy) === 'ignored'
  return async (c, next) => {
    if (open) {
      c.set('principal', NOBODY)
    } else {
      const verdict = await c.get('gate').admit(policy, c.req.raw, c.executionCtx)
      c.set('principal', verdict.principal)
      c.set('verdict', verdict)
    }
    if (body !== null) await checkBody(c.req.raw, body)
    await next()
  }
}

/** Sets headers that say how the token of the request was verified, and that no cache may store the response. */
export function setVerdictHeaders(headers: Headers, { tier, remembered }: Verdict): void {
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  if (tier !== null) headers.set('server-timing', SERVER_TIMING[tier][remembered ? 'remembered' : 'verified'])
}
