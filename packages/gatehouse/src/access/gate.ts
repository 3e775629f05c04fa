// Decides about one request: reads its token, has it verified, checks its binding against the request, and applies the policy of the
// route to the principal.
import { type AuthenticationTerms, authenticationDemandOf } from './authentication.ts'
import { authorize } from './authorization.ts'
import { readCredential } from './bearer.ts'
import { type BindingRules, type BoundRequest, checkBinding } from './binding.ts'
import { explain } from './explain.ts'
import { KeyRing, type KeyRingObserver, type KeySetStatus } from './key-ring.ts'
import { scopesOf } from './policy-data.ts'
import { type Policy, tokenNeed } from './policy.ts'
import { NOBODY, type Principal } from './principal.ts'
import { ProblemError } from './problem-error.ts'
import type { Revocations } from './revocations.ts'
import { TokenMemory } from './token-memory.ts'
import type { Background, Clock, Tier, TrustSource } from './trust.ts'
import { type Verdict, Verifier } from './verifier.ts'

/** The verdict where no token is read, or none was sent and none is needed. */
export const NO_TOKEN: Verdict = Object.freeze({ principal: NOBODY, remembered: false, tier: null, binding: null })
const BEARER = 'Bearer '

/** The parts that a gate needs. */
export interface GateOptions {
  /** The source of trust documents. */
  readonly source: TrustSource
  readonly clock: Clock
  readonly observer: KeyRingObserver
  readonly binding: BindingRules
  /** Whether refusals are explained. The trust document can say so too. */
  readonly explainRefusals?: boolean
  /** The revoked tokens; none by default. */
  readonly revocations?: Pick<Revocations, 'revokes'>
}

/** What a gate found about the token of a request: the verdict on it, or why it is refused. */
export type Judgement = Verdict | { readonly refusal: unknown }

/** Counters of a gate since its isolate started. */
export interface GateStatus {
  readonly keySets: readonly KeySetStatus[]
  /** Valid tokens by the tier that their key came from. */
  readonly tiers: Readonly<Record<Tier, number>>
  /** How many valid tokens were remembered. */
  readonly remembered: number
}

/**
 * The gate of one isolate: it verifies tokens and applies policies. Make it once and keep it, because it holds the keys and the tokens that
 * were verified. A Worker without a gateway gets one from `createGate`.
 *
 * @example
 * import { scopes } from 'gatehouse/access'
 * import type { Background, Gate } from 'gatehouse/gate'
 *
 * export async function callerOf(request: Request, gate: Gate, ctx: Background): Promise<string> {
 *   const { principal } = await gate.admit(scopes('read:payments'), request, ctx)
 *   return principal.id
 * }
 */
export class Gate {
  readonly ring: KeyRing
  readonly #verifier: Verifier
  readonly #clock: Clock
  readonly #binding: BindingRules
  readonly #explainRefusals: boolean
  readonly #revocations: Pick<Revocations, 'revokes'> | undefined
  readonly #terms: AuthenticationTerms
  readonly #tiers: Record<Tier, number> = { memory: 0, binding: 0, kv: 0, tenant: 0 }
  #remembered = 0

