// Records the events in the echo domain, to be read by another request: notes by an id of the test's, and every call of a handler. Plain
// data, because no request may touch an object of another.
import type { Call } from './call.ts'

const POLL_MILLIS = 2
/** Well within the time that the gateway waits for a domain. */
const PATIENCE_MILLIS = 5_000

const notes = new Map<string, string[]>()
let calls: Call[] = []

/** Notes that something happened. */
export function note(id: string, what: string): void {
  const known = notes.get(id)
  if (known === undefined) notes.set(id, [what])
  else known.push(what)
}

/** Waits until something is noted. @returns everything that is, then or when patience ends */
export async function noted(id: string, what: string | undefined): Promise<readonly string[]> {
  const until = Date.now() + PATIENCE_MILLIS
  for (;;) {
    const known = notes.get(id) ?? []
    if (what === undefined || known.includes(what) || Date.now() >= until) return known
    await scheduler.wait(POLL_MILLIS)
  }
}

/** Records that a handler was called. */
export function recordCall(operation: string, { headers }: Request): void {
  calls.push({ operation, authorization: headers.get('authorization'), headers: [...headers.keys()] })
}

/** The calls since the last time that somebody asked. */
export function takeCalls(): Call[] {
  const taken = calls
  calls = []
  return taken
}
