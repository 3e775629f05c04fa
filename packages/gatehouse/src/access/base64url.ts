// Decodes base64url as RFC 7515 §2 defines it: no padding, no white space, and only the one canonical encoding of every byte string (RFC
// 4648 §3.5), so that a signed token has no second encoding. The decoder of jose does the decoding.
import { base64url } from 'jose'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const ONLY_ALPHABET = /^[A-Za-z0-9\-_]*$/
// The unused bits of the last character, by the length modulo four. A remainder of one is impossible.
const UNUSED_BITS = [0, null, 15, 3] as const

/** Checks whether a text is the canonical base64url of some bytes. */
export function isCanonical(encoded: string): boolean {
  const mask = UNUSED_BITS[encoded.length % 4]
  if (mask === undefined || mask === null || !ONLY_ALPHABET.test(encoded)) return false
  return (ALPHABET.indexOf(encoded.charAt(encoded.length - 1)) & mask) === 0 || encoded === ''
}

/** Returns the bytes of canonical base64url, or `null` for any other text. */
export function decodeBase64url(encoded: string): Uint8Array | null {
  return isCanonical(encoded) ? base64url.decode(encoded) : null
}
