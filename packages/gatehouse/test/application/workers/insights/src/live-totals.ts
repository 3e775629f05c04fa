// The events of a live view (Server-Sent Events, HTML Standard §9.2): totals when they changed, a comment when they did not.
import type { Clock } from 'gatehouse/domain'

/** How often payments is asked, and how soon a client comes back: soon enough to look live, and cheap to serve. */
export const POLL_MILLIS = 3_000
/**
 * How often something is sent, if only a comment. That a client is gone shows in what can not be sent to it (on a loopback, in
 * the second thing), and it should show before payments is asked again.
 */
export const HEARTBEAT_MILLIS = 1_000

const ID_BYTES = 8
const HEARTBEAT = ': nothing new\n\n'

/** What a live view stands on. */
export interface LiveParts {
  /** The totals to begin with, in JSON. */
  readonly first: string
  /** Reads the totals again; `null` when this request may not ask any more. */
  readonly read: () => Promise<string | null>
  /** When the token of the client expires, in milliseconds since the epoch. */
  readonly expiresAt: number
  /** The id of the last event that they saw before. */
  readonly lastSeen: string | null
  /** Aborts when they are gone. */
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Receives the reason that the totals could not be read. The stream ends then; a new request gets the refusal itself. */
  readonly failed: (cause: unknown) => void
}

/** The events, as they are sent. */
export async function* liveTotals(parts: LiveParts): AsyncGenerator<string, void> {
  const { first, read, expiresAt, lastSeen, signal, clock, failed } = parts
  const gone = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  let seen = lastSeen
  yield `retry: ${POLL_MILLIS}\n\n`
  for (let totals: string | null = first; totals !== null;) {
    const id = await idOf(totals)
    yield id === seen ? HEARTBEAT : `event: totals\nid: ${id}\ndata: ${totals}\n\n`
    seen = id
    const until = Math.min(clock.now() + POLL_MILLIS, expiresAt)
    for (let left = until - clock.now(); left > 0; left = until - clock.now()) {
      await Promise.race([clock.sleep(Math.min(HEARTBEAT_MILLIS, left)), gone])
      if (signal.aborted) return
      if (clock.now() < until) yield HEARTBEAT
    }
    if (clock.now() >= expiresAt) return
    try {
      totals = await read()
    } catch (cause) {
      if (!signal.aborted) failed(cause)
      return
    }
  }
}

// Names the totals themselves, so that an event that was seen before is known again, whichever isolate sends it.
async function idOf(totals: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(totals))
  return Array.from(new Uint8Array(digest, 0, ID_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
