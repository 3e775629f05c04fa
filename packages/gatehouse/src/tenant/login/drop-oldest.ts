// Limits how many entries about people an isolate keeps.

/** Drops the oldest entry of a map if it has one too many. */
export function dropOldest(remembered: Map<string, unknown>, max: number): void {
  const [oldest] = remembered.keys()
  if (remembered.size > max && oldest !== undefined) remembered.delete(oldest)
}
