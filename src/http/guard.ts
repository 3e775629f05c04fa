// The guard of a route as Hono middleware. What it stands on is set by the domain factory; without that it lets nobody in.
import type { MiddlewareHandler } from 'hono'
import { changeHeaders } from './answer-headers.ts'
import { type Gate, NOBODY, type Policy, type Principal, type Tier, tokenNeed } from '#access'

/** What the guard reads and writes in the context of a request. */
export interface GuardVariables {
  /** The isolate's gate. */
  gate: Gate
  /** Who is asking, once the guard has let them in. */
  principal: Principal
}

// Which tier the keys came from and whether the token was remembered (Server-Timing §3.1), spelled out once.
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
 * Lets in whoever satisfies the policy, before the request is validated, and sets `principal`.
 *
 * @throws Refusal as {@link Gate.admit}
 */
export function guard(policy: Policy): MiddlewareHandler<{ Variables: GuardVariables }> {
  const open = tokenNeed(policy) === 'ignored'
  return async (c, next) => {
    if (open) {
      c.set('principal', NOBODY)
      await next()
      return
    }
    const { principal, tier, remembered } = await c.get('gate').admit(policy, c.req.raw, c.executionCtx)
    c.set('principal', principal)
    await next()
    changeHeaders(c, (headers) => {
      if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
      if (tier !== null) headers.set('server-timing', SERVER_TIMING[tier][remembered ? 'remembered' : 'verified'])
    })
  }
}
