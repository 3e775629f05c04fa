// Reads challenges (RFC 6750 §3, RFC 9728 §5.1).

const POINTER = /, resource_metadata="([^"]*)"/g

/** A challenge without its pointers to the metadata of the resource. */
export function withoutPointers(challenge: string | null): string | null {
  return challenge?.replaceAll(POINTER, '') ?? null
}

/** Where the pointers of a challenge lead, one for each scheme. */
export function pointersOf(challenge: string | null): string[] {
  return Array.from(challenge?.matchAll(POINTER) ?? [], ([, address = '']) => address)
}
