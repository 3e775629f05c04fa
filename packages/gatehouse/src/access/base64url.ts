// base64url as RFC 7515 §2 has it: no padding, no white space, and only the one canonical spelling of every byte string
// (RFC 4648 §3.5), so that no second spelling of a signed token exists. jose's decoder does the decoding.
import { base64url } from 'jose'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const ONLY_ALPHABET = /^[A-Za-z0-9\-_]*$/
// Bits of the last character that carry nothing, by the length modulo four; a remainder of one can't be.
const UNUSED_BITS = [0, null, 15, 3] as const

/** Whether a text is the canonical base64url of some bytes. */
export function isCanonical(encoded: string): boolean {
  const mask = UNUSED_BITS[encoded.length % 4]
  if (mask === undefined || mask === null || !ONLY_ALPHABET.test(encoded)) return false
  return (ALPHABET.indexOf(encoded.charAt(encoded.length - 1)) & mask) === 0 || encoded === ''
}

/** The bytes of canonical base64url, or `null` for anything else. */
export function decodeBase64url(encoded: string): Uint8Array | null {
  return isCanonical(encoded) ? base64url.decode(encoded) : null
}
