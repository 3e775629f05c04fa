// Verifies access tokens: shape, header, issuer, key, signature, claims, in that order (RFC 8725, RFC 9068 §4).
import { compactVerify, type CryptoKey as VerificationKey, errors } from 'jose'
import { bindingOf, type TokenBinding } from './binding.ts'
import { checkClaims } from './claims.ts'
import type { KeyRing } from './key-ring.ts'
import { type Principal, principalFrom } from './principal.ts'
import { ProblemError } from './problem-error.ts'
import { parseToken } from './token.ts'
import type { TokenMemory } from './token-memory.ts'
import type { Background, Clock, Tier } from './trust.ts'

/** What is known of a token that is good. */
export interface Verdict {
  readonly principal: Principal
  /** Whether the signature was checked before and not now. */
  readonly remembered: boolean
  /** Where the key came from that the token was verified with; `null` when there was no token. */
  readonly tier: Tier | null
  /** What the token is bound to, if it is. */
  readonly binding: TokenBinding | null
}

/** Verifies the access tokens of one tenant, remembering the good ones. */
export class Verifier {
  readonly #ring: KeyRing
  readonly #clock: Clock
  readonly #memory: TokenMemory

  constructor(ring: KeyRing, clock: Clock, memory: TokenMemory) {
    this.#ring = ring
    this.#clock = clock
    this.#memory = memory
  }

  /** The verdict on a token that was verified before with a key that is still fresh, or `undefined`. */
  recall(token: string): Verdict | undefined {
    const verified = this.#memory.recall(token, this.#clock.now())
    if (verified === undefined || !this.#ring.isFresh(verified.issuer, verified.key)) return undefined
    return { principal: verified.principal, remembered: true, tier: 'memory', binding: verified.binding }
  }

  /**
   * Verifies one access token.
   *
   * @param background keeps a refresh alive that this request starts
   * @throws ProblemError one of the `token_*` codes, or `keys_unavailable` when no key can be had
   */
  async verify(token: string, background: Background): Promise<Verdict> {
    const remembered = this.#memory.recall(token, this.#clock.now())
    const { algorithm, kid, claims } = parseToken(token)
    const { revision } = this.#ring
    const trust = await this.#ring.trust(background)
    const { termsRevision } = this.#ring
    if (!trust.algorithms.includes(algorithm)) throw new ProblemError('token_algorithm')
    // The issuer decides whose keys count, so it comes before the key: no key is looked up for an unknown issuer.
    const issuer = trust.issuers.find((accepted) => accepted === claims['iss'])
    if (issuer === undefined) throw new ProblemError('token_issuer')
    const key = await this.#ring.key(issuer, kid, background)
    const tier = this.#ring.tierSince(revision)
    const cryptoKey = key.byAlgorithm.get(algorithm)
    if (cryptoKey === undefined) throw new ProblemError('token_algorithm')
    const known = remembered?.key === key
    if (!known) await checkSignature(token, cryptoKey, algorithm)
    // When keys or terms changed while we waited, the token is verified by the new ones.
    if (this.#ring.termsRevision !== termsRevision || !this.#ring.has(issuer, key))
      return await this.verify(token, background)
    const expiresAt = checkClaims(claims, trust, this.#clock.now() / 1000)
    const principal = principalFrom(claims, trust.claimNamespace, trust.profile)
    const binding = bindingOf(claims)
    this.#memory.remember({ token, issuer, key, expiresAtMillis: expiresAt * 1000, principal, binding })
    return { principal, remembered: known, tier, binding }
  }
}

/**
 * Checks the signature of a compact JWS (RFC 7515 §5.2).
 *
 * @throws ProblemError `token_signature`, or `token_malformed` for what is no JWS
 */
export async function checkSignature(token: string, key: VerificationKey, algorithm: string): Promise<void> {
  try {
    await compactVerify(token, key, { algorithms: [algorithm] })
  } catch (cause) {
    throw new ProblemError(
      cause instanceof errors.JWSSignatureVerificationFailed ? 'token_signature' : 'token_malformed',
      {
        cause,
      },
    )
  }
}
