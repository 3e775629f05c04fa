// The nonces of DPoP proofs (RFC 9449 §8, §9). A nonce is the keyed hash of a span of time, so every isolate that has the secret
// gives and knows the same ones, and nothing is stored.
import { base64url } from 'jose'

/** How long the same nonce is given. It is accepted for the next span too. */
const NONCE_SPAN_SECONDS = 300
const ENCODER = new TextEncoder()

/**
 * Gives nonces and knows them again. A proof can't be made for a time that is still to come, because its nonce can't be known
 * before.
 */
export class ProofNonces {
  readonly #secrets: readonly string[]
  #span = Number.NaN
  #current = ''
  #accepted: ReadonlySet<unknown> = new Set()

  /** @param secrets the first makes the nonces, all of them are accepted: so a secret can be replaced */
  constructor(secrets: readonly [string, ...string[]]) {
    this.#secrets = secrets
  }

  /** The nonce that the next proof is to hold. */
  async current(nowSeconds: number): Promise<string> {
    await this.#move(nowSeconds)
    return this.#current
  }

  /** Whether a proof may hold this nonce now. */
  async accepts(nonce: unknown, nowSeconds: number): Promise<boolean> {
    await this.#move(nowSeconds)
    return this.#accepted.has(nonce)
  }

  // Once a span: a request that comes in between reads what is there.
  async #move(nowSeconds: number): Promise<void> {
    const span = Math.floor(nowSeconds / NONCE_SPAN_SECONDS)
    if (span === this.#span) return
    // The clock of another isolate may be ahead by a moment, so that it gives the nonce of the next span.
    const spans = [span, span - 1, span + 1]
    const nonces = await Promise.all(
      this.#secrets.flatMap((secret) => spans.map(async (each) => await nonceOf(secret, each))),
    )
    this.#current = nonces[0] ?? ''
    this.#accepted = new Set(nonces)
    this.#span = span
  }
}

async function nonceOf(secret: string, span: number): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', ENCODER.encode(secret), algorithm, false, ['sign'])
  return base64url.encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, ENCODER.encode(`dpop-nonce ${span}`))))
}
