// Decodes base64url as RFC 7515 §2 defines it: no padding, no white space, and only the one canonical encoding of every byte string (RFC
// 4648 §3.5), so that a signed token has no second encoding. The decoder of jose does the decoding.
import { base64url } from 'jose'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
// The unused bits of the last character, by the length modulo four. A remainder of one is impossible.
const UNUSED_BITS = [0, null, 15, 3] as const

/** Returns the bytes of canonical base64url, or `null` for any other text. */
export function decodeBase64url(encoded: string): Uint8Array<ArrayBuffer> | null {
  const mask = UNUSED_BITS[encoded.length % 4]
  if (mask === undefined || mask === null) return null
  if (mask !== 0 && (ALPHABET.indexOf(encoded.charAt(encoded.length - 1)) & mask) !== 0) return null
  const bytes = decoded(encoded)
  // The decoder skips white space and padding: with any of it a text has fewer bytes than its length says.
  return bytes !== null && bytes.length === Math.floor((encoded.length * 3) / 4) ? bytes : null
}

function decoded(encoded: string): Uint8Array<ArrayBuffer> | null {
  try {
    // It is new, so that no other thread shares it.
    return base64url.decode(encoded) as Uint8Array<ArrayBuffer>
  } catch {
    return null
  }
}
