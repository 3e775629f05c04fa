// Keeps what an isolate remembers of people within bounds.

/** Drops what was put into a map first, when that makes one too many. */
export function dropOldest(remembered: Map<string, unknown>, max: number): void {
  const [oldest] = remembered.keys()
  if (remembered.size > max && oldest !== undefined) remembered.delete(oldest)
}
