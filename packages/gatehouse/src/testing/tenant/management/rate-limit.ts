// Counts the requests of the Management API in each second.
import type { KeyValueStore } from './store.ts'

const COUNT = 'managed-rate'

/** The limit, what is left of it (below zero for a request too many), and when it begins anew. */
export type RateLimit = { limit: number; remaining: number; resetSeconds: number }

/** Counts a request. @param limit 0 for none */
export function countRequest(store: KeyValueStore, limit: number, nowSeconds: number): RateLimit {
  const counted = store.get(COUNT) as { second: number; count: number } | undefined
  const count = counted?.second === nowSeconds ? counted.count + 1 : 1
  if (limit > 0) store.put(COUNT, { second: nowSeconds, count })
  return { limit, remaining: limit - count, resetSeconds: nowSeconds + 1 }
}
