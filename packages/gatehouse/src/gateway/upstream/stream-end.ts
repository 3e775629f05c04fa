// Ends responses that would outlive the token of their request: a WebSocket, a stream of events, the long response of an origin. A
// response that is short enough to end before is left as it is.
import type { Clock, Verdict } from '../../access/index.ts'
import type { CookieNames } from '../../tenant/login/cookies.ts'
import type { RequestContext } from '../handler.ts'
import { sanitizeAnswer } from './service-answer.ts'
import { passSocketOn } from './socket-relay.ts'

/**
 * How much of a response may remain when its token expires: it has mostly been sent before, and most responses are shorter.
 */
const SHORT_ANSWER_BYTES = 65_536
/** A response that starts in the last moment of its token has this long, because the verifier tolerates the same difference of clocks. */
const LEAST_MILLIS = 5_000
/** The longest time of a timer (it counts milliseconds in 31 bits). */
const TIMER_MAX_MILLIS = 2_147_483_647

/** What is known about the body of a response. */
export interface BodySource {
  /** Whether it can be long, if it is neither a WebSocket nor a stream of events. */
  readonly canBeLong: boolean
  /** Whether reading it gives the bytes as they were sent, compressed or not: `encodeResponseBody: 'manual'`. */
  readonly isRaw: boolean
}

/** A body of a Worker: over a binding no response declares its length, and a domain ends its own streams. */
export const OF_WORKER: BodySource = { canBeLong: false, isRaw: false }

/** Returns a service's response to a request as {@link passBack} does, ended when the token of the request expires. */
export function returnAnswer(
  answer: Response,
  { verdict, startedAt, cookieNames }: Pick<RequestContext, 'cookieNames' | 'startedAt' | 'verdict'>,
  clock: Clock,
  source: BodySource,
): Response {
  return passBack(answer, verdict === null ? null : streamEndOf(verdict, startedAt), clock, source, cookieNames)
}

/** Until when a response may continue, in milliseconds since the epoch; `null` without a token. */
export function streamEndOf({ principal }: Verdict, startedAt: number): number | null {
  const { exp } = principal.claims
  return typeof exp === 'number' ? Math.max(exp * 1000, startedAt + LEAST_MILLIS) : null
}

/**
 * Returns a service's response without the headers that only the gateway may set, and ends it at a given time. A WebSocket is closed
 * with a code for that, a stream of events ends, and any other body is aborted, so that no client takes a part for the whole.
 *
 * @param endsAt the result of {@link streamEndOf}
 * @param names of our cookies, which no service may set
 */
export function passBack(
  answer: Response,
  endsAt: number | null,
  clock: Clock,
  { canBeLong, isRaw }: BodySource,
  names: CookieNames,
): Response {
  if (answer.status === 101)
    return passSocketOn(answer, endsAt === null ? null : (end) => callAt(endsAt, clock, end), names)
  const sanitized = sanitizeAnswer(answer, names)
  if (endsAt === null) return sanitized
  const endsWell = isEventStream(sanitized)
  // The body is read last, because the runtime creates a stream for it when it is read.
  if (!endsWell && !(canBeLong && isLong(sanitized))) return sanitized
  const { body } = sanitized
  return body === null ? sanitized : endedAt(sanitized, body, endsAt, clock, { endsWell, isRaw })
}

function endedAt(
  answer: Response,
  body: ReadableStream,
  endsAt: number,
  clock: Clock,
  { endsWell, isRaw }: { readonly endsWell: boolean; readonly isRaw: boolean },
): Response {
  const { readable, writable } = identityStream()
  const controller = new AbortController()
  const callOff = callAt(endsAt, clock, () => controller.abort(new Error('the token of this stream has expired')))
  void body
    .pipeTo(writable, { signal: controller.signal, preventAbort: endsWell })
    .catch(async () => {
      if (endsWell) await (controller.signal.aborted ? writable.close() : writable.abort())
    })
    .catch(() => undefined)
    .finally(callOff)
  const ended = new Response(readable, answer)
  // Such a body has been decompressed here, and would be compressed again without being sent in time.
  if (!isRaw) ended.headers.delete('content-encoding')
  ended.headers.delete('content-length')
  return ended
}

// Server-Sent Events (HTML Standard §9.2).
function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true
}

// It declares no length, or a large one.
function isLong({ headers }: Response): boolean {
  const length = headers.get('content-length')
  return length === null || Number(length) > SHORT_ANSWER_BYTES
}

// Calls a function at a given time. @returns the function that cancels it
function callAt(moment: number, clock: Clock, call: () => void): () => void {
  let cancel: (() => void) | undefined
  const wait = (): void => {
    const left = moment - clock.now()
    if (left <= 0) return call()
    void clock.sleep(Math.min(left, TIMER_MAX_MILLIS), (given) => (cancel = given)).then(wait)
  }
  wait()
  return () => cancel?.()
}

// Cloudflare's own stream passes bytes on without running script; other runtimes have the standard one.
function identityStream(): { readonly readable: ReadableStream; readonly writable: WritableStream } {
  return typeof IdentityTransformStream === 'function' ? new IdentityTransformStream() : new TransformStream()
}