  constructor({ source, clock, observer, binding, explainRefusals = false, revocations }: GateOptions) {
    const memory = new TokenMemory()
    this.ring = new KeyRing(source, clock, {
      adopted: (adoption) => {
        if (adoption.termsChanged) memory.retain(() => false)
        else if (adoption.changes.some(({ gone }) => gone.length > 0))
          memory.retain(({ issuer, key }) => this.ring.has(issuer, key))
        observer.adopted(adoption)
      },
      failed: (cause) => observer.failed(cause),
    })
    this.#verifier = new Verifier(this.ring, clock, memory)
    this.#clock = clock
    this.#binding = binding
    this.#explainRefusals = explainRefusals
    this.#revocations = revocations
    this.#terms = {
      claimNamespace: () => this.ring.document?.claimNamespace ?? null,
      nowSeconds: () => clock.now() / 1000,
    }
  }

  /**
   * Decides whether a request passes.
   *
   * @param background keeps a key refresh alive that this request starts
   * @param verified called when the token was verified for the first time, whether or not the policy lets it pass
   * @param known what this gate found about the token of this very request, by another policy. The token must still be good; its proof is
   *   not checked again, because it is good once
   * @throws ProblemError with the code of the refusal
   */
  async admit(
    policy: Policy,
    request: BoundRequest,
    background: Background,
    verified?: (principal: Principal, request: BoundRequest) => void,
    known?: Judgement | null,
  ): Promise<Verdict> {
    if (policy.kind === 'signedBy') authorize(policy, NOBODY, this.#terms)
    const need = tokenNeed(policy)
    if (need === 'ignored') return NO_TOKEN
    let principal: Principal | null = null
    try {
      const verdict = known
        ? await this.#renew(known, request, background)
        : (this.#recall(request) ?? (await this.#authenticate(need, request, background, verified)))
      if (!known) this.#count(verdict)
      principal = verdict.principal
      if (verdict.tier !== null && this.#revocations?.revokes(principal) === true) {
        principal = null
        throw new ProblemError('token_revoked')
      }
      authorize(policy, principal, this.#terms)
      return verdict
    } catch (error) {
      throw error instanceof ProblemError ? await this.#complete(error, policy, request, principal) : error
    }
  }

  /** Returns whether a policy lets a caller pass whom another one has let in. */
  allows(policy: Policy, principal: Principal): boolean {
    try {
      authorize(policy, principal, this.#terms)
      return true
    } catch {
      return false
    }
  }

  /** Returns the counters, and the keys in memory. */
  inspect(): GateStatus {
    return { keySets: this.ring.inspect(), tiers: { ...this.#tiers }, remembered: this.#remembered }
  }

  #count({ tier, remembered }: Verdict): void {
    if (tier !== null) this.#tiers[tier] += 1
    if (remembered) this.#remembered += 1
  }

  async #complete(
    refusal: ProblemError,
    policy: Policy,
    request: BoundRequest,
    principal: Principal | null,
  ): Promise<ProblemError> {
    // The challenge of every refusal says whether proofs are accepted, and which scopes a client should ask for.
    const { mode } = this.#binding
    const isAboutLogin = refusal.code === 'insufficient_user_authentication'
    const scope = principal === null || isAboutLogin ? scopesOf(policy) : []
    const completed = refusal.with({
      ...(mode !== 'off' && { dpop: mode }),
      ...(scope.length > 0 && { scope }),
      ...(isAboutLogin && authenticationDemandOf(policy)),
    })
    const trust = this.ring.document
    if (!this.#explainRefusals && trust?.explainRefusals !== true) return completed
    const explanation = explain(refusal, { policy, request, principal, trust, now: this.#clock.now() / 1000 })
    return explanation === undefined ? completed : completed.with({ explanation })
  }

  // The usual request needs no parsing: it has a plain token that was verified before. A bound token is checked again, because its
  // proof is new every time.
  #recall({ headers }: BoundRequest): Verdict | undefined {
    const value = headers.get('authorization')
    if (value === null || !value.startsWith(BEARER) || this.#binding.mode === 'required') return undefined
    const verdict = this.#verifier.recall(value.slice(BEARER.length))
    return verdict?.binding === null ? verdict : undefined
  }

  // The token may have expired, or its key may be gone, while the body of the request arrived.
  async #renew(known: Judgement, { headers }: BoundRequest, background: Background): Promise<Verdict> {
    if ('refusal' in known) throw known.refusal
    const credential = readCredential(headers)
    if (credential === null) throw new ProblemError('token_missing')
    const { token } = credential
    await (this.#verifier.recall(token) ?? this.#verifier.verify(token, background))
    return known
  }

  async #authenticate(
    need: 'optional' | 'required',
    request: BoundRequest,
    background: Background,
    verified: ((principal: Principal, request: BoundRequest) => void) | undefined,
  ): Promise<Verdict> {
    const credential = readCredential(request.headers)
    if (credential === null && need === 'optional') return NO_TOKEN
    if (credential === null) throw new ProblemError('token_missing')
    const known = this.#verifier.recall(credential.token)
    const verdict = known ?? (await this.#verifier.verify(credential.token, background))
    if (known === undefined) verified?.(verdict.principal, request)
    // Before its proof, which would be used up.
    if (this.#revocations?.revokes(verdict.principal) === true) throw new ProblemError('token_revoked')
    await checkBinding(verdict.binding, credential, request, this.#binding, this.#clock.now() / 1000)
    return verdict
  }
}
