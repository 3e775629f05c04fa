// Proves that a key set in KV was written by this gateway: a MAC (RFC 2104 with SHA-256) of its text and its issuer, so that write access
// to KV alone cannot add a key.
import { base64url } from 'jose'

const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' } as const
const ENCODER = new TextEncoder()

/** Puts MACs on key sets and checks them; without a secret it does neither. */
export class KeySetMac {
  readonly #secret: string | null

  constructor(secret: string | null) {
    this.#secret = secret
  }

  /** Returns the text as it is stored in KV. */
  async protect(text: string, issuer: string): Promise<string> {
    if (this.#secret === null) return text
    const mac = await crypto.subtle.sign('HMAC', await importSecret(this.#secret, 'sign'), inputOf(text, issuer))
    return `${base64url.encode(new Uint8Array(mac))}.${text}`
  }

  /** Returns the protected text. @throws Error when this gateway did not write it, or wrote it for another issuer */
  async verify(value: string, issuer: string): Promise<string> {
    const { mac, text } = split(value)
    // After a secret is removed, its entries remain readable.
    if (this.#secret === null) return text
    if (mac === null || !(await isMacOf(mac, inputOf(text, issuer), this.#secret)))
      throw new Error('the entry has no MAC of GATEHOUSE_KV_SECRET: another secret, or somebody else, wrote it')
    return text
  }
}

/** The format: 256 bits, a dot, and the text. */
const PROTECTED = /^([\w-]{43})\.(.*)/s

function split(value: string): { readonly mac: string | null; readonly text: string } {
  const [, mac = null, text = value] = PROTECTED.exec(value) ?? []
  return { mac, text }
}

async function isMacOf(mac: string, input: Uint8Array<ArrayBuffer>, secret: string): Promise<boolean> {
  const key = await importSecret(secret, 'verify')
  return await crypto.subtle.verify('HMAC', key, Uint8Array.from(base64url.decode(mac)), input)
}

// The secret may get another use one day, so the name of this use is part of the authenticated text.
function inputOf(text: string, issuer: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(ENCODER.encode(JSON.stringify(['gatehouse key set', issuer, text])))
}

async function importSecret(secret: string, usage: 'sign' | 'verify') {
  return await crypto.subtle.importKey('raw', ENCODER.encode(secret), ALGORITHM, false, [usage])
}
