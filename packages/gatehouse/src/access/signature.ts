// Verifies the signature of a webhook over the bytes of its body. It knows no variables, and reads a body only when the headers can be right.
import { ProblemError } from './problem-error.ts'
import type { SignatureScheme } from './signature-schemes.ts'

/** How old a signature may be, and how far ahead its time may lie: as Standard Webhooks, Stripe and Slack recommend. */
export const SIGNATURE_MAX_AGE_SECONDS = 300
/** How long a signature without a time is remembered. */
const UNTIMED_MEMORY_SECONDS = 86_400
/** A shorter secret can be guessed. */
const SECRET_MIN_CHARACTERS = 16
/** The old one, and the new one. */
const SECRETS_MAX = 2
/** Senders give one signature for each secret that they have at the time. */
const SIGNATURES_MAX = 8
const SHA256_BYTES = 32

const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' } as const

type Bytes = Uint8Array<ArrayBuffer>
// As the runtime has it: its types differ.
type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>
type Headers = { get(name: string): string | null }

/** A signature that was accepted. */
export interface AcceptedSignature {
  /** A hash of what was signed: the same for each copy of the request, whatever a copy does to its headers. */
  readonly name: string
  /** When a copy would be refused for its age, or is not remembered any more; seconds since the epoch. */
  readonly endsAt: number
}

/** What the headers of a request say of its signature. */
interface Claim {
  /** The signatures, of which one must be right. */
  readonly signatures: readonly Bytes[]
  /** What is signed before the body. */
  readonly prefix: string
  /** Seconds since the epoch; `null` when it has no time. */
  readonly time: number | null
}

/**
 * Reads the secrets in the value of a variable: one, or two while they are turned over.
 *
 * @returns `null` when there is none, one is shorter than 16 characters, or there are more than two
 */
export function readSecrets(value: unknown): readonly string[] | null {
  if (typeof value !== 'string') return null
  const secrets = value.split(',').map((secret) => secret.trim())
  const isGood = secrets.length <= SECRETS_MAX && secrets.every((secret) => secret.length >= SECRET_MIN_CHARACTERS)
  return isGood ? secrets : null
}

/** Verifies the signatures of one route. Make it once: it keeps the imported keys. */
export class SignatureVerifier {
  readonly #scheme: SignatureScheme
  readonly #secrets: readonly string[]
  #keys: readonly HmacKey[] | null = null

  /** @param secrets the result of {@link readSecrets} */
  constructor(scheme: SignatureScheme, secrets: readonly string[]) {
    this.#scheme = scheme
    this.#secrets = secrets
  }

