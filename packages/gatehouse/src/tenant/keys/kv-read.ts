// Reads from Workers KV with a time limit, because a request waits.
import { type Clock, withTimeLimit } from '../../access/index.ts'

/** How long KV may take to answer; after that the caller uses another source. */
const KV_READ_TIMEOUT_MILLIS = 1_000

/** Returns the value of a key, or `null` when there is none. @throws Error when KV fails, or does not answer within a second */
export async function readInTime(
  store: { get(key: string): Promise<string | null> },
  key: string,
  clock: Clock,
): Promise<string | null> {
  return await withTimeLimit(store.get(key), KV_READ_TIMEOUT_MILLIS, clock, readTimedOut)
}

function readTimedOut(): Error {
  return new Error(`no answer within ${KV_READ_TIMEOUT_MILLIS} ms`)
}
