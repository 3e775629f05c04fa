// Makes identifiers that cannot be guessed, in the alphabet of URLs.
import { base64url } from 'jose'

/** A random string of `byteCount` bytes in base64url. */
export function randomId(byteCount = 32): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(byteCount)))
}
