// Ends responses that would outlive the token of their request: a WebSocket, a stream of events, the long response of an origin. A
// response that is short enough to end before is left as it is.
import { type Clock, credentialOf, type Verdict } from '../../access/index.ts'
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
/**
 * How often a running response looks whether its token was revoked, at most. With the period of the exchange before it that is less than
 * ten seconds. I/O belongs to its request, so the response of another request can not end it.
 */
const REVOCATION_CHECK_MILLIS = 2_000
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
export function returnAnswer(answer: Response, context: StreamContext, clock: Clock, source: BodySource): Response {
  const { verdict, startedAt, cookieNames } = context
  const endsAt = verdict === null ? null : streamEndOf(verdict, startedAt)
  return passBack(answer, endsAt, clock, source, cookieNames, revocationCheckOf(context, clock))
}

/** The part of the context of a request that is used here. */
type StreamContext = Pick<RequestContext, 'background' | 'cookieNames' | 'exchange' | 'sid' | 'startedAt' | 'verdict'>

/** Why a response is ended: the code of the refusal that the next request with its token gets. */
export type StreamEndReason = 'token_expired' | 'token_revoked'

/** Looks whether the token of a running response was revoked. */
export interface RevocationCheck {
  readonly everyMillis: number
  readonly isRevoked: () => Promise<boolean>
}

function revocationCheckOf(
  { verdict, sid, exchange, background }: StreamContext,
  clock: Clock,
): RevocationCheck | null {
  if (verdict === null || verdict.tier === null || exchange.periodMillis === 0) return null
  return {
    everyMillis: Math.min(exchange.periodMillis, REVOCATION_CHECK_MILLIS),
    isRevoked: async () => {
      await exchange.keepUp(clock.now(), background)
      const credential = credentialOf(verdict.principal)
      return exchange.isRevoked(sid === null ? credential : { ...credential, sid })
    },
  }
}

/** Until when a response may continue, in milliseconds since the epoch; `null` without a token. */
export function streamEndOf({ principal }: Verdict, startedAt: number): number | null {
  const { exp } = principal.claims
  return typeof exp === 'number' ? Math.max(exp * 1000, startedAt + LEAST_MILLIS) : null
}

/**
 * Returns a service's response without the headers that only the gateway may set, and ends it at a given time, or when its token is
 * revoked. A WebSocket is closed
 * with a code for that, a stream of events ends, and any other body is aborted, so that no client takes a part for the whole.
 *
 * @param endsAt the result of {@link streamEndOf}
 * @param names of our cookies, which no service may set
 * @param check `null` if tokens are not revoked here
 */
export function passBack(
  answer: Response,
  endsAt: number | null,
  clock: Clock,
  { canBeLong, isRaw }: BodySource,
  names: CookieNames,
  check: RevocationCheck | null = null,
): Response {
  const schedule = endsAt === null ? null : (end: (reason: StreamEndReason) => void) => endOf(endsAt, check, clock, end)
  if (answer.status === 101) return passSocketOn(answer, schedule, names)
  const sanitized = sanitizeAnswer(answer, names)
  if (schedule === null) return sanitized
  const endsWell = isEventStream(sanitized)
  // The body is read last, because the runtime creates a stream for it when it is read.
  if (!endsWell && !(canBeLong && isLong(sanitized))) return sanitized
  const { body } = sanitized
  return body === null ? sanitized : endedBy(sanitized, body, schedule, { endsWell, isRaw })
}

/** Schedules the end of a response. @returns the function that cancels it */
type Schedule = (end: (reason: StreamEndReason) => void) => () => void

function endedBy(
  answer: Response,
  body: ReadableStream,
  schedule: Schedule,
  { endsWell, isRaw }: { readonly endsWell: boolean; readonly isRaw: boolean },
): Response {
  const { readable, writable } = identityStream()
  const controller = new AbortController()
  const callOff = schedule((reason) => controller.abort(new Error(`this stream was ended: ${reason}`)))
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

// Calls a function at a given time, or earlier if the check succeeds. @returns the function that cancels it
function endOf(
  endsAt: number,
  check: RevocationCheck | null,
  clock: Clock,
  end: (reason: StreamEndReason) => void,
): () => void {
  const timers: (() => void)[] = []
  const callOff = (): void => {
    for (const cancel of timers.splice(0)) cancel()
  }
  const endNow = (reason: StreamEndReason): void => {
    callOff()
    end(reason)
  }
  timers.push(callAt(endsAt, clock, () => endNow('token_expired')))
  if (check !== null) timers.push(callWhen(check, clock, () => endNow('token_revoked')))
  return callOff
}

// Calls a function once the check succeeds. A check that fails says nothing, and is repeated. @returns the function that cancels it
function callWhen({ everyMillis, isRevoked }: RevocationCheck, clock: Clock, call: () => void): () => void {
  let cancel: (() => void) | undefined
  let isOver = false
  const look = async (): Promise<void> => {
    const isSo = await isRevoked().catch(() => false)
    if (isOver) return
    if (isSo) call()
    else wait()
  }
  const wait = (): void => {
    void clock.sleep(everyMillis, (given) => (cancel = given)).then(look)
  }
  wait()
  return () => {
    isOver = true
    cancel?.()
  }
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
