// Types for the effect of a change on the messages between a client and the API, and for its consequence.

import type { Json } from './json.ts'

/** Who says it: a client in a request, or the API in an answer. */
export type Direction = 'request' | 'response'

/** Fewer messages are allowed than before, more are allowed, or neither set is known to contain the other. */
export type Effect = 'narrowed' | 'widened' | 'changed'

/** A change of one thing, in words. */
export type Found = readonly [breaking: boolean, what: string]

/** The inputs of a comparison, for the code that compares a part of it. */
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

/** Returns how many of them break a client. */
export function breakingIn(changes: readonly Found[]): number {
  return changes.filter(([breaking]) => breaking).length
}