  /**
   * Verifies the signature of a request, in constant time.
   *
   * @param readBody returns the bytes of the body as they were sent; it is not called when the headers are wrong already
   * @param nowSeconds seconds since the epoch
   * @returns what must not be accepted again; `null` for a scheme whose requests have nothing to tell copies by
   * @throws ProblemError `signature_missing`, `signature_expired`, `signature_invalid`, and what `readBody` throws
   */
  async verify(
    headers: Headers,
    readBody: () => Promise<Bytes>,
    nowSeconds: number,
  ): Promise<AcceptedSignature | null> {
    if (this.#scheme === 'auth0Events') return await this.#verifyBearer(headers)
    const claim = CLAIMS[this.#scheme](headers)
    const { signatures, prefix, time } = claim
    if (time !== null && Math.abs(nowSeconds - time) > SIGNATURE_MAX_AGE_SECONDS)
      throw new ProblemError('signature_expired')
    const signed = joined(new TextEncoder().encode(prefix), await readBody())
    this.#keys ??= await Promise.all(this.#secrets.map((secret) => importKey(secretBytes(this.#scheme, secret))))
    for (const key of this.#keys) {
      for (const signature of signatures) {
        if (!(await crypto.subtle.verify(ALGORITHM, key, signature, signed))) continue
        const endsAt = time === null ? nowSeconds + UNTIMED_MEMORY_SECONDS : time + SIGNATURE_MAX_AGE_SECONDS
        return { name: hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', signed))), endsAt }
      }
    }
    throw new ProblemError('signature_invalid')
  }

  // The comparison of two MACs takes as long for every token, whatever its first wrong character is.
  async #verifyBearer(headers: Headers): Promise<null> {
    const token = /^Bearer +([^\s,]+)$/i.exec(required(headers, 'authorization'))?.[1]
    if (token === undefined) throw new ProblemError('signature_missing')
    this.#keys ??= [await importKey(crypto.getRandomValues(new Uint8Array(SHA256_BYTES)))]
    const [key] = this.#keys
    if (key === undefined) throw new TypeError('there is no key')
    const encoder = new TextEncoder()
    const given = new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, encoder.encode(token)))
    for (const secret of this.#secrets)
      if (await crypto.subtle.verify(ALGORITHM, key, given, encoder.encode(secret))) return null
    throw new ProblemError('signature_invalid')
  }
}

const CLAIMS = {
  standardWebhooks: (headers) => {
    const id = required(headers, 'webhook-id')
    const time = required(headers, 'webhook-timestamp')
    const signatures = required(headers, 'webhook-signature')
      .split(' ')
      .map((part) => (part.startsWith('v1,') ? bytesOfBase64(part.slice(3)) : null))
    return { signatures: usable(signatures), prefix: `${id}.${time}.`, time: secondsOf(time) }
  },
  stripe: (headers) => {
    const parts = required(headers, 'stripe-signature')
      .split(',')
      .map((part) => part.trim())
    const time = parts.find((part) => part.startsWith('t='))?.slice(2) ?? ''
    const signatures = parts.map((part) => bytesOfHex('v1=', part))
    return { signatures: usable(signatures), prefix: `${time}.`, time: secondsOf(time) }
  },
  github: (headers) => {
    const signature = required(headers, 'x-hub-signature-256')
    return { signatures: usable([bytesOfHex('sha256=', signature)]), prefix: '', time: null }
  },
  slack: (headers) => {
    const time = required(headers, 'x-slack-request-timestamp')
    const signature = required(headers, 'x-slack-signature')
    return { signatures: usable([bytesOfHex('v0=', signature)]), prefix: `v0:${time}:`, time: secondsOf(time) }
  },
} as const satisfies Record<Exclude<SignatureScheme, 'auth0Events'>, (headers: Headers) => Claim>

function required(headers: Headers, name: string): string {
  const value = headers.get(name)
  if (value === null || value === '') throw new ProblemError('signature_missing')
  return value
}

function secondsOf(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new ProblemError('signature_invalid')
  return Number(text)
}

function usable(signatures: readonly (Bytes | null)[]): readonly Bytes[] {
  const found = signatures.flatMap((bytes) => (bytes?.length === SHA256_BYTES ? [bytes] : []))
  if (found.length === 0) throw new ProblemError('signature_invalid')
  return found.slice(0, SIGNATURES_MAX)
}

function bytesOfHex(start: string, text: string): Bytes | null {
  const digits = text.slice(start.length)
  if (!text.startsWith(start) || !/^[\da-f]{64}$/i.test(digits)) return null
  return Uint8Array.from({ length: SHA256_BYTES }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  )
}

function bytesOfBase64(text: string): Bytes | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

function hexOf(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

// Standard Webhooks writes its secrets in Base64 behind a prefix. All others sign with the text as it is.
function secretBytes(scheme: SignatureScheme, secret: string): Bytes {
  const own = scheme === 'standardWebhooks' ? bytesOfBase64(secret.replace(/^whsec_/, '')) : null
  return own ?? Uint8Array.from(new TextEncoder().encode(secret))
}

async function importKey(bytes: Bytes): Promise<HmacKey> {
  return await crypto.subtle.importKey('raw', bytes, ALGORITHM, false, ['sign', 'verify'])
}

function joined(first: Uint8Array, second: Uint8Array): Bytes {
  const bytes: Bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}
