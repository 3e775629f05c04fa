// Names a subject in the log by a keyed hash of `sub`, so that its lines can be found together and the subject can't be read.
import type { Principal } from '../../access/index.ts'
import { hexOf } from '../../http/hex.ts'

/** Enough that no two subjects are taken for one. */
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

  /** The hash of a principal that was hashed before; `null` when there is none to give, `undefined` when it must be made. */
  recall(principal: Principal): string | null | undefined {
    if (this.#salt === null || principal.id === '') return null
    return this.#known.get(principal)
  }

  /** The hash of a principal's subject, in hexadecimal. */
  async make(principal: Principal): Promise<string | null> {
    if (this.#salt === null || principal.id === '') return null
    this.#key ??= await importSalt(this.#salt)
    const digest = new Uint8Array(await crypto.subtle.sign('HMAC', this.#key, encoder.encode(principal.id)))
    const hash = hexOf(digest.subarray(0, HASH_BYTES))
    this.#known.set(principal, hash)
    return hash
  }
}

function importSalt(salt: string) {
  return crypto.subtle.importKey('raw', encoder.encode(salt), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}
