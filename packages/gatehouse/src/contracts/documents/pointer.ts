// JSON pointers (RFC 6901), as references in OpenAPI documents use them.

/** Writes the pointer to a part of a document. @param keys that lead to it */
export function pointerTo(...keys: readonly PropertyKey[]): string {
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Reads a pointer. */
export function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Reads the fragment of a reference, which may be percent-encoded (RFC 6901 §6). */
export function keysOfFragment(fragment: string): string[] {
  return keysOf(fragment.split('/').map(decoded).join('/'))
}

/** Returns the part of a document that keys lead to; `undefined` if there is none. */
export function partAt(document: unknown, keys: readonly string[]): unknown {
  let part = document
  for (const key of keys) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined
    part = (part as Readonly<Record<string, unknown>>)[key]
  }
  return part
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
