// Implements the guard of a route as Hono middleware. The domain factory sets its gate; without one it refuses every request.
import type { MiddlewareHandler } from 'hono'
import { type Gate, NOBODY, type Policy, type Principal, type Tier, tokenNeed, type Verdict } from '../access/index.ts'
import { BODY_MAX_BYTES } from './limits.ts'
import { type BodyRule, checkBody } from './request-body.ts'
import { SignatureGate } from './signed-request.ts'

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
 * @param bodyMaxBytes the largest body of a signed webhook, which is read before the handler
 * @throws ProblemError as {@link Gate.admit}, {@link SignatureGate.admit} and {@link checkBody}
 */
export function guardRoute(
  policy: Policy,
  body: BodyRule | null = null,
  bodyMaxBytes: number = BODY_MAX_BYTES,
): MiddlewareHandler<{ Variables: GuardVariables }> {
  const open = tokenNeed(policy) === 'ignored'
  const signatures = policy.kind === 'signedBy' ? new SignatureGate(policy, bodyMaxBytes) : null
  return async (c, next) => {
    if (signatures !== null) {
      // The handler reads the request itself.
      await signatures.admit(c.req.raw.clone(), variableIn(c.env))
      c.set('principal', NOBODY)
    } else if (open) {
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

/** Returns what reads a variable in the bindings of a Worker. */
export function variableIn(bindings: unknown): (name: string) => unknown {
  return (name) => (Object(bindings) as Readonly<Record<string, unknown>>)[name]
}

/**
 * Sets the header that no cache may store the response.
 *
 * @param isExplained whether another header says how the token of the request was verified, as in development. On its way through both Workers it
 *   costs a fortieth of the whole request.
 */
export function setVerdictHeaders(headers: Headers, { tier, remembered }: Verdict, isExplained: boolean): void {
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  if (isExplained && tier !== null)
    headers.set('server-timing', SERVER_TIMING[tier][remembered ? 'remembered' : 'verified'])
}
