// Verifies access tokens: shape, header, issuer, key, signature, claims, in that order (RFC 8725, RFC 9068 §4).
import { compactVerify, type CryptoKey as VerificationKey, errors } from 'jose'
import { judgeClaims } from './claims.ts'
import type { KeyRing } from './key-ring.ts'
import { type Principal, principalFrom } from './principal.ts'
import { Refusal } from './refusal.ts'
import { parseToken } from './token.ts'
import type { TokenMemory } from './token-memory.ts'
import type { Background, Clock } from './trust.ts'

/** A verified token's owner, and whether the signature was checked now or before. */
export interface Verdict {
  readonly principal: Principal
  readonly remembered: boolean
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

  /**
   * Verifies one access token.
   *
   * @param background keeps a refresh alive that this request starts
   * @throws Refusal one of the `token_*` codes, or `keys_unavailable` when nobody can say
   */
  async verify(token: string, background: Background): Promise<Verdict> {
    const remembered = this.#memory.recall(token, this.#clock.now())
    if (remembered !== undefined && this.#ring.isFresh(remembered.issuer, remembered.key)) {
      return { principal: remembered.principal, remembered: true }
    }
    const { algorithm, kid, claims } = parseToken(token)
    const trust = await this.#ring.trust(background)
    if (!trust.algorithms.includes(algorithm)) throw new Refusal('token_algorithm')
    // The issuer decides whose keys count, so it comes before the key; nobody is asked on behalf of a stranger.
    const issuer = trust.issuers.find((accepted) => accepted === claims['iss'])
    if (issuer === undefined) throw new Refusal('token_issuer')
    const key = await this.#ring.key(issuer, kid, background)
    const cryptoKey = key.byAlgorithm.get(algorithm)
    if (cryptoKey === undefined) throw new Refusal('token_algorithm')
    if (remembered?.key !== key) await checkSignature(token, cryptoKey, algorithm)
    const expiresAt = judgeClaims(claims, trust, this.#clock.now() / 1000)
    const principal = principalFrom(claims, trust.claimNamespace)
    this.#memory.remember({ token, issuer, key, expiresAtMillis: expiresAt * 1000, principal })
    return { principal, remembered: remembered !== undefined }
  }
}

async function checkSignature(token: string, key: VerificationKey, algorithm: string): Promise<void> {
  try {
    await compactVerify(token, key, { algorithms: [algorithm] })
  } catch (cause) {
    throw new Refusal(cause instanceof errors.JWSSignatureVerificationFailed ? 'token_signature' : 'token_malformed', {
      cause,
    })
  }
}
