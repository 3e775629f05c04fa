// Signs a compact JWS with any header and any claims. Deliberately without jose's checks: the controls need tokens that no correct
// library would sign. Valid tokens are signed here too, with RS256.
import type { CryptoKey } from 'jose'
import { base64url } from 'jose'
import type { SigningKey } from './key-ring.ts'

export const SIGNING_ALGORITHMS = ['RS256', 'PS256', 'HS256-with-public-key', 'none'] as const
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number]

export type JsonObject = Record<string, unknown>

const PS256_SALT_BYTES = 32

const encoder = new TextEncoder()
const encodeJson = (value: JsonObject): string => base64url.encode(JSON.stringify(value))

/** Signs `claims` with exactly the given `header`; its own `alg` is not read. */
export async function signCompact(
  header: JsonObject,
  claims: JsonObject,
  key: SigningKey,
  algorithm: SigningAlgorithm,
): Promise<string> {
  const input = `${encodeJson(header)}.${encodeJson(claims)}`
  const signature = await SIGNERS[algorithm](encoder.encode(input), key)
  return `${input}.${base64url.encode(new Uint8Array(signature))}`
}

const SIGNERS = {
  RS256: async (input, key) =>
    crypto.subtle.sign('RSASSA-PKCS1-v1_5', await importPrivateKey(key, 'RSASSA-PKCS1-v1_5'), input),
  PS256: async (input, key) => {
    const algorithm = { name: 'RSA-PSS', saltLength: PS256_SALT_BYTES }
    return crypto.subtle.sign(algorithm, await importPrivateKey(key, 'RSA-PSS'), input)
  },
  'HS256-with-public-key': async (input, key) => {
    const secret = encoder.encode(await publicKeyPem(key))
    const hmac = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    return crypto.subtle.sign('HMAC', hmac, input)
  },
  none: async () => new ArrayBuffer(0),
} as const satisfies Record<SigningAlgorithm, (input: Uint8Array, key: SigningKey) => Promise<ArrayBuffer>>

async function importPrivateKey(key: SigningKey, name: 'RSASSA-PKCS1-v1_5' | 'RSA-PSS'): Promise<CryptoKey> {
  const { kid: _, ...jwk } = key
  return crypto.subtle.importKey('jwk', jwk, { name, hash: 'SHA-256' }, false, ['sign'])
}

/** The public key as PEM: the secret of the attack that uses the public key as an HMAC key. */
export async function publicKeyPem({ kty, n, e }: Pick<SigningKey, 'kty' | 'n' | 'e'>): Promise<string> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('jwk', { kty, n, e }, algorithm, true, ['verify'])
  const spki = await crypto.subtle.exportKey('spki', key)
  if (!(spki instanceof ArrayBuffer)) throw new TypeError('an SPKI export is bytes')
  const lines = btoa(String.fromCharCode(...new Uint8Array(spki))).match(/.{1,64}/g) ?? []
  return `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`
}
