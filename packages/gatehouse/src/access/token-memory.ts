// Remembers verified tokens, so that a signature is checked once and not on every request. It contains valid tokens only. Each is found
// by the end of its signature and then compared as a whole, because hashing it would cost more.
import type { LiveKey } from './live-key.ts'
import type { TokenBinding } from './binding.ts'
import type { Principal } from './principal.ts'

/** How many tokens an isolate remembers. */
const TOKENS_REMEMBERED_MAX = 10_000
/**
 * Their total length: with their claims about 30 MiB of the 128 MiB that a Worker has. Tokens of a tenant with many permissions have
 * several KiB, and 10,000 of those would end the isolate.
 */
const TOKENS_REMEMBERED_MAX_CHARACTERS = 10_000_000

// 32 characters of base64url are 192 bits of a signature: two tokens that share them are the same one or an attack.
const TAIL_CHARACTERS = 32

/** A token that was verified. */
export interface VerifiedToken {
  readonly token: string
  readonly issuer: string
  readonly key: LiveKey
  /** The `exp` claim, in milliseconds since the epoch: the token is never returned from memory after it. */
  readonly expiresAtMillis: number
  readonly principal: Principal
  /** The binding of the token, if any (RFC 7800 `cnf`). */
  readonly binding: TokenBinding | null
}

/**
 * A bounded memory of verified tokens that drops the least recently used. It has two generations: a used entry moves to the young one,
 * and when that is full the old one is dropped as a whole. A hit in the young one costs one look-up and no write.
 */
export class TokenMemory {
  #young = new Map<string, VerifiedToken>()
  #old = new Map<string, VerifiedToken>()
  #youngCharacters = 0
  readonly #generationMax: number
  readonly #generationMaxCharacters: number

  /**
   * @param max how many tokens may be remembered at most
   * @param maxCharacters their maximum total length
   */
  constructor(max: number = TOKENS_REMEMBERED_MAX, maxCharacters: number = TOKENS_REMEMBERED_MAX_CHARACTERS) {
    this.#generationMax = Math.max(1, Math.floor(max / 2))
    this.#generationMaxCharacters = maxCharacters / 2
  }

  /** Returns the verified token if this very one is remembered and has not expired at `nowMillis`. */
  recall(token: string, nowMillis: number): VerifiedToken | undefined {
    const tail = token.slice(-TAIL_CHARACTERS)
    const young = this.#young.get(tail)
    const verified = young ?? this.#old.get(tail)
    if (verified === undefined || verified.token !== token) return undefined
    if (verified.expiresAtMillis <= nowMillis) {
      this.#young.delete(tail)
      this.#old.delete(tail)
      return undefined
    }
    if (young === undefined) this.#keep(tail, verified)
    return verified
  }

  remember(verified: VerifiedToken): void {
    this.#keep(verified.token.slice(-TAIL_CHARACTERS), verified)
  }

  /** Drops every token for which `keep` does not hold. */
  retain(keep: (verified: VerifiedToken) => boolean): void {
    for (const generation of [this.#young, this.#old]) {
      for (const [tail, verified] of generation) if (!keep(verified)) generation.delete(tail)
    }
  }

  #keep(tail: string, verified: VerifiedToken): void {
    this.#old.delete(tail)
    this.#young.set(tail, verified)
    this.#youngCharacters += verified.token.length
    if (this.#young.size >= this.#generationMax || this.#youngCharacters >= this.#generationMaxCharacters) {
      this.#old = this.#young
      this.#young = new Map()
      this.#youngCharacters = 0
    }
  }
}
