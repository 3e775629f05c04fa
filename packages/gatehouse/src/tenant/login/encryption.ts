// Encrypts the content of cookies (JWE, RFC 7516: `dir` with A256GCM), under keys that can be replaced one by one.
import { CompactEncrypt, compactDecrypt, errors } from 'jose'
import { isRecord } from '../../access/index.ts'

/** The use of an encrypted text. Each purpose has its own keys, so that a text of one is not valid for another. */
export type EncryptionPurpose = 'session' | 'login'

/**
 * A new version invalidates every cookie of the purpose. The version of sessions changed with the names of ended sessions in KV: a
 * session that had ended under an old name would have become valid again.
 */
const VERSIONS: Readonly<Record<EncryptionPurpose, number>> = { session: 2, login: 1 }

const HEADER = { alg: 'dir', enc: 'A256GCM' } as const
const KEY_BITS = 256
const encoder = new TextEncoder()

/** Encrypts and decrypts texts for one purpose. */
export class Encryptor {
  readonly #secrets: readonly string[]
  readonly #purpose: EncryptionPurpose
  #keys: readonly Uint8Array[] | null = null

  /** @param secrets the first encrypts, all decrypt */
  constructor(secrets: readonly string[], purpose: EncryptionPurpose) {
    this.#secrets = secrets
    this.#purpose = purpose
  }

  /** Encrypts a value. */
  async encrypt(value: unknown): Promise<string> {
    const [key] = await this.#derived()
    if (key === undefined) throw new TypeError('there is no key to encrypt with')
    return await new CompactEncrypt(encoder.encode(JSON.stringify(value))).setProtectedHeader(HEADER).encrypt(key)
  }

  /** Decrypts a text. Returns `null` when no key decrypts it: it was changed, or its key was removed. */
  async decrypt(sealed: string): Promise<Readonly<Record<string, unknown>> | null> {
    for (const key of await this.#derived()) {
      const opened = await compactDecrypt(sealed, key, {
        keyManagementAlgorithms: [HEADER.alg],
        contentEncryptionAlgorithms: [HEADER.enc],
      }).catch((error: unknown) => {
        if (error instanceof errors.JOSEError || error instanceof TypeError) return null
        throw error
      })
      if (opened === null) continue
      const value: unknown = JSON.parse(new TextDecoder().decode(opened.plaintext))
      return isRecord(value) ? value : null
    }
    return null
  }

  async #derived(): Promise<readonly Uint8Array[]> {
    this.#keys ??= await Promise.all(this.#secrets.map((secret) => derive(secret, this.#purpose)))
    return this.#keys
  }
}

// RFC 5869. A secret of the configuration is a text of any length; AES needs 256 bits that have no other use.
async function derive(secret: string, purpose: EncryptionPurpose): Promise<Uint8Array> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveBits'])
  const info = encoder.encode(`gatehouse ${purpose} cookie ${VERSIONS[purpose]}`)
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, material, KEY_BITS))
}
