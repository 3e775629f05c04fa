// Makes UUIDs that sort by their time (RFC 9562 §5.7). 74 bits are random, so they cannot be guessed.
const BYTES = 16
const TIME_BYTES = 6

/** Makes a UUID of version 7 for an instant, in milliseconds since the epoch. */
export function uuidV7(nowMillis: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES))
  for (let index = 0; index < TIME_BYTES; index++) {
    bytes[index] = Math.floor(nowMillis / 256 ** (TIME_BYTES - 1 - index)) % 256
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
