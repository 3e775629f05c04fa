// Bytes as people and logs write them.

/** The bytes in hexadecimal, two small digits each. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
