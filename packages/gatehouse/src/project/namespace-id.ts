// Derives the ids of rate limits, which an account distinguishes by a number.

/**
 * Returns a positive integer (FNV-1a, 31 bits) that stays the same as long as the Worker and the binding keep their names: all limits of an
 * account with one id are counted together, whichever Worker has them.
 */
export function namespaceId(name: string): string {
  let hash = 0x811c9dc5
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return String((hash >>> 1) + 1)
}
