// Follows references within a document.
import { at, type Json } from './json.ts'

const HOPS_MAX = 16

/** A part of a document, and the document that its references lead into. */
export type Placed = readonly [part: Json, document: Json]

/** Returns the part itself, or the target of its reference. */
export function resolve([part, document]: Placed): Json {
  let found = part
  for (let hops = 0; hops < HOPS_MAX; hops++) {
    const reference = at(found, '$ref')
    if (typeof reference !== 'string') return found
    found = targetOf(reference, document)
  }
  return undefined
}

/** Returns the target of a reference (RFC 6901, in a fragment); `undefined` for a missing target and for another document. */
export function targetOf(reference: string, document: Json): Json {
  if (!reference.startsWith('#/')) return undefined
  const keys = reference.slice(2).split('/').map(unescape)
  return keys.reduce<Json>(
    (found, key) => (Array.isArray(found) ? (found as Json[])[Number(key)] : at(found, key)),
    document,
  )
}

function unescape(key: string): string {
  return decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')
}
