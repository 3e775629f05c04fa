// The proof that a key set in KV was written by this gateway: a MAC (RFC 2104 with SHA-256) of its text and its issuer, so that
// write access to KV alone puts no key in anybody's hands.
import { base64url } from 'jose'

const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' } as const
const ENCODER = new TextEncoder()

/** Puts MACs on key sets and checks them; without a secret it does neither. */
export class KeySetMac {
  readonly #secret: string | null

  constructor(secret: string | null) {
    this.#secret = secret
  }

  /** The text as it rests in KV. */
  async protect(text: string, issuer: string): Promise<string> {
    if (this.#secret === null) return text
    const mac = await crypto.subtle.sign('HMAC', await importSecret(this.#secret, 'sign'), inputOf(text, issuer))
    return `${base64url.encode(new Uint8Array(mac))}.${text}`
  }

  /** The text that was protected. @throws Error when this gateway did not write it, or wrote it for another issuer */
  async verify(value: string, issuer: string): Promise<string> {
    if (this.#secret === null) return withoutMac(value)
    const end = value.indexOf('.')
    const text = value.slice(end + 1)
    const key = await importSecret(this.#secret, 'verify')
    const isOurs =
      MAC_FORMAT.test(value) &&
      (await crypto.subtle.verify(
        'HMAC',
        key,
        Uint8Array.from(base64url.decode(value.slice(0, end))),
        inputOf(text, issuer),
      ))
    if (!isOurs)
      throw new Error('the entry has no MAC of GATEHOUSE_KV_SECRET: another secret, or somebody else, wrote it')
    return text
  }
}

/** 256 bits, and a dot. */
const MAC_FORMAT = /^[\w-]{43}\./

// A secret that was taken away leaves its entries readable.
function withoutMac(value: string): string {
  return value.replace(MAC_FORMAT, '')
}

// The secret may be used for something else one day: the name of this use stands before what is authenticated.
function inputOf(text: string, issuer: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(ENCODER.encode(JSON.stringify(['gatehouse key set', issuer, text])))
}

async function importSecret(secret: string, usage: 'sign' | 'verify') {
  return await crypto.subtle.importKey('raw', ENCODER.encode(secret), ALGORITHM, false, [usage])
}
