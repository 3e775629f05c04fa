// Decides about one request: reads its token, has it verified, and holds the policy of the route against the principal.
import { readBearer } from './bearer.ts'
import { KeyRing, type KeyRingObserver } from './key-ring.ts'
import { authorize, type Policy, tokenNeed } from './policy.ts'
import { NOBODY } from './principal.ts'
import { Refusal } from './refusal.ts'
import { TokenMemory } from './token-memory.ts'
import type { Background, Clock, TrustSource } from './trust.ts'
import { type Verdict, Verifier } from './verifier.ts'

const NO_TOKEN: Verdict = Object.freeze({ principal: NOBODY, remembered: false })

/**
 * The gate of one isolate. Make it once and keep it: it holds the keys and the tokens that were verified.
 *
 * @example
 * const gate = new Gate(env.AUTH, clock, observer)
 * const { principal } = await gate.admit(scopes('read:payments'), request.headers, ctx)
 */
export class Gate {
  readonly ring: KeyRing
  readonly #verifier: Verifier

  constructor(source: TrustSource, clock: Clock, observer: KeyRingObserver) {
    const memory = new TokenMemory()
    this.ring = new KeyRing(source, clock, {
      adopted: (changes, termsChanged) => {
        if (termsChanged) memory.retain(() => false)
        else if (changes.some((change) => change.gone.length > 0))
          memory.retain((entry) => this.ring.has(entry.issuer, entry.key))
        observer.adopted(changes, termsChanged)
      },
      failed: (cause) => observer.failed(cause),
    })
    this.#verifier = new Verifier(this.ring, clock, memory)
  }

  /**
   * Lets a request pass or refuses it.
   *
   * @param headers the request's headers
   * @param background keeps a key refresh alive that this request starts
   * @throws Refusal with the code of DESIGN's table that says why
   */
  async admit(policy: Policy, headers: { get(name: string): string | null }, background: Background): Promise<Verdict> {
    const need = tokenNeed(policy)
    if (need === 'ignored') return NO_TOKEN
    const token = readBearer(headers)
    if (token === null) {
      if (need === 'optional') return NO_TOKEN
      throw new Refusal('token_missing')
    }
    const verdict = await this.#verifier.verify(token, background)
    authorize(policy, verdict.principal)
    return verdict
  }
}
