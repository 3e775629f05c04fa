// Verifies access tokens: shape, header, issuer, key, signature, claims, in that order (RFC 8725, RFC 9068 §4).
import { compactVerify, type CryptoKey as VerificationKey, errors } from 'jose'
import { checkCharacters } from './bearer.ts'
import { bindingOf, type TokenBinding } from './binding.ts'
import { checkClaims } from './claims.ts'
import type { KeyRing } from './key-ring.ts'
import { type Principal, principalFrom } from './principal.ts'
import { ProblemError } from './problem-error.ts'
import { parseToken, type UnverifiedToken } from './token.ts'
import type { TokenMemory } from './token-memory.ts'
import type { Background, Clock, Tier } from './trust.ts'

/** What a gate knows of a request that it has let in: the caller, and how the token was verified. */
export interface Verdict {
  readonly principal: Principal
  /** Whether the signature was checked before and not now. */
  readonly remembered: boolean
  /** The tier of the key that verified the token; `null` when there was no token. */
  readonly tier: Tier | null
  /** The binding of the token, if any. */
  readonly binding: TokenBinding | null
}

/** Verifies the access tokens of one tenant, and remembers the valid ones. */
export class Verifier {
  readonly #ring: KeyRing
  readonly #clock: Clock
  readonly #memory: TokenMemory

  constructor(ring: KeyRing, clock: Clock, memory: TokenMemory) {
    this.#ring = ring
    this.#clock = clock
    this.#memory = memory
  }

  /** Returns the verdict on a token that was verified before with a key that is still fresh, or `undefined`. */
  recall(token: string): Verdict | undefined {
    const verified = this.#memory.recall(token, this.#clock.now())
    if (verified === undefined || !this.#ring.isFresh(verified.issuer, verified.key)) return undefined
    return { principal: verified.principal, remembered: true, tier: 'memory', binding: verified.binding }
  }

  /**
   * Verifies one access token.
   *
   * @param background keeps a refresh alive that this request starts
   * @throws ProblemError one of the `token_*` codes, or `keys_unavailable` when no key is available
   */
  async verify(token: string, background: Background): Promise<Verdict> {
    const remembered = this.#memory.recall(token, this.#clock.now())
    const { algorithm, kid, claims } = parseCredential(token)
    const { revision } = this.#ring
    const trust = this.#ring.current ?? (await this.#ring.trust(background))
    const { termsRevision } = this.#ring
    if (!trust.algorithms.includes(algorithm)) throw new ProblemError('token_algorithm')
    // The issuer decides which keys apply, so it is checked first: no key is looked up for an unknown issuer.
    const issuer = trust.issuers.find((accepted) => accepted === claims['iss'])
    if (issuer === undefined) throw new ProblemError('token_issuer')
    const key = this.#ring.freshKey(issuer, kid) ?? (await this.#ring.key(issuer, kid, background))
    const tier = this.#ring.tierSince(revision)
    const cryptoKey = key.byAlgorithm.get(algorithm)
    if (cryptoKey === undefined) throw new ProblemError('token_algorithm')
    const known = remembered?.key === key
    if (!known) await checkSignature(token, cryptoKey, algorithm)
    // If keys or terms changed meanwhile, the token is verified with the new ones.
    if (this.#ring.termsRevision !== termsRevision || !this.#ring.has(issuer, key))
      return await this.verify(token, background)
    const expiresAt = checkClaims(claims, trust, this.#clock.now() / 1000)
    const principal = principalFrom(claims, trust.claimNamespace, trust.profile)
    const binding = bindingOf(claims)
    this.#memory.remember({ token, issuer, key, expiresAtMillis: expiresAt * 1000, principal, binding })
    return { principal, remembered: known, tier, binding }
  }
}

// The three parts of a token that parses have no other characters than a token may have. Of one that does not, they are the first defect.
function parseCredential(token: string): UnverifiedToken {
  try {
    return parseToken(token)
  } catch (error) {
    checkCharacters(token)
    throw error
  }
}

/**
 * Checks the signature of a compact JWS (RFC 7515 §5.2).
 *
 * @throws ProblemError `token_signature`, or `token_malformed` for a text that is not a JWS
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
