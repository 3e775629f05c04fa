// Identifies a subject in the log by a keyed hash of `sub`, so that its lines can be found together and the subject cannot be read.
import type { Principal } from '../../access/index.ts'
import { hexOf } from '../../http/hex.ts'

/** Enough digits that two subjects do not collide. */
const HASH_BYTES = 12

const encoder = new TextEncoder()

/** Hashes subjects with a salt that only the gateway knows (HMAC-SHA-256); without one it names no subject. */
export class SubjectHash {
  readonly #salt: string | null
  #key: Awaited<ReturnType<typeof importSalt>> | null = null
  readonly #known = new WeakMap<Principal, string>()

  constructor(salt: string | null) {
    this.#salt = salt
  }

  /** Returns the hash of a principal that was hashed before; `null` if it has none, `undefined` if it must be computed. */
  recall(principal: Principal): string | null | undefined {
    if (this.#salt === null || principal.id === '') return null
    return this.#known.get(principal)
  }

  /** Computes the hash of a principal's subject, in hexadecimal. */
  async make(principal: Principal): Promise<string | null> {
    const hash = await this.hashOf(principal.id)
    if (hash !== null) this.#known.set(principal, hash)
    return hash
  }

  /** Computes the hash of a subject, in hexadecimal. */
  async hashOf(subject: string): Promise<string | null> {
    if (this.#salt === null || subject === '') return null
    this.#key ??= await importSalt(this.#salt)
    const digest = new Uint8Array(await crypto.subtle.sign('HMAC', this.#key, encoder.encode(subject)))
    return hexOf(digest.subarray(0, HASH_BYTES))
  }
}

function importSalt(salt: string) {
  return crypto.subtle.importKey('raw', encoder.encode(salt), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}
