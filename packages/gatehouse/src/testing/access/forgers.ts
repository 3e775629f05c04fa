// Forges tokens for more than one test file: with the public key as a secret, and with second encodings of base64url.
import { encode, GOOD_CLAIMS, type SigningKey } from './support.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The public key as openssl writes it. */
export async function pemOf({ publicKey: { n, e } }: SigningKey): Promise<string> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const publicKey = await crypto.subtle.importKey('jwk', { kty: 'RSA', n, e }, algorithm, true, ['verify'])
  const spki = await crypto.subtle.exportKey('spki', publicKey)
  if (!(spki instanceof ArrayBuffer)) throw new TypeError('spki is bytes')
  const lines = btoa(String.fromCodePoint(...new Uint8Array(spki))).match(/.{1,64}/g) ?? []
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n')
}

/** A valid token except for its signature: HMAC with this secret. */
export async function forgeHmac(bits: 256 | 384 | 512, secret: string): Promise<string> {
  const bytes = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: `SHA-${bits}` }
  const secretKey = await crypto.subtle.importKey('raw', bytes.encode(secret), algorithm, false, ['sign'])
  const input = `${encode({ alg: `HS${bits}`, typ: 'JWT', kid: 'ours' })}.${encode(GOOD_CLAIMS)}`
  return `${input}.${encode(new Uint8Array(await crypto.subtle.sign('HMAC', secretKey, bytes.encode(input))))}`
}

/** The same bytes for a lenient decoder: an unused bit of the last character is set. */
export function respell(encoded: string): string {
  return encoded.slice(0, -1) + ALPHABET.charAt(ALPHABET.indexOf(encoded.slice(-1)) + 1)
}
