// Encodes bytes in hexadecimal for people and logs.

/** Returns the bytes in hexadecimal, two lower-case digits each. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
