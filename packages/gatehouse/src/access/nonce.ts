// Makes the nonces of DPoP proofs (RFC 9449 §8, §9). A nonce is the keyed hash of a time span, so every isolate with the secret makes and
// accepts the same nonces, and nothing is stored.
import { base64url } from 'jose'

/** How long the same nonce is returned. It is accepted during the next span too. */
const NONCE_SPAN_SECONDS = 300
const ENCODER = new TextEncoder()

/** The nonces that are returned and accepted during one span. */
interface NoncesOfSpan {
  readonly span: number
  readonly current: string
  readonly accepted: ReadonlySet<unknown>
}

/**
 * Makes and checks nonces. A proof cannot be made for a future time, because its nonce cannot be known in advance.
 */
export class ProofNonces {
  readonly #secrets: readonly [string, ...string[]]
  #known: NoncesOfSpan | null = null

  /** @param secrets the first makes the nonces, all of them are accepted, so that a secret can be replaced */
  constructor(secrets: readonly [string, ...string[]]) {
    this.#secrets = secrets
  }

  /** Returns the nonce that the next proof must contain. */
  async current(nowSeconds: number): Promise<string> {
    return (await this.#at(nowSeconds)).current
  }

  /** Checks whether a proof may contain this nonce now. */
  async accepts(nonce: unknown, nowSeconds: number): Promise<boolean> {
    return (await this.#at(nowSeconds)).accepted.has(nonce)
  }

  // Once per span: a request that arrives meanwhile reads the existing nonces.
  async #at(nowSeconds: number): Promise<NoncesOfSpan> {
    const span = Math.floor(nowSeconds / NONCE_SPAN_SECONDS)
    if (span === this.#known?.span) return this.#known
    // The clock of another isolate may be slightly ahead, so that it returns the nonce of the next span.
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
