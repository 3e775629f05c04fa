// The nonces of DPoP proofs (RFC 9449 §8, §9). A nonce is the keyed hash of a span of time, so every isolate that has the secret
// gives and knows the same ones, and nothing is stored.
import { base64url } from 'jose'

/** How long the same nonce is given. It is accepted for the next span too. */
const NONCE_SPAN_SECONDS = 300
const ENCODER = new TextEncoder()

/** What is given and accepted while a span lasts. */
interface NoncesOfSpan {
  readonly span: number
  readonly current: string
  readonly accepted: ReadonlySet<unknown>
}

/**
 * Gives nonces and knows them again. A proof can't be made for a time that is still to come, because its nonce can't be known
 * before.
 */
export class ProofNonces {
  readonly #secrets: readonly [string, ...string[]]
  #known: NoncesOfSpan | null = null

  /** @param secrets the first makes the nonces, all of them are accepted: so a secret can be replaced */
  constructor(secrets: readonly [string, ...string[]]) {
    this.#secrets = secrets
  }

  /** The nonce that the next proof is to hold. */
  async current(nowSeconds: number): Promise<string> {
    return (await this.#at(nowSeconds)).current
  }

  /** Whether a proof may hold this nonce now. */
  async accepts(nonce: unknown, nowSeconds: number): Promise<boolean> {
    return (await this.#at(nowSeconds)).accepted.has(nonce)
  }

  // Once a span: a request that comes in between reads what is there.
  async #at(nowSeconds: number): Promise<NoncesOfSpan> {
    const span = Math.floor(nowSeconds / NONCE_SPAN_SECONDS)
    if (span === this.#known?.span) return this.#known
    // The clock of another isolate may be ahead by a moment, so that it gives the nonce of the next span.
    const spans = [span, span - 1, span + 1]
    const accepted = await Promise.all(this.#secrets.flatMap((secret) => spans.map((each) => nonceOf(secret, each))))
    this.#known = { span, current: await nonceOf(this.#secrets[0], span), accepted: new Set(accepted) }
    return this.#known
  }
}

async function nonceOf(secret: string, span: number): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', ENCODER.encode(secret), algorithm, false, ['sign'])
  return base64url.encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, ENCODER.encode(`dpop-nonce ${span}`))))
}
