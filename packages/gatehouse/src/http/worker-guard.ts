// Guards a plain Hono Worker, without a contract: the gateway's verifier, keys and problem documents as one middleware.
import type { Context, MiddlewareHandler } from 'hono'
import {
  type Background,
  checkAudience,
  forAudience,
  Gate,
  NOBODY,
  type Policy,
  type Principal,
  tokenNeed,
  type TrustSource,
  type Verdict,
} from '../access/index.ts'
import { problemResponse } from '../problem/problem.ts'
import { changeHeaders } from './answer-headers.ts'
import { systemClock } from './clock.ts'
import { executionContextOf } from './execution-context.ts'
import { setVerdictHeaders, variableIn } from './guard.ts'
import { keyRingLog } from './key-ring-log.ts'
import { BODY_MAX_BYTES } from './limits.ts'
import { requestIdOf } from './request-id.ts'
import { SignatureGate } from './signed-request.ts'

/** The options of `guard`. */
export interface GuardOptions {
  /** A gate with keys of its own, made by `createGate` of `gatehouse/gate`. Without it the binding `AUTH` must lead to a gateway's `KeyService`. */
  readonly gate?: Pick<Gate, 'admit'>
  /**
   * Says that requests reach this Worker through the gateway alone. The gateway has checked the proof of a token that is bound to a key
   * (DPoP, RFC 9449), and no other client can send it again. Otherwise such a token is refused, because nothing here remembers proofs.
   */
  readonly behindGateway?: boolean
  /**
   * The audience of this Worker, where the gateway gives it tokens of its own (`exchange`). It accepts tokens for this audience alone. The
   * default is that of the gateway's API. A `gate` has its own audience.
   */
  readonly audience?: string
}

/** The variables of Hono's context for a guarded handler. */
export interface GuardedEnv {
  Variables: {
    /** The caller. */
    principal: Principal
  }
}

const BEHIND_THE_GATEWAY = { mode: 'allowed', replay: null } as const
const BY_ITSELF = { mode: 'off', replay: null } as const

// One gate for each binding and its rules, for all the routes of an isolate: it holds the keys and the tokens that were verified.
const gates = new WeakMap<TrustSource, Map<string, Gate>>()

/**
 * Makes a middleware for a plain Hono Worker. It lets a caller in who satisfies the policy, and sets `principal`. Any other caller gets the
 * problem document that the gateway would answer.
 *
 * It needs the binding `AUTH` to the `KeyService` of a gateway, or the option `gate`.
 *
 * @param policy one of those of `gatehouse/access`
 * @throws TypeError for an empty audience
 *
 * @example
 * import { Hono } from 'hono'
 * import { scopes } from 'gatehouse/access'
 * import { guard } from 'gatehouse/domain'
 *
 * const app = new Hono()
 * app.get('/reports', guard(scopes('read:reports')), (c) => c.json({ caller: c.var.principal.id }))
 *
 * export default app
 */
export function guard(
  policy: Policy,
  { gate, behindGateway = false, audience }: GuardOptions = {},
): MiddlewareHandler<GuardedEnv> {
  checkAudience(audience)
  const rules = { name: JSON.stringify([behindGateway, audience ?? null]), behindGateway, audience }
  const isOpen = tokenNeed(policy) === 'ignored'
  const signatures = policy.kind === 'signedBy' ? new SignatureGate(policy, BODY_MAX_BYTES) : null
  return async (c, next) => {
    if (signatures !== null) {
      try {
        await signatures.admit(c.req.raw.clone(), variableIn(c.env))
      } catch (error) {
        return problemResponse(error, requestIdOf(c.req.raw.headers), c.req.url)
      }
    }
    if (isOpen) {
      c.set('principal', NOBODY)
      return await next()
    }
    const { raw } = c.req
    let verdict: Verdict
    let isExplained = false
    try {
      if (gate === undefined) {
        const own = gateOver(sourceOf(c.env), rules)
        verdict = await own.admit(policy, raw, backgroundOf(c))
        isExplained = own.ring.document?.explainRefusals === true
      } else {
        verdict = await gate.admit(policy, raw, backgroundOf(c))
      }
    } catch (error) {
      return problemResponse(error, requestIdOf(raw.headers), c.req.url)
    }
    c.set('principal', verdict.principal)
    await next()
    changeHeaders(c, (headers) => setVerdictHeaders(headers, verdict, isExplained))
  }
}

/** How a gate is made, with a name that no other rules have. */
interface GateRules {
  readonly name: string
  readonly behindGateway: boolean
  readonly audience: string | undefined
}

function gateOver(source: TrustSource, rules: GateRules): Gate {
  const known = gates.get(source) ?? new Map<string, Gate>()
  gates.set(source, known)
  const gate = known.get(rules.name) ?? makeGate(source, rules)
  known.set(rules.name, gate)
  return gate
}

function makeGate(source: TrustSource, { behindGateway, audience }: GateRules): Gate {
  return new Gate({
    source: audience === undefined ? source : forAudience(source, audience),
    clock: systemClock,
    observer: keyRingLog,
    binding: behindGateway ? BEHIND_THE_GATEWAY : BY_ITSELF,
  })
}

function sourceOf(bindings: unknown): TrustSource {
  const { AUTH } = Object(bindings) as { readonly AUTH?: TrustSource }
  if (AUTH !== undefined) return AUTH
  throw new TypeError(
    'guard() found no binding AUTH: bind it to the entrypoint KeyService of the gateway, or give it a gate made by createGate()',
  )
}

// Outside of Workers there is nothing that ends with the answer.
function backgroundOf(c: Context): Background {
  return executionContextOf(c) ?? { waitUntil: () => undefined }
}
