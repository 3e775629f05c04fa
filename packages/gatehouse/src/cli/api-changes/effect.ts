// What a change does to what is said between a client and the API, and whether the client notices.

import type { Json } from './json.ts'

/** Who says it: a client in a request, or the API in an answer. */
export type Direction = 'request' | 'response'

/** Less may be said than before, more may be said, or neither contains the other as far as can be told. */
export type Effect = 'narrowed' | 'widened' | 'changed'

/** A change of one thing, in words. */
export type Found = readonly [breaking: boolean, what: string]

/** What is compared, for whoever compares a part of it. */
export interface Comparison {
  readonly direction: Direction
  readonly before: Json
  readonly after: Json
  /** Compares a schema inside the one that is compared. @param name what it is of, for people */
  compare(name: string, old: Json, present: Json): Found[]
}

/**
 * A change with its effect. What a client sends must still be taken, so that it may only be widened; what a client receives must still
 * be understood, so that it may only be narrowed.
 */
export function found(direction: Direction, effect: Effect, what: string): Found {
  const harmless = direction === 'request' ? 'widened' : 'narrowed'
  return [effect !== harmless, what]
}

/** How many of them break a client. */
export function breakingIn(changes: readonly Found[]): number {
  return changes.filter(([breaking]) => breaking).length
}
