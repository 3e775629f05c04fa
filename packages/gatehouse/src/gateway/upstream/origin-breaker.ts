// Decides when an origin, or one route of it, is not called. Failed connections are counted for the origin, because every route shares
// them; late responses are counted for their route, because one slow operation says nothing about the others.
import { type Clock } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import { Breaker, BREAKER_REST_MILLIS, type CallOutcome, type Transition } from './circuit-breaker.ts'
import { UnreachableHost } from './unreachable-host.ts'

/** The scope of a breaker. */
export type Circuit = 'origin' | 'route'

/** An allowed call to an origin. */
export interface OriginCall {
  /** Whether it decides if the origin or its route is called again. */
  readonly isTrial: boolean
  /** Reports that the origin has answered, with any status. @returns the breakers that close because of it */
  answered(): readonly Circuit[]
  /** Reports that there is no response. @returns the breaker that opens because of it, if any */
  failed(error: unknown, hasBody: boolean): readonly Circuit[]
}

/** A breaker for an origin, or for one of its routes. @param timeoutMillis how long a call may take */
export function originBreaker(clock: Pick<Clock, 'now'>, timeoutMillis: number): Breaker {
  // A trial may be the very call that hangs, and must not block all other calls until its time is over.
  return new Breaker(clock, Math.min(timeoutMillis, BREAKER_REST_MILLIS))
}

/**
 * Asks whether a call is allowed.
 *
 * @param connections the breaker of the origin
 * @param answers the breaker of the route
 * @throws ProblemError `service_unavailable` with `Retry-After` while the breaker of the origin or its route is open
 */
export function beginOriginCall(connections: Breaker, answers: Breaker): OriginCall {
  const ofRoute = answers.begin()
  if ('retryAfterSeconds' in ofRoute) throw leftAlone(ofRoute.retryAfterSeconds)
  const ofOrigin = connections.begin()
  if ('retryAfterSeconds' in ofOrigin) {
    ofRoute.end('undecided')
    throw leftAlone(ofOrigin.retryAfterSeconds)
  }
  const endBoth = (connection: CallOutcome, answer: CallOutcome, change: Transition): readonly Circuit[] => {
    const changes = [
      ['origin', ofOrigin.end(connection)],
      ['route', ofRoute.end(answer)],
    ] as const
    return changes.flatMap(([circuit, changed]) => (changed === change ? [circuit] : []))
  }
  return {
    isTrial: ofRoute.isTrial || ofOrigin.isTrial,
    answered: () => endBoth('answered', 'answered', 'closes'),
    failed: (error, hasBody) => endBoth(...outcomesOf(error, hasBody), 'opens'),
  }
}

function outcomesOf(error: unknown, hasBody: boolean): readonly [connection: CallOutcome, answer: CallOutcome] {
  const { code, cause } = error instanceof ProblemError ? error : new ProblemError('internal')
  const host = cause instanceof UnreachableHost ? cause : null
  // A client that sends a body can delay it until the time is over, or stop sending: that says nothing against the origin.
  if (hasBody && host?.dependsOnBody !== false) return ['undecided', 'undecided']
  if (host?.ofConnection ?? code === 'service_failed') return ['failed', 'undecided']
  return ['undecided', code === 'service_timeout' ? 'failed' : 'undecided']
}

function leftAlone(retryAfterSeconds: number): ProblemError {
  return new ProblemError('service_unavailable', {
    retryAfterSeconds,
    detail: 'The service behind this route does not answer.',
  })
}
